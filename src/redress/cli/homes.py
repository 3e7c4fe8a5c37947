"""The home folder of a demo or a measurement, chosen before settings are read: never the real organisation's."""

import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any


def choose(given: Any) -> None:
    """Set the environment for a command that has a home of its own."""
    if given.command == "demo":
        _demo(given.pack, given.host, given.port)
    else:
        _bench(given.engine)


def _demo(pack: str, host: str, port: int) -> None:
    base = Path(os.environ.get("REDRESS_HOME", "var"))
    os.environ["REDRESS_HOME"] = str(base / f"demo-{pack}")
    os.environ["REDRESS_DEMO"] = "true"
    os.environ.setdefault("REDRESS_PUBLIC_URL", f"http://{host}:{port}")
    text = (files("redress.policies") / "packs" / f"{pack}.yaml").read_text("utf-8")
    for key, name in (("timezone", "REDRESS_TIMEZONE"), ("language", "REDRESS_LANGUAGE")):
        found = re.search(rf"^{key}: *([\w/-]+)", text, re.MULTILINE)
        if found and name not in os.environ:
            os.environ[name] = found[1] if key == "timezone" else found[1].lower()


def _bench(engine: str) -> None:
    os.environ["REDRESS_HOME"] = tempfile.mkdtemp(prefix="redress-bench-")
    os.environ["REDRESS_DATABASE"] = engine if "://" in engine else ""
    os.environ["REDRESS_DEMO"] = "true"
