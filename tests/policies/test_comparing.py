"""Two policies side by side, a draft replayed over past cases, and what the command line says of both."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from redress.policies import commands
from redress.policies.compare import ChangeKind, differences
from redress.policies.reader import read_pack, shipped_policy, shipped_source
from redress.policies.replay import PastCase, replay

SOURCE = shipped_source("property-sales") or ""
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


def draft(*changes: tuple[str, str]):
    text = SOURCE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return read_pack(text, "property-sales.yaml")


def test_the_same_policy_has_no_differences():
    assert differences(shipped_policy("property-sales"), draft()) == []


def test_a_changed_value_is_named_by_a_readable_path():
    changes = differences(shipped_policy("property-sales"), draft(("loss >= 50000", "loss >= 20000"), ("rounds_max: 3", "rounds_max: 4")))
    assert [(change.path, change.kind) for change in changes] == [
        ("grades.major.when", ChangeKind.CHANGED), ("satisfaction.rounds_max", ChangeKind.CHANGED),
    ]  # fmt: skip
    assert (changes[1].before, changes[1].after, changes[1].section) == (3, 4, "satisfaction")


def test_added_removed_and_reordered_things_are_named():
    new = draft(
        ("channels:\n", "remove: {pauses: [force-majeure]}\nchannels:\n"),
        ("kinds:\n", "moods: [{id: joking, title: {zh-Hans: 说笑, zh-Hant: 說笑, en: Joking}}]\nkinds:\n"),
    )
    found = {(change.path, change.kind) for change in differences(shipped_policy("property-sales"), new)}
    assert found == {("pauses.force-majeure", ChangeKind.REMOVED), ("moods.joking", ChangeKind.ADDED)}
    lines = SOURCE.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "id: walk-in" in line)
    lines[first], lines[first + 1] = lines[first + 1], lines[first]
    swapped = read_pack("".join(lines), "property-sales.yaml")
    assert [(change.path, change.kind) for change in differences(shipped_policy("property-sales"), swapped)] == [("channels", ChangeKind.REORDERED)]


def past(number: str, **facts: object) -> PastCase:
    return PastCase(number, {"kind": "complaint", "categories": ["parking"], **facts}, {"received": MONDAY, "registered": MONDAY, "assessed": MONDAY})


def test_a_replay_names_the_cases_that_would_have_got_another_grade_route_or_deadline():
    new = draft(("loss >= 50000", "loss >= 20000"))
    cases = [past("KS202603-001", loss=30000, company_fault=True), past("KS202603-002", loss=100, company_fault=True), past("KS202603-003", loss=60000, company_fault=True)]
    found = list(replay(shipped_policy("property-sales"), new, cases))
    assert {difference.number for difference in found} == {"KS202603-001"}
    said = {difference.what: (difference.before, difference.after) for difference in found}
    assert said["grade"] == ("important", "major")
    assert said["tier"] == ("sales-management", "deputy-gm")
    assert said["lead"] == ("sales-management", "general-office")
    assert said["answers"] == ("role:sales-manager", "role:manager")
    assert said["deadline.important-answered"] == (datetime(2026, 3, 5, 10, tzinfo=UTC), None)
    assert said["deadline.major-answered"] == (None, datetime(2026, 3, 4, 10, tzinfo=UTC))


def test_a_shorter_time_shows_as_another_deadline_and_nothing_else():
    new = draft(("within: 1 month", "within: 2 weeks"))
    found = list(replay(shipped_policy("property-sales"), new, [past("KS202603-001")]))
    assert [(difference.what, difference.before, difference.after) for difference in found] == [
        ("deadline.one-month", datetime(2026, 4, 2, 1, tzinfo=UTC), datetime(2026, 3, 16, 1, tzinfo=UTC)),
    ]  # fmt: skip


def test_facts_that_a_policy_does_not_know_are_left_aside():
    case = PastCase("1", {"kind": "complaint", "no_such_fact": 1, "loss": "much", "grade": "major", "categories": ["gone"]})
    assert list(replay(shipped_policy("property-sales"), draft(), [case])) == []


@pytest.mark.django_db
def test_checking_lists_each_pack_and_stops_at_the_first_that_is_refused(tmp_path):
    text, accepted = commands.check()
    assert accepted
    assert [line.split()[0] for line in text.splitlines()] == ["enterprise", "mall", "property-sales", "service-standard", "utility-hall", "weekly-review"]
    broken = tmp_path / "mine.yaml"
    broken.write_text(SOURCE.replace("reset: month", "reset: decade"), encoding="utf-8")
    with override("en"):
        text, accepted = commands.check(str(broken))
    assert not accepted
    assert "mine.yaml:8: numbering.reset: one of: day, month or year" in text


@pytest.mark.django_db
def test_a_reference_that_means_nothing_is_said_to():
    for reference in ("enterprise@9", "/no/such/file.yaml", "entreprise"):
        text, accepted = commands.check(reference)
        assert not accepted and reference in text


@pytest.mark.django_db
def test_diff_and_replay_as_text(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(SOURCE.replace("authority: 30000", "authority: 90000"), encoding="utf-8")
    with override("en"):
        assert commands.diff("property-sales", "property-sales") == "The two say the same."
        assert commands.diff("property-sales", str(mine)) == "~ tiers.sales-management.authority: 30,000 → 90,000"
        text = commands.replay_text(shipped_policy("property-sales"), commands.load(str(mine)), [past("A", company_fault=True, demanded=50000), past("B")])
    assert "A  tier: deputy-gm → sales-management" in text
    assert text.endswith("1 of 2 cases would have gone another way.")
