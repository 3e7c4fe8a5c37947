"""What a customer sees of a case and does there; nothing internal ever shows."""

from datetime import timedelta

import pytest

from redress.accounts.models import User
from redress.complaints.models import Case
from redress.complaints.states import Stage
from redress.deadlines.models import Clock
from redress.flows import outside
from tests.house import NOON, PATH, House, Walk, record
from tests.portal.visitor import Visitor, hidden

pytestmark = pytest.mark.django_db(transaction=True)
MARKERS = ("内部一", "内部二", "内部三", "内部四", "内部五", "内部六", "内部七", "内部八", "内部九")


def lodged(org: House, visitor: Visitor) -> Walk:
    """A case that was lodged, its record completed by the first contact."""
    case = visitor.lodge()
    walk = Walk(org, case, NOON + timedelta(minutes=5))
    changes = {"category": "malfunction", "place": "家中", "occurred_at": NOON - timedelta(days=1)}
    walk.do("correct-record", changes=changes, fields=record(org).fields)
    return walk


def test_nothing_internal_shows_at_any_stage(org: House, visitor: Visitor) -> None:
    walk = lodged(org, visitor)
    here = f"/help/case/{walk.case.number}/"
    walk.do("note", text="内部一 备注")
    marks = {mark.title["zh-Hans"] for mark in org.policy.pack.satisfaction.scale}
    for code in PATH:
        match code:
            case "add-point":
                walk.do(code, walk.worker(), text="内部二 要点")
            case "plan-step":
                walk.do(code, walk.worker(), measure="内部三 措施", person=walk.worker(), due_at=walk.at + timedelta(days=1))
            case "settle-step":
                walk.do(code, walk.worker(), step=walk.case.plan.get().pk, done=True, outcome="内部四 结果")
            case "investigated":
                walk.do(code, walk.worker(), summary="内部五 调查")
            case "decide":
                walk.do(code, walk.decider(), justified=True, solution="内部六 方案", correction="内部七 整改")
            case "verdict":
                best = org.policy.pack.satisfaction.scale[-1].value
                walk.do(code, way=org.policy.pack.satisfaction.ways[0].id, reached=True, score=best, words="内部八 回访备注")
            case "find-point":
                walk.do(code, walk.worker(), point=walk.case.points.get().pk, finding="upheld", reason="内部九 认定")
            case _:
                walk.step(code)
        page = visitor.see(here)
        case = Case.objects.get(pk=walk.case.pk)
        assert not [word for word in MARKERS if word in page], code
        for section, value in (("grades", case.grade), ("tiers", case.tier), ("responses", case.response)):
            if value and org.policy.title(section, value)["zh-Hans"] not in marks:
                assert org.policy.title(section, value)["zh-Hans"] not in page, (code, section)
        others = {user.name for user in org.users} - {case.answerable.name}
        assert not [name for name in others if name in page], code
        given = case.stage in (Stage.ANSWERED, Stage.CONFIRMED, Stage.CLOSED, Stage.ARCHIVED)
        assert ("已安排今日上门" in page) == given, (code, "a draft stays in the house")
    assert case.stage == Stage.ARCHIVED and "重新告诉我们" in visitor.see(here)


