"""The documents keep their word: settings, commands, acts and links are what they say; nothing names a registry."""

import re
import subprocess
from pathlib import Path

import pytest

from redress.config.env import Env

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    """Files under version control, or all below the root in a source archive."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_every_setting_is_described_and_no_other() -> None:
    described = set(re.findall(r"`REDRESS_([A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8")))
    assert described == {name.upper() for name in Env.model_fields}


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/how-to-add.md", "docs/portal.md", "docs/signals.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_rooms_of_the_architecture_page_are_those_that_exist() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    table = text.split("| room | what it is for |")[1].split("\n\n")[0]
    named = {name for line in table.split("\n") for name in re.findall(r"`([a-z]+)`", line.split("|")[1] if "|" in line else "")}
    there = {path.name for path in (ROOT / "src/redress").iterdir() if (path / "__init__.py").exists()} - {"config"}
    assert named - {"redress"} == there


def test_no_file_names_a_registry_or_a_folder_of_somebodys_machine() -> None:
    hosts = re.compile(r"(pypi\.org|pythonhosted|registry\.npmjs|registry\.yarnpkg|deb\.debian\.org|/ro[o]t/|/home/[a-z]+/)")
    here = Path(__file__).resolve()
    for path in tracked():
        if path.suffix in {".png", ".ico", ".mo"} or path == here:
            continue
        found = hosts.search(path.read_text("utf-8", errors="ignore"))
        assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"
