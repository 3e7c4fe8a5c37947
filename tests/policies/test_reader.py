"""The strict reader: every kind of error is named with file, line, key and what was expected."""

import re

import pytest
from django.utils.translation import override

from redress.policies.reader import read_pack, shipped_codes, shipped_policy, shipped_source
from redress.policies.tree import PackError

SOURCE = shipped_source("enterprise") or ""


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def problems(text: str, fetch=shipped_source) -> list[tuple[str, str, str]]:
    with pytest.raises(PackError) as refusal:
        read_pack(text, "enterprise.yaml", fetch)
    return [(problem.file, problem.key, str(problem.expected)) for problem in refusal.value.problems]


def line_of(text: str, needle: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if needle in line)


def changed(pattern: str, replacement: str) -> str:
    text, count = re.subn(pattern, replacement, SOURCE, count=1, flags=re.MULTILINE)
    assert count == 1, pattern
    return text


def refusal_of(pattern: str, replacement: str):
    with pytest.raises(PackError) as refusal:
        read_pack(changed(pattern, replacement), "enterprise.yaml")
    return refusal.value.problems


@pytest.mark.parametrize("code", shipped_codes())
def test_every_shipped_pack_is_accepted_and_says_the_same_when_read_back(code):
    policy = shipped_policy(code)
    assert policy.code == code
    assert policy.pack.language == ("zh-Hant" if code == "mall" else "zh-Hans")


def test_six_packs_are_shipped():
    assert shipped_codes() == ("enterprise", "mall", "property-sales", "service-standard", "utility-hall", "weekly-review")


CASES = [
    ("an unknown key", r"^repeat: \{within", "repeat: {withn: 1 day, within", "repeat.withn", "not part of a policy"),
    ("a missing key", r"^organisation: .*$", "", "organisation", "not there"),
    ("a text without one language", r', en: "Hotline desk"', "", "departments.hotline-desk.title", "three languages"),
    ("an unknown choice", r"reset: day", "reset: week", "numbering.reset", "day, month or year"),
    ("a number in words", r"rounds_max: 5", "rounds_max: five", "satisfaction.rounds_max", "whole number"),
    ("a number in quotation marks", r"rounds_max: 5", 'rounds_max: "5"', "satisfaction.rounds_max", "whole number"),
    ("a length of time", r"within: 2 h,", "within: two hours,", "clocks.first-response.within", "length of time"),
    ("a moment on a clock", r'at: "\+4 working hours"', 'at: "later"', "clocks.accepted.escalate[2].at", "100%"),
    ("a bad code", r"code: hotline-desk", "code: Hotline_Desk", "departments.Hotline_Desk.code", "small letters"),
    ("an act that is not in the vocabulary", r"code: finance, seats", "code: finance, acts: [case.destroy], seats", "roles.finance.acts", "fixed list"),
    ("a department that is not there", r"owner: quality$", "owner: qualty", "categories.product-quality.owner", "qualty"),
    ("a role that is not there", r'to: "role:auditor"', 'to: "role:auditr"', "clocks.filed.escalate[1].to", "role:auditr"),
    ("an event that is not there", r"until: \[record.completed\]", "until: [record.complete]", "clocks.record-completed.until", "record.complete"),
    ("a calendar that is not there", r"calendar: round-the-clock", "calendar: night", "clocks.first-response.calendar", "night"),
    ("a rule with an unknown fact", r'when: grade == "crisis", because', 'when: grad == "crisis", because', "responses.urgent.when", "grad"),
    ("a rule of the wrong type", r"when: returns >= 2", 'when: returns >= "2"', "alerts.returned-twice.when", "one type"),
    ("a rule that answers no yes or no", r"when: returns >= 2", "when: returns", "alerts.returned-twice.when", "yes or no"),
    ("a rule that breaks off", r"when: returns >= 2", "when: returns >=", "alerts.returned-twice.when", "CEL"),
    ("a value that no grade has", r'when: grade == "crisis", because', 'when: grade == "crises", because', "responses.urgent.when", "crises"),
    ("a category in a rule that is not there", r'"product-quality" in categories\'', '"product-qualty" in categories\'', "axes.content.suggest[1].when", "product-qualty"),
    ("an id used twice", r"id: late-delivery", "id: damaged-in-transit", "categories.delivery.within.damaged-in-transit", "used once"),
    ("a last grade with a rule", r"^    because: (\{.*Clear facts|.*The facts are clear)", r"    when: injury\n    because: \1", "grades.simple.when", "last entry"),
    ("the base asked for what it has not", r"^extends: common$", "extends: comon", "extends", "exists"),
    ("a placeholder nobody fills", r"^extensions: \{", 'extensions: {notice: {zh-Hans: "{x}", zh-Hant: "{x}", en: "{x}"}, ', "extensions.notice", "number"),
    ("a date that is none", r"valid_from: 2024-01-01", "valid_from: 2024-13-01", "valid_from", "date"),
    ("a department in a circle", r"code: customer-service, (.*), parent: company", r"code: customer-service, \1, parent: hotline-desk", "departments.customer-service.parent", "circles"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "pattern", "replacement", "key", "words"), CASES, ids=[case[0] for case in CASES])
def test_an_error_is_named_with_its_line_its_key_and_what_was_expected(what, pattern, replacement, key, words):
    found = refusal_of(pattern, replacement)
    match = next((problem for problem in found if problem.key == key), None)
    assert match, [str(problem) for problem in found]
    assert words in str(match.expected)
    assert match.file == "enterprise.yaml"
    if "not there" not in words:
        spot = changed(pattern, "@@@")
        first = line_of(spot, "@@@")
        assert first <= match.line <= first + replacement.count("\n") + 1 or key.startswith("categories.delivery")


def test_all_errors_are_told_at_once():
    text = changed("reset: day", "reset: week").replace("rounds_max: 5", "rounds_max: five").replace("country", "country")
    assert {key for _file, key, _expected in problems(text)} >= {"numbering.reset", "satisfaction.rounds_max"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("policy: [", "well-formed"),
        ("- a\n- b\n", "mapping"),
        ("", "mapping"),
        ("policy: a\npolicy: b\n", "only once"),
        ("a: &x [1]\nb: *x\n", "anchors"),
        ("a: 1.5\n", "whole number"),
        ("a: \x00", "well-formed"),
        ("a: " + "[" * 40 + "]" * 40, "deep"),
        ("---\na: 1\n---\nb: 1\n", "well-formed"),
    ],
)
def test_text_that_is_no_plain_yaml_is_refused_with_a_line(text, words):
    with pytest.raises(PackError) as refusal:
        read_pack(text, "x.yaml")
    assert any(words in str(problem.expected) and problem.line >= 1 for problem in refusal.value.problems)


def test_an_error_in_the_base_is_named_with_the_file_of_the_base():
    base = (shipped_source("common") or "").replace("rounds_max: 3", "rounds_max: none")
    own = SOURCE.replace("rounds_max: 5, ", "")
    found = problems(own, lambda code: base if code == "common" else None)
    assert ("common.yaml", "satisfaction.rounds_max", "a whole number") in found


def test_packs_that_extend_each_other_in_a_circle_are_refused():
    found = problems("extends: other\n", lambda code: "extends: other\n")
    assert "circle" in found[0][2]
