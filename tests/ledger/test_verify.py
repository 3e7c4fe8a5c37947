"""Tampering with the records is refused by the database, and found where somebody took the guard away."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from redress.complaints.models import Case, CaseEntry
from redress.insight.verify import verify
from redress.jobs.inquiries import run
from redress.ledger.chain import redact
from redress.ledger.guards import COVERED, unguard
from redress.ledger.models import Inquiry, JournalEntry, Stream
from redress.web.handbook import ledger as page
from tests.house import House, Walk, complaint

ENTRIES, JOURNAL = "complaints_caseentry", "ledger_journalentry"


class Hand:
    """Somebody with the password of the database."""

    connection = connection

    def execute(self, sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, list(values) or None)


@pytest.fixture
def hand() -> Hand:
    """A hand on the database, past the program."""
    return Hand()


@pytest.fixture
def case(org: House) -> Case:
    """A case with a timeline, and another one beside it."""
    complaint(org, name="旁边的人")
    walk = Walk(org, complaint(org))
    for code in ("confirm-record", "assess"):
        walk.step(code)
    return Case.objects.get(pk=walk.case.pk)


def test_untouched_records_are_whole_and_all_are_counted(case: Case) -> None:
    report = verify()
    assert report.whole and report.cases == 2 and not report.broken
    assert report.entries == CaseEntry.objects.count() + JournalEntry.objects.count()
    assert report.journals == Stream.objects.count() >= 2


@pytest.mark.parametrize("table", [ENTRIES, JOURNAL])
@pytest.mark.parametrize("column", COVERED)
def test_the_database_refuses_to_change_what_the_seal_covers(case: Case, hand: Hand, table: str, column: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        hand.execute(f'UPDATE {table} SET "{column}" = "{column}"')
    assert verify().whole


def test_the_personal_half_may_be_erased_but_not_rewritten(case: Case, hand: Hand) -> None:
    entry = case.entries.exclude(private=None).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        hand.execute(f"UPDATE {ENTRIES} SET private = 'forged' WHERE id = %s", entry.pk)
    redact(entry)
    assert not CaseEntry.objects.get(pk=entry.pk).private
    assert verify().whole


def test_a_changed_entry_is_named(case: Case, hand: Hand) -> None:
    entry = case.entries.get(seq=2)
    unguard(hand, ENTRIES)
    hand.execute(f"UPDATE {ENTRIES} SET actor_name = 'nobody' WHERE id = %s", entry.pk)
    [broken] = verify().broken
    assert (broken.stream, broken.chain, broken.seq, broken.kind, broken.fault) == ("cases", case.number, 2, entry.kind, "changed")


def test_a_changed_payload_is_named(case: Case, hand: Hand) -> None:
    unguard(hand, ENTRIES)
    hand.execute(f"""UPDATE {ENTRIES} SET payload = '{{"forged": 1}}' WHERE id = %s""", case.entries.get(seq=1).pk)
    [broken] = verify(["cases"]).broken
    assert (broken.chain, broken.seq, broken.fault) == (case.number, 1, "changed")


@pytest.mark.parametrize(("cut", "seq", "fault"), [("last", 0, "end-missing"), ("middle", 3, "missing"), ("all", 1, "end-missing")])
def test_entries_cut_out_are_missed(case: Case, hand: Hand, cut: str, seq: int, fault: str) -> None:
    which = {"last": f"seq = {case.entry_count}", "middle": "seq = 2", "all": "seq > 0"}[cut]
    hand.execute(f"DELETE FROM {ENTRIES} WHERE case_id = %s AND {which}", case.pk)
    [broken] = verify().broken
    assert (broken.chain, broken.seq, broken.fault) == (case.number, seq or case.entry_count, fault)


def test_a_journal_whose_end_is_cut_is_missed_as_well(org: House, hand: Hand) -> None:
    last = JournalEntry.objects.filter(stream="people").order_by("-seq").first()
    hand.execute(f"DELETE FROM {JOURNAL} WHERE id = %s", last.pk)
    [broken] = verify(["people"]).broken
    assert (broken.stream, broken.seq, broken.fault) == ("people", last.seq, "end-missing")
    assert verify(["policies"]).whole
    with pytest.raises(KeyError):
        verify(["nothing"])


def test_the_page_proves_and_names_the_first_broken_entry(case: Case, admin: Client, hand: Hand) -> None:
    assert "全部链条完整" in admin.get(admin.post("/ledger/verify/")["Location"]).content.decode()
    unguard(hand, ENTRIES)
    hand.execute(f"UPDATE {ENTRIES} SET actor_name = 'nobody' WHERE id = %s", case.entries.get(seq=2).pk)
    shown = admin.get(admin.post("/ledger/verify/")["Location"]).content.decode()
    assert case.number in shown and "内容被改动" in shown
    assert admin.get("/ledger/").status_code == 200


def test_many_chains_are_proved_in_the_background(case: Case, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[int] = []
    monkeypatch.setattr(page, "AT_ONCE", 0)
    monkeypatch.setattr(page, "async_task", lambda _name, pk: queued.append(pk))
    where = admin.post("/ledger/verify/")["Location"]
    assert "every 2s" in admin.get(where).content.decode()
    run(queued[0])
    assert Inquiry.objects.get().report["whole"] and "every 2s" not in admin.get(where).content.decode()


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_whoever_lacks_the_right_proves_nothing(org: House, client: Client, role: str) -> None:
    client.force_login(org.user(role))
    assert client.get("/ledger/").status_code == 403
    assert client.post("/ledger/verify/").status_code == 403
    assert not Inquiry.objects.exists()
