"""The handbook tells a whole pack in plain words in three languages, and the schema's page is up to date."""

from pathlib import Path

import pytest
from django.utils.translation import override

from redress.policies.handbook import ORDER, handbook
from redress.policies.labels import LABELS
from redress.policies.plainly import rule_in_words
from redress.policies.reader import shipped_codes, shipped_policy
from redress.policies.reference import every_part, reference
from redress.policies.schema import Pack

HEARD = {LABELS[key] for key in ("words", "unless")}
"""Rows that list what customers say, in whatever language they say it."""


def text_of(entry) -> str:
    return "\n".join([entry.title, *(f"{row.label} {row.value}" for row in entry.rows if row.label not in {str(label) for label in HEARD}), *(text_of(inner) for inner in entry.within)])


def whole(code: str) -> str:
    return "\n".join(section.title + section.intro + "\n" + "\n".join(map(text_of, section.entries)) for section in handbook(shipped_policy(code)))


def test_every_part_of_a_pack_has_a_chapter_or_stands_at_the_head_of_the_page():
    assert set(Pack.model_fields) - set(ORDER) == {
        "policy", "title", "summary", "organisation", "language", "timezone", "currency", "valid_from",
    }  # fmt: skip


def test_every_key_has_a_label_and_a_meaning():
    for part in every_part():
        for key, info in part.model_fields.items():
            assert key in LABELS, f"{part.__name__}.{key}"
            assert info.description, f"{part.__name__}.{key}"


@pytest.mark.parametrize("code", shipped_codes())
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_handbook_can_be_told_in_each_language(code, language):
    with override(language):
        text = whole(code)
    assert "role:" not in text and "{'" not in text and "None" not in text.replace("None of these", "")
    if language == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in text)


def test_a_rule_is_told_in_words_with_the_titles_of_the_pack():
    policy = shipped_policy("property-sales")
    with override("en"):
        assert rule_in_words(policy, 'grade != "major" && about == "project-manager"') == "“grade” ≠ Major and “person complained about” = Project manager"
        assert rule_in_words(policy, 'categories.exists(c, c in ["promise", "reception"])') == "“category” is one of Promises and contract, Reception"
        assert rule_in_words(policy, '!internal && (injury || loss >= 50000)') == "not a colleague raised it and (somebody was hurt or “loss of the customer” ≥ 50000)"
    with override("zh-hans"):
        assert "重大投诉" in rule_in_words(policy, 'grade == "major"')


def test_the_clock_of_ten_minutes_reads_as_a_person_would_say_it():
    with override("en"):
        clocks = next(section for section in handbook(shipped_policy("utility-hall")) if section.id == "clocks")
        entry = next(one for one in clocks.entries if one.cites == ("E7",))
        rows = {row.label: row.value for row in entry.rows}
    assert (rows["Starts with"], rows["Within"], rows["Answerable"]) == ("reception ended", "10 minutes", "first contact")
    assert [inner.rows[0].value for inner in entry.within] == ["first contact", "Shift leader"]


def test_the_page_of_the_schema_is_up_to_date():
    page = Path(__file__).parents[2] / "docs" / "policies.md"
    with override("en"):
        assert page.read_text(encoding="utf-8") == reference()
