"""What every template must keep to, read from the files."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src/redress/web"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
SPRITE = set(re.search(r"ICONS = `(.*?)`", (ROOT / "frontend/build.mjs").read_text("utf-8"), re.DOTALL)[1].split())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_opens_by_saying_what_it_is_and_keeps_the_content_policy(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("{#")
    assert not re.search(r"""<[^>]*\s(style|on\w+)\s*=\s*["']""", text)
    assert "<script>" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    text = path.read_text("utf-8")
    named = re.findall(r"""\{% icon ["']([\w-]+)["']""", text) + re.findall(
        r"""\b(?:act_)?icon=["']([\w-]+)["']""", text
    )
    assert set(named) <= SPRITE


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.po")), ids=lambda path: str(path.relative_to(WEB)))
def test_every_sentence_of_the_pages_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())] == []
