"""Each organisation's clerk, departments, deciders and archive carry one case through the real pages."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redress.complaints.queries import broken
from redress.complaints.states import Stage
from redress.flows import handling
from tests.house import leaf_category, organisation
from tests.stories.driver import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TALES: dict[str, dict[str, Any]] = {
    "enterprise": {
        "account": "上周买的空气净化器昨晚冒烟，插座也烧黑了，家里有老人和孩子。", "wish": "退货并赔偿插座", "place": "家中",
        "finding": "批次电容虚焊", "solution": "三日内上门退货并更换插座", "answer": "已确认为质量问题，三日内上门办理退货并更换插座。",
    },
    "weekly-review": {
        "account": "约好周二交付的方案拖了一周，项目经理一直说在改。", "wish": "给出确定的交付日期", "place": "客户公司",
        "finding": "排期未经客户确认就改动", "solution": "本周五前交付并每日通报进度", "answer": "方案本周五前交付，其间每天下午通报进度。",
    },
    "mall": {
        "account": "專櫃買的外套才穿一次就脫線，店員說拆了吊牌不能換。", "wish": "換一件新的", "place": "信義店三樓",
        "finding": "縫線瑕疵，非人為", "solution": "更換新品並致贈禮券", "answer": "確認為縫線瑕疵，今日即可到櫃更換新品。",
    },
    "property-sales": {
        "account": "签约时承诺的车位优先选购权，现在说没有这回事。", "wish": "按承诺执行", "place": "售楼部",
        "finding": "销售人员口头承诺未报备", "solution": "保留优先选购权并书面确认", "answer": "公司保留您的车位优先选购权，书面确认函已备好。",
    },
    "service-standard": {
        "account": "预约的保洁迟到两个小时，也没有人打电话说明。", "wish": "退还服务费", "place": "家中",
        "finding": "派单冲突未改约", "solution": "退还本次服务费", "answer": "本次服务费今天退回，派单规则已调整。",
    },
    "utility-hall": {
        "account": "窗口办过户等了一个半小时，轮到时说系统要下班关了。", "wish": "当天办完", "place": "城东营业厅",
        "finding": "午后只开一个窗口", "solution": "延时办结并增开窗口", "answer": "已为您延时办结过户，午后将增开一个窗口。",
    },
}  # fmt: skip


def register(story: Story, tale: dict[str, Any]) -> None:
    """The clerk takes the complaint down at the desk."""
    house = story.house
    pack = house.policy.pack
    story.sign_in(house.people["clerk"][0])
    story.page.goto("/register/")
    form = story.page.locator("form.register")
    story.fill(form, phone="13911112222", name="司马小北", kind=pack.kinds[0].id, channel=pack.channels[0].id, category=leaf_category(house.policy))
    story.fill(form, account=tale["account"], wish=tale["wish"], mood=pack.moods[0].id, address="人民路 1 号")
    own = {"int": "1", "money": "0", "date": "2026-01-02", "datetime": "2026-01-02T10:00", "text": "无", "longtext": "无", "place": "本地", "phone": "13911112222"}
    for item in pack.fields:
        if not item.fills and item.asked == "record" and item.type != "bool":
            story.fill(form, **{f"f-{item.id}": item.options[0].id if item.options else own[item.type]})
    story.page.locator("details.card:has([name=title]) > summary").click()
    story.fill(form, occurred_at=story.later(days=-1), place=tale["place"], title=tale["account"][:18])
    story.picture("register")
    story.page.keyboard.press("Control+Enter")
    expect(story.page.locator(".toast-success")).to_be_visible()
    story.number = story.page.locator("article.case").get_attribute("data-case") or ""
    expect(story.page.locator(".case-account")).to_contain_text(tale["account"])
    assert "139****2222" in story.page.locator("#contact").inner_text()
    story.picture("registered")


@pytest.mark.parametrize("pack", TALES)
def test_a_case_goes_from_the_clerk_to_the_archive_on_the_screen(pack: str, page: Page) -> None:
    house, tale = organisation(pack), TALES[pack]
    story = Story(page, house)
    register(story, tale)
    policy = house.policy
    own = {f"f-{i.id}": i.options[0].id if i.options else {"int": "0", "money": "0"}.get(i.type, "无") for i in policy.pack.fields if i.asked == "assessment" and not i.fills and i.type != "bool" and i.type not in ("date", "datetime")}

    able = house.able
    story.act("confirm-record", able("confirm-record", story.case), way=policy.pack.record.ways[0].id, agreed="yes")
    axes = {f"axis-{axis.id}": axis.options[0].id for axis in policy.pack.axes if axis.required_at and not story.walk.house.policy.suggest_axes({}).get(axis.id)}
    story.act("assess", able("assess", story.case), **own, **axes)
    assert story.case.grade and story.case.tier

    lead = handling.suggested_route(story.case, policy, at=timezone.now()).lead
    story.act("assign", able("assign", story.case), asked="请查明原因并提出处理意见")
    assert story.case.department.code == lead
    worker = story.walk.worker()
    assert story.case.answerable_id == story.case.first_contact_id, "first contact stays answerable until somebody accepts"
    story.act("accept", worker)
    assert story.case.answerable_id == worker.pk
    story.act("add-point", worker, text=tale["wish"])
    story.act("plan-step", worker, measure="联系客户并现场核实", due_at=story.later(days=1), person=worker.pk)
    story.act("find-point", worker, finding="upheld")
    story.act("settle-step", worker, outcome="已核实")
    story.act("tell", worker, text="您反映的事正在核实，明天给您答复。")
    story.act("investigated", worker, summary=tale["finding"])
    story.act("decide", story.walk.decider(), justified="yes", solution=tale["solution"], correction="原因已查明，措施列入本月检查")
    story.act("draft-answer", worker, text=tale["answer"])
    path = story.case.answers.get().path
    for _step in path[:-1]:
        story.act("pass-answer", story.station())
    story.act("give-answer", story.station(), way=policy.pack.channels[0].id)
    if pack == "mall":
        story.act("receive-remedy", able("receive-remedy", story.case), received_by="司马小北")
    best = policy.pack.satisfaction.scale[-1].value
    story.act("verdict", able("verdict", story.case), reached="yes", score=best, words="处理得很快")
    story.act("close", able("close", story.case), result=policy.pack.results[0].id)
    story.act("archive", able("archive", story.case))

    case = story.case
    assert case.stage == Stage.ARCHIVED
    assert broken(case) is None
    expect(page.locator(".case-next")).to_contain_text(case.archive_key.split("/")[0])
    page.goto(f"/cases/{case.number}/history/")
    expect(page.locator(".note-good")).to_be_visible()