def test_a_person_complained_about_is_never_named(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    assert case.answerable.name in visitor.see(f"/help/case/{case.number}/")
    about = User.objects.get(pk=case.answerable_id)
    case.subjects.create(user=about)
    assert about.name not in visitor.see(f"/help/case/{case.number}/")


def test_a_customer_writes_confirms_and_corrects(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    assert visitor.act(case, "say", text="").status_code == 422
    answer = visitor.act(case, "say", text="师傅还没有来")
    page = visitor.see(answer["Location"])
    assert "师傅还没有来" in page and "您的留言我们收到了" in page
    short = visitor.act(case, "confirm", agreed="no", correction="")
    assert short.status_code == 422 and "请写明哪里有出入" in short.content.decode()
    visitor.act(case, "confirm", agreed="no", correction="不是三天，是五天")
    assert case.confirmations.get().correction == "不是三天，是五天"
    visitor.act(case, "confirm", agreed="yes")
    case.refresh_from_db()
    assert case.record_confirmed_at and "您确认了记录" in visitor.see(f"/help/case/{case.number}/")
    assert visitor.client.post(f"/help/case/{case.number}/confirm/", {"agreed": "yes"}).status_code == 409


def test_a_record_that_changed_while_being_read_is_shown_again_with_what_was_typed(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    here = f"/help/case/{case.number}/"
    typed = {**hidden(visitor.see(here), "/confirm/"), "agreed": "no", "correction": "少写了一句"}
    Walk(org, case, NOON + timedelta(minutes=9)).do("correct-record", changes={"account": "记录员改过的经过"}, fields={})
    answer = visitor.client.post(f"{here}confirm/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "记录员改过的经过" in page and "少写了一句" in page
    assert visitor.client.post(f"{here}confirm/", {**hidden(page, "/confirm/"), "agreed": "no", "correction": "少写了一句"}).status_code == 302


def test_refusing_opens_a_round_and_after_the_last_the_outside_route_is_told(org: House, visitor: Visitor) -> None:
    walk = lodged(org, visitor)
    case = walk.to(Stage.ANSWERED)
    marks = org.policy.pack.satisfaction
    here = f"/help/case/{case.number}/"
    refused = visitor.act(case, "judge", score=marks.scale[0].value, words="")
    assert refused.status_code == 422 and "请写明原因" in refused.content.decode()
    answer = visitor.act(case, "judge", score=marks.scale[0].value, words="还是不制冷", recommend=2)
    assert answer.status_code == 302
    verdict = case.verdicts.get()
    assert (verdict.words, verdict.recommend, verdict.satisfied) == ("还是不制冷", 2, False)
    page = visitor.see(here)
    assert "重新处理" in page and "还是不制冷" in page and "第 2 轮" in page
    assert visitor.client.post(f"{here}judge/", {"score": 5, "round": 1}).status_code == 409
    Case.objects.filter(pk=case.pk).update(round=marks.rounds_max, stage=Stage.ANSWERED)
    last = visitor.act(case, "judge", score=marks.scale[0].value, words="还是不满意")
    assert last.status_code == 302
    page = visitor.see(here)
    assert marks.exhausted.text["zh-Hans"] in page and marks.exhausted.outside[0].contact["zh-Hans"] in page


def test_more_time_that_was_granted_is_told_with_its_reason(org: House, visitor: Visitor) -> None:
    walk = lodged(org, visitor)
    walk.to(Stage.ASSIGNED)
    here = f"/help/case/{walk.case.number}/"
    public = {rule.id for rule in org.policy.clock_rules if rule.public}
    clock = Clock.objects.filter(case=walk.case, rule__in=public, state="running").first()
    assert clock and "最晚答复时间" in visitor.see(here)
    walk.do("extend", clock=clock.pk, span="1 working day", reason="要等检测报告")
    assert "要等检测报告" not in visitor.see(here), "asked, not granted yet"
    walk.do("decide-extension", extension=clock.extensions.get().pk, grant=True)
    page = visitor.see(here)
    assert "需要多一些时间" in page and "要等检测报告" in page


def test_every_stage_has_words_for_customers(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    seen = set()
    for stage in (Stage.RECEIVED, Stage.REGISTERED, Stage.ASSESSED, Stage.ASSIGNED, Stage.RETURNED, Stage.INVESTIGATED, Stage.DECIDED, Stage.CONFIRMED, Stage.REOPENED):
        Case.objects.filter(pk=case.pk).update(stage=stage)
        page = visitor.see(f"/help/case/{case.number}/")
        seen.add(page.split('class="help-stage">')[1].split("<")[0])
        assert page.count('aria-current="step"') == 1
    assert len(seen) == 8  # a returned case is told like one that waits for its department


def test_staff_answers_reach_the_thread(org: House, visitor: Visitor) -> None:
    case = visitor.lodge()
    Walk(org, case, NOON + timedelta(minutes=3)).do("tell", text="师傅明天上午到", channel="hotline")
    outside.say_to_us(case, "好的", at=NOON + timedelta(minutes=4))
    page = visitor.see(f"/help/case/{case.number}/")
    assert page.index("师傅明天上午到") < page.index("好的")
