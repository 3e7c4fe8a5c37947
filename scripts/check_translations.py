"""Every sentence of every room is in both Chinese catalogues: none missing, empty, fuzzy or left over."""

import ast
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent / "src" / "redress"
LANGUAGES = ("zh_Hans", "zh_Hant")


def key(entry: polib.POEntry) -> tuple[str, str]:
    """What makes two entries the same sentence."""
    return (entry.msgctxt or "", entry.msgid)


def faults(room: Path, scratch: Path) -> list[str]:
    """What is wrong with the catalogues of one room."""
    copy = scratch / room.relative_to(SOURCE)
    inner = [f"-i{path.parent.name}" for path in room.glob("*/apps.py")]
    shutil.rmtree(copy / "locale", ignore_errors=True)
    (copy / "locale").mkdir()
    subprocess.run(
        ["django-admin", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "-v0", *inner], cwd=copy, check=True
    )
    made = copy / "locale/zh_Hans/LC_MESSAGES/django.po"
    said = {key(entry) for entry in polib.pofile(str(made))} if made.exists() else set()
    found = []
    for language in LANGUAGES:
        path = room / "locale" / language / "LC_MESSAGES/django.po"
        where = path.relative_to(SOURCE)
        if not path.exists():
            found += [f"{where}: there is no such catalogue"] if said else []
            continue
        kept = polib.pofile(str(path))
        entries = {key(entry): entry for entry in kept if not entry.obsolete}
        found += [f"{where}: not translated: {name[1]!r}" for name in sorted(said - set(entries))]
        found += [f"{where}: no longer said: {name[1]!r}" for name in sorted(set(entries) - said)]
        found += [f"{where}: fuzzy: {entry.msgid!r}" for entry in entries.values() if entry.fuzzy]
        found += [f"{where}: empty: {name[1]!r}" for name, entry in entries.items() if name in said and not entry.translated()]
    return found


def two_ways() -> list[str]:
    """Sentences that two rooms translate differently: the rooms share one table, so one of them would get the other's words."""
    found = []
    for language in LANGUAGES:
        said: dict[tuple[str, str], dict[str, Path]] = {}
        for path in sorted(SOURCE.rglob(f"locale/{language}/LC_MESSAGES/django.po")):
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    words = entry.msgstr or str(entry.msgstr_plural)
                    said.setdefault(key(entry), {}).setdefault(words, path.relative_to(SOURCE))
        found += [
            f"{language}: translated in two ways, give one a context: {name[1]!r}: " + "; ".join(f"{words} ({path})" for words, path in ways.items())
            for name, ways in said.items()
            if len(ways) > 1
        ]  # fmt: skip
    return found


def unseen(path: Path) -> list[str]:
    """Sentences within f-strings: the tool that gathers sentences does not see them."""
    strings = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr)]
    calls = [call for node in strings for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
    return [f"{path.relative_to(SOURCE)}:{call.lineno}: a sentence within an f-string" for call in calls if call.func.id == "_"]


def main() -> int:
    """Print the faults; 0 when there is none."""
    rooms = sorted({path.parent for pattern in ("*/__init__.py", "web/*/apps.py") for path in SOURCE.glob(pattern)})
    found = [fault for path in sorted(SOURCE.rglob("*.py")) for fault in unseen(path)]
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "redress"
        shutil.copytree(SOURCE, scratch, ignore=shutil.ignore_patterns("vendor", "*.mo", "__pycache__"))
        for room in rooms:
            found += faults(room, scratch)
    found += two_ways()
    print("\n".join(found) if found else f"{len(rooms)} rooms, {len(LANGUAGES)} languages: every sentence is translated.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
