"""The table of moves: over the whole square, in the database, and along random legal sequences."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redress.complaints import events
from redress.complaints.models import Case
from redress.complaints.operations.writing import hold, write
from redress.complaints.queries import broken
from redress.complaints.states import ENDED, MOVES, Stage
from redress.flows.acting import ACTS
from redress.kernel.actor import SYSTEM
from redress.kernel.errors import DomainError, IllegalMove
from tests.house import NOON, Walk, complaint, organisation

pytestmark = pytest.mark.django_db


def put_at(case: Case, stage: Stage) -> None:
    """Set a stage past all operations, so that the whole square can be walked."""
    ended = {"ended_at": NOON if stage in ENDED else None}
    merged = {"merged_into": case if stage == Stage.MERGED else None, "archived_at": NOON if stage == Stage.ARCHIVED else None}
    Case.objects.filter(pk=case.pk).update(stage=stage, **ended, **merged)


def test_every_move_in_the_table_and_no_other_is_possible() -> None:
    house = organisation()
    case = complaint(house)
    for was in Stage:
        for to in Stage:
            if was == to:
                continue
            put_at(case, was)
            extra = {"archived_at": NOON} if to == Stage.ARCHIVED else {"merged_into": case} if to == Stage.MERGED else {}
            if was == Stage.MERGED and to != Stage.ARCHIVED:
                extra["merged_into"] = None
            happened = events.Noted(text=f"{was}>{to}")
            if to in MOVES[was]:
                with transaction.atomic():
                    assert write(hold(case), happened, by=SYSTEM, at=NOON, stage=to, **extra).stage == to
            else:
                with pytest.raises(IllegalMove), transaction.atomic():
                    write(hold(case), happened, by=SYSTEM, at=NOON, stage=to, **extra)
                assert Case.objects.get(pk=case.pk).stage == was


@pytest.mark.parametrize(
    "changes",
    [
        {"stage": "lost"},
        {"stage": "closed", "ended_at": None},
        {"stage": "registered", "ended_at": NOON},
        {"stage": "archived", "ended_at": NOON, "archived_at": None},
        {"stage": "merged", "ended_at": NOON, "merged_into": None},
        {"round": 0},
    ],
)
def test_the_database_repeats_the_invariants(changes: dict[str, object]) -> None:
    case = complaint(organisation())
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_random_legal_sequences_keep_case_chain_and_clocks_whole() -> None:
    house = organisation()
    chosen = random.Random(20260304)
    for _turn in range(4):
        case = complaint(house)
        walk = Walk(house, case)
        for _act in range(18):
            walk.case = Case.objects.get(pk=case.pk)
            possible = [code for code in DATA if ACTS[code].possible(walk.case)]
            if not possible:
                break
            code = chosen.choice(possible)
            try:
                DATA[code](walk)
            except (DomainError, StopIteration):
                continue
        now = Case.objects.get(pk=case.pk)
        assert broken(now) is None
        assert now.entry_count == now.entries.count()
        assert (now.ended_at is not None) == (now.stage in ENDED)
        running = now.clocks.filter(state="running").order_by("due_at").first()
        assert now.next_due_at == (running.due_at if running else None)
        if now.stage == Stage.ARCHIVED:
            assert running is None


DATA = {
    "confirm-record": lambda walk: walk.step("confirm-record"),
    "assess": lambda walk: walk.step("assess"),
    "assign": lambda walk: walk.step("assign"),
    "accept": lambda walk: walk.step("accept"),
    "return": lambda walk: walk.do("return", walk.worker(), part=walk.case.parts.filter(lead=True, state__in=["offered", "accepted"])[0].pk, reason="不属本部门"),
    "add-point": lambda walk: walk.step("add-point"),
    "find-point": lambda walk: walk.do("find-point", walk.worker(), point=walk.case.points.filter(finding="open")[0].pk, finding="upheld"),
    "note": lambda walk: walk.do("note", text="备注"),
    "investigated": lambda walk: walk.step("investigated"),
    "decide": lambda walk: walk.step("decide"),
    "draft-answer": lambda walk: walk.step("draft-answer"),
    "give-answer": lambda walk: walk.answer(),
    "verdict": lambda walk: walk.step("verdict", score=random.Random(walk.case.entry_count).choice([1, 5])),
    "close": lambda walk: walk.step("close"),
    "reopen": lambda walk: walk.do("reopen", reason="顾客又来电"),
    "withdraw": lambda walk: walk.do("withdraw", reason=walk.house.policy.pack.withdrawal_reasons[0].id),
    "archive": lambda walk: walk.do("archive"),
}


@pytest.mark.parametrize("pack", ["enterprise", "weekly-review", "mall", "property-sales", "service-standard", "utility-hall"])
def test_each_pack_carries_a_case_from_receipt_to_the_archive(pack: str) -> None:
    house = organisation(pack)
    walk = Walk(house, complaint(house))
    case = walk.to(Stage.ARCHIVED)
    assert case.archive_key.startswith("2026-03/")
    assert case.keep_until is not None and case.keep_until > (NOON + timedelta(days=365 * 2 - 1)).date()
    assert broken(case) is None
    assert not case.clocks.filter(state__in=["running", "paused"]).exists()
