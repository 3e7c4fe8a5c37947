"""Acts on many cases obey the same rules as on one, and say case by case what was refused and why."""

import pytest

from redress.complaints.models import Case
from redress.complaints.states import Stage
from tests.house import House, Walk, complaint

pytestmark = pytest.mark.django_db


def sent(page, act: str, cases: list[Case], **data):
    """Confirm an act on cases, as they stand now."""
    seen = {f"seen-{case.number}": Case.objects.get(pk=case.pk).revision for case in cases}
    return page.post("/cases/bulk/", {"do": act, "pick": [case.number for case in cases], "confirmed": "1", **seen, **data})


def why(answer) -> dict[str, str]:
    """The refusals by number."""
    return {result["case"].number: result["why"] for result in answer.context["refused"]}


def able(org: House, act: str):
    """Somebody who may do an act everywhere."""
    return next(user for user in org.users if org.actor(user).everywhere(act) and org.actor(user).everywhere("case.see"))


def test_nothing_happens_before_confirmation(org: House, reads) -> None:
    case = Walk(org, complaint(org)).to(Stage.CLOSED)
    answer = reads(able(org, "case.archive")).post("/cases/bulk/", {"do": "archive", "pick": [case.number]})
    assert case.number in answer.content.decode()
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED


def test_archive_files_the_closed_ones_and_refuses_the_open_ones_with_a_reason(org: House, reads) -> None:
    closed, still = Walk(org, complaint(org)).to(Stage.CLOSED), complaint(org)
    answer = sent(reads(able(org, "case.archive")), "archive", [closed, still])
    assert Case.objects.get(pk=closed.pk).stage == Stage.ARCHIVED
    assert Case.objects.get(pk=still.pk).stage == Stage.REGISTERED
    assert list(why(answer)) == [still.number]
    assert "已登记" in why(answer)[still.number] or "Registered" in why(answer)[still.number]


def test_closing_keeps_every_condition_of_the_pack(org: House, reads) -> None:
    ready, early = Walk(org, complaint(org)).to(Stage.CONFIRMED), complaint(org)
    closer = able(org, "case.close")
    answer = sent(reads(closer), "close", [ready, early], result=org.policy.pack.results[0].id)
    assert Case.objects.get(pk=ready.pk).stage == Stage.CLOSED
    assert early.number in why(answer)
    assert reads(closer).post("/cases/bulk/", {"do": "close", "pick": [early.number], "confirmed": "1", "result": "x"}).status_code == 422


def test_who_has_no_right_is_refused_and_changes_nothing(org: House, owner, reads) -> None:
    closed = Walk(org, complaint(org)).to(Stage.CLOSED)
    may_not = next(user for user in org.users if org.actor(user).everywhere("case.see") and not org.actor(user).holds("case.archive"))
    answer = sent(reads(may_not), "archive", [closed])
    assert why(answer)[closed.number]
    assert Case.objects.get(pk=closed.pk).stage == Stage.CLOSED


def test_cases_not_for_this_reader_are_left_out(org: House, stranger, reads) -> None:
    case = complaint(org)
    answer = reads(stranger).post("/cases/bulk/", {"do": "note", "pick": [case.number, "nonsense\x00"], "confirmed": "1", "text": "x"})
    assert answer.status_code == 422
    assert case.notes.count() == 0


def test_a_case_changed_meanwhile_is_refused(org: House, reads) -> None:
    case = Walk(org, complaint(org)).to(Stage.CLOSED)
    data = {"do": "archive", "pick": [case.number], "confirmed": "1", f"seen-{case.number}": case.revision - 1}
    answer = reads(able(org, "case.archive")).post("/cases/bulk/", data)
    assert list(why(answer)) == [case.number]
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED


def test_assign_hand_over_note_and_batch(org: House, reads) -> None:
    one, two = (Walk(org, complaint(org)).to(Stage.ASSESSED) for _ in range(2))
    page = reads(able(org, "case.assign"))
    lead = next(user.department for user in org.users if user.department.parent_id)
    assert not why(sent(page, "note", [one, two], text="已电话联系"))
    assert [case.notes.get().text for case in (one, two)] == ["已电话联系"] * 2
    assert not why(sent(page, "assign", [one, two], lead=lead.pk, asked="请办理"))
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.ASSIGNED}
    batch = sent(reads(able(org, "case.relate")), "join-batch", [one, two], other=two.number)
    assert list(why(batch)) == [two.number]
    assert Case.objects.get(pk=one.pk).master_id == two.pk
    worker = able(org, "case.work")
    to = org.user("handler")
    refused = why(sent(reads(worker), "hand-over", [one], person=to.pk, reason="休假"))
    assert not refused
    assert Case.objects.get(pk=one.pk).answerable_id == to.pk


def test_an_unknown_act_or_no_case_is_told(org: House, owner, reads) -> None:
    assert reads(owner).post("/cases/bulk/", {"do": "drop-all", "pick": ["x"]}).status_code == 422
    assert reads(owner).post("/cases/bulk/", {"do": "note"}).status_code == 422
    assert reads(owner).get("/cases/bulk/").status_code == 405
