"""Versions: numbered, immutable, refused whole, valid from a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.kernel.actor import SYSTEM, Actor, Grant, Scope
from redress.kernel.errors import IllegalMove, Invalid, NotAllowed, Stale
from redress.ledger.models import JournalEntry
from redress.policies import operations, queries
from redress.policies.models import PolicyVersion, PublishedIsFinal
from redress.policies.store import current_version, policy_of

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
EDITOR = Actor(7, "周敏", grants=(Grant("quality-manager", frozenset({"policy.read", "policy.edit"}), Scope.ALL),))
PUBLISHER = Actor(8, "何涛", grants=(Grant("manager", frozenset({"policy.read", "policy.edit", "policy.publish"}), Scope.ALL),))
CLERK = Actor(9, "李洁", grants=(Grant("clerk", frozenset({"policy.read", "case.register"}), Scope.ALL),))
STRANGER = Actor(10, "路人")

pytestmark = pytest.mark.django_db


def running() -> PolicyVersion:
    return operations.install("enterprise", by=SYSTEM, at=NOON - timedelta(days=30))


def test_installing_publishes_version_one_from_the_day_the_pack_names_and_twice_is_once():
    version = running()
    assert (version.number, version.state, version.errors) == (1, "published", [])
    assert version.valid_from == datetime(2023, 12, 31, 16, tzinfo=UTC)
    assert operations.install("enterprise", by=SYSTEM, at=NOON).pk == version.pk


def test_a_version_keeps_what_it_said_even_if_its_base_is_rewritten():
    version = running()
    assert policy_of(version.pk).digest == version.digest
    assert "extends" not in version.content
    assert any(axis["id"] == "severity" for axis in version.content["axes"])


@pytest.mark.parametrize("change", [lambda v: v.save(), lambda v: v.delete(), lambda v: PolicyVersion.objects.filter(pk=v.pk).update(source=""),
                                    lambda v: PolicyVersion.objects.filter(pk=v.pk).delete()])  # fmt: skip
def test_a_published_version_never_changes(change):
    version = running()
    with pytest.raises(PublishedIsFinal):
        change(version)


def test_the_database_refuses_a_published_version_with_errors_or_without_a_number():
    for broken in ({"errors": [{"line": 1}], "number": 1}, {"number": None}, {"digest": "", "number": 1}):
        row = {"pack": "x", "state": "published", "digest": "d", "valid_from": NOON, "published_at": NOON, "edited_at": NOON} | broken
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersion.objects.create(**row)


def test_a_draft_keeps_broken_text_and_says_what_is_wrong_and_publishing_it_leaves_the_running_version():
    version = running()
    draft = operations.start_draft("enterprise", by=EDITOR, at=NOON)
    broken = draft.source.replace("rounds_max: 5", "rounds_max: many")
    draft = operations.save_draft(draft, source=broken, by=EDITOR, at=NOON)
    assert draft.source == broken
    assert [(error["file"], error["key"]) for error in draft.errors] == [("enterprise.yaml", "satisfaction.rounds_max")]
    with pytest.raises(Invalid) as refusal:
        operations.publish(draft, by=PUBLISHER, at=NOON)
    assert refusal.value.errors["source"][0]["line"] == draft.errors[0]["line"]
    assert current_version(NOON).pk == version.pk


def test_publishing_gives_the_next_number_and_holds_for_new_cases_from_then():
    old = running()
    draft = operations.start_draft("enterprise", by=EDITOR, at=NOON)
    draft = operations.save_draft(draft, source=draft.source.replace("rounds_max: 5", "rounds_max: 2"), by=EDITOR, at=NOON)
    new = operations.publish(draft, by=PUBLISHER, at=NOON, note="轮次减少")
    assert (new.number, new.published_by, new.valid_from) == (2, "何涛", NOON)
    assert current_version(NOON - timedelta(seconds=1)).pk == old.pk
    assert current_version(NOON).pk == new.pk
    assert policy_of(new.pk).pack.satisfaction.rounds_max == 2
    assert [entry.kind for entry in JournalEntry.objects.filter(stream="policies")] == [
        "policy.published", "policy.draft-begun", "policy.published",
    ]  # fmt: skip


def test_a_version_published_for_later_waits_and_may_be_taken_back_until_then():
    old = running()
    draft = operations.start_draft("enterprise", by=PUBLISHER, at=NOON)
    draft = operations.save_draft(draft, source=draft.source.replace("valid_from: 2024-01-01", "valid_from: 2026-05-01"), by=PUBLISHER, at=NOON)
    new = operations.publish(draft, by=PUBLISHER, at=NOON)
    start = datetime(2026, 4, 30, 16, tzinfo=UTC)
    assert current_version(start - timedelta(seconds=1)).pk == old.pk
    assert current_version(start).pk == new.pk
    with pytest.raises(IllegalMove):
        operations.retire(new, by=PUBLISHER, at=start)
    operations.retire(new, by=PUBLISHER, at=start - timedelta(seconds=1))
    assert current_version(start).pk == old.pk


def test_a_case_from_before_the_first_version_follows_the_first():
    first = running()
    assert current_version(datetime(2019, 1, 1, tzinfo=UTC)).pk == first.pk


def test_a_draft_that_says_nothing_new_is_not_published():
    running()
    draft = operations.start_draft("enterprise", by=PUBLISHER, at=NOON)
    with pytest.raises(IllegalMove) as refusal:
        operations.publish(draft, by=PUBLISHER, at=NOON)
    assert refusal.value.code == "nothing-new"


def test_two_writers_on_one_draft_the_second_is_told():
    running()
    draft = operations.start_draft("enterprise", by=EDITOR, at=NOON)
    mine, theirs = PolicyVersion.objects.get(pk=draft.pk), PolicyVersion.objects.get(pk=draft.pk)
    operations.save_draft(mine, source=mine.source + "# a\n", by=EDITOR, at=NOON)
    with pytest.raises(Stale):
        operations.save_draft(theirs, source=theirs.source + "# b\n", by=PUBLISHER, at=NOON)
    assert PolicyVersion.objects.get(pk=draft.pk).source.endswith("# a\n")


def test_one_draft_at_a_time_and_it_may_be_thrown_away():
    running()
    draft = operations.start_draft("enterprise", by=EDITOR, at=NOON)
    with pytest.raises(IllegalMove):
        operations.start_draft("enterprise", by=EDITOR, at=NOON)
    operations.drop_draft(draft, by=EDITOR, at=NOON)
    assert queries.open_draft("enterprise") is None


def test_who_may_not_is_refused_and_drafts_are_seen_by_writers_only():
    running()
    draft = operations.start_draft("enterprise", by=EDITOR, at=NOON)
    with pytest.raises(NotAllowed):
        operations.publish(draft, by=EDITOR, at=NOON)
    with pytest.raises(NotAllowed):
        operations.save_draft(draft, source="", by=CLERK, at=NOON)
    assert [version.state for version in queries.versions(CLERK)] == ["published"]
    assert {version.state for version in queries.versions(EDITOR)} == {"published", "draft"}
    assert not queries.versions(STRANGER).exists()


def test_an_unknown_pack_is_named():
    with pytest.raises(Invalid):
        operations.install("no-such-pack", by=SYSTEM, at=NOON)
