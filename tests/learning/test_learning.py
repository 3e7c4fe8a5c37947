"""Learning from closed cases: what is read, what never is, what is measured, what is suggested. Texts are written here, none is anybody's."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.test import Client

from redress import cli
from redress.accounts.models import Department
from redress.complaints.customers import add_customer
from redress.complaints.models import Case, Part, Subject
from redress.jobs.tasks import learn_from_history
from redress.learning.grams import common, grams
from redress.learning.history import examples, usable
from redress.learning.measuring import Example, folds_of, measure, train
from redress.learning.models import Target, Training
from redress.learning.operations import ask, learn
from redress.learning.plain import PlainModel
from redress.learning.queries import followed, suggest_category
from tests.house import NOON, House, Walk, complaint

SAID = {
    "late-delivery": ["送货 又 晚了 三天", "物流 一直 没有 送到", "说好 周一 送来 还没 发货", "快递 延误 催了 几次"],
    "rudeness": ["客服 说话 很 难听", "接电话 的 人 态度 恶劣", "店员 爱理不理 还 骂人", "坐席 不耐烦 挂了 电话"],
    "malfunction": ["洗衣机 转不动 有 响声", "冰箱 不制冷 灯 也 不亮", "空调 开机 就 跳闸", "热水器 打不着火"],
}


def texts(label: str, how_many: int, seed: int = 1) -> list[str]:
    dice = Random(f"{label}{seed}")
    words = [word for line in SAID[label] for word in line.split()]
    return ["".join(dice.choices(words, k=6)) + "，请处理。" for _ in range(how_many)]


def past(house: House, each: int, **changes: object) -> list[Case]:
    """Closed cases of three categories, each by a customer of their own, judged by a person and led by a department."""
    model = complaint(house)
    lead = Department.objects.get(code="after-sales")
    values = {name.attname: getattr(model, name.attname) for name in Case._meta.concrete_fields if name.name != "id"}
    customers = [add_customer(f"客户{number:03}", {"phone": f"139{number:08}"}, at=NOON) for number in range(12)]
    rows = [
        Case(**values | {
            "number": f"{label}-{number}", "title": "投诉", "account": text, "wish": "", "category": label, "grade": "general", "stage": "closed",
            "ended_at": NOON, "customer_id": customers[number % 12].pk,
        } | changes) for label in SAID for number, text in enumerate(texts(label, each))
    ]  # fmt: skip
    made = Case.objects.bulk_create(rows)
    Part.objects.bulk_create([
        Part(case=case, department=lead, person=house.user("handler"), lead=True, state="done", offered_at=NOON, accepted_at=NOON, done_at=NOON) for case in made
    ])  # fmt: skip
    return made


def learned(house: House, each: int = 70) -> Training:
    past(house, each)
    return learn(ask(Target.CATEGORY, by=house.actor("supervisor"), at=NOON), end=lambda: NOON)


def test_digits_are_never_read_and_scripts_are_alike() -> None:
    assert grams("電話13812345678") == grams("电话") == ["电", "话", "电话"]
    assert grams("Washer 7000 broke") == ["washer", "broke"]


def test_a_gram_of_one_customer_is_not_kept_however_often_it_stands() -> None:
    read = [grams("欧阳小满家的冰箱")] * 5 + [grams("冰箱"), grams("冰箱")]
    assert common(read, [1, 1, 1, 1, 1, 2, 3], 3) == ["冰", "冰箱", "箱"]


def test_one_persons_texts_and_equal_texts_are_never_on_both_sides() -> None:
    written = [Example(text, label, number % 20) for label in SAID for number, text in enumerate(texts(label, 30))]
    written += [Example(written[0].text, written[0].label, "somebody else"), Example("又一次", "rudeness", "somebody else")]
    fold = folds_of(written)
    by_person = {one.person: {fold[place] for place, other in enumerate(written) if other.person == one.person} for one in written}
    assert all(len(folds) == 1 for folds in by_person.values())
    assert by_person["somebody else"] == by_person[0] and len(set(fold)) == 5


def test_a_model_of_plain_numbers_survives_packing_and_says_what_spoke_for_it() -> None:
    written = [Example(text, label, number) for label in SAID for number, text in enumerate(texts(label, 20))]
    model = train(written)
    assert model is not None
    guess = PlainModel.unpack(model.pack()).guess("冰箱不制冷，洗衣机转不动")
    assert guess is not None and guess.label == "malfunction" and any("不制冷" in word for word in guess.words)
    assert model.guess("冰箱不制冷", ["rudeness", "late-delivery"]).label != "malfunction"  # type: ignore[union-attr]
    assert model.guess("12345") is None


def test_a_history_of_one_persons_words_alone_is_too_little_to_learn_from(org: House, tmp_path: Path) -> None:
    table = tmp_path / "same.csv"
    table.write_text("what,label\n" + "".join(f"一样的话,{'ab'[place % 2]}\n" for place in range(40)), "utf-8")
    assert cli.main(["signals", "measure", str(table), "--text", "what", "--label", "label"]) == 1


def test_labels_that_mean_nothing_are_measured_as_such() -> None:
    dice = Random(7)
    written = [Example("".join(dice.choices("天地玄黄宇宙洪荒", k=8)), dice.choice("甲乙"), number) for number in range(80)]
    report = measure(written)
    assert report["accuracy"] < 0.7 and (report["threshold"] is None or report["made"] < 60)


@pytest.mark.django_db
def test_below_two_hundred_cases_the_words_of_the_policy_suggest(org: House) -> None:
    training = learned(org, each=20)
    assert training.report["refused"] == "few" and not training.model
    told = suggest_category(org.policy, "complaint", "洗衣机有划痕还掉漆")
    assert told is not None and told.value == "appearance" and told.right is None
    assert suggest_category(org.policy, "complaint", "说不清楚的事") is None


@pytest.mark.django_db
def test_above_it_closed_cases_do_with_their_measured_precision(org: House) -> None:
    training = learned(org)
    assert training.report["cases"] == 210 and training.report["macro_f1"] > 0.9
    told = suggest_category(org.policy, "complaint", "冰箱不制冷，灯也不亮")
    assert told is not None and (told.value, told.right) == ("malfunction", 10) and told.words
    assert suggest_category(org.policy, "complaint", "地铁站口的树") is None
    assert "客户" not in bytes(training.model).decode("latin-1") and "客户0" not in str(training.report)


@pytest.mark.django_db
def test_confidential_and_internal_cases_and_those_about_staff_are_never_read(org: House) -> None:
    cases = past(org, each=4)
    Case.objects.filter(pk=cases[0].pk).update(guarded=True)
    Subject.objects.create(case=cases[1], user=org.user("handler"))
    Case.objects.filter(pk=cases[2].pk).update(kind=next(kind.id for kind in org.policy.pack.kinds if kind.confidential))
    Case.objects.filter(pk=cases[3].pk).update(grade="")
    Case.objects.filter(pk=cases[4].pk).update(ended_at=None, stage="assessed")
    assert {case.pk for case in usable(Target.CATEGORY)} == {case.pk for case in cases[5:]}


@pytest.mark.django_db
def test_names_of_customers_and_staff_are_cut_out(org: House) -> None:
    staff = org.user("handler").name
    past(org, each=12, account=f"客户000 说 {staff} 没有来", title="")
    found, few = examples(Target.DEPARTMENT)
    assert found and not few and {one.label for one in found} == {"after-sales"}
    assert all(staff not in one.text for one in found)
    assert len({one.person for one in found if "客户000" not in one.text}) == 1


@pytest.mark.django_db
def test_what_was_suggested_is_kept_and_compared_with_what_a_person_chose(org: House) -> None:
    learned(org)
    for number, chosen in enumerate(("malfunction", "rudeness")):
        at = NOON + timedelta(minutes=number)
        walk = Walk(org, complaint(org, at=at, account="冰箱不制冷，灯也不亮", title="冰箱", wish=""), at)
        walk.do("confirm-record", way=org.policy.pack.record.ways[0].id, agreed=True, signature="data:image/png;base64,AA==")
        axes = {axis.id: axis.options[0].id for axis in org.policy.pack.axes}
        walk.do("assess", category=chosen, axes=axes, reason="依事实", fields={})
        assert walk.case.rulings["category"] == {"value": "malfunction", "rule": "learned", "chosen": chosen}
    assert followed(NOON - timedelta(days=1)) == {"learned": {"judged": 2, "taken": 1}}


@pytest.mark.django_db
def test_the_timetable_learns_when_there_is_enough_that_is_new(org: House) -> None:
    assert learn_from_history() == "nothing new"
    past(org, 70)
    assert learn_from_history() == "category: 210 cases, department: 210 cases"
    assert learn_from_history() == "nothing new"
    assert Training.objects.filter(target=Target.DEPARTMENT).get().report["refused"] == "few"  # one department alone is no choice


@pytest.mark.django_db
def test_the_page_tells_how_well_it_does_and_a_supervisor_has_it_learned_anew(org: House) -> None:
    learned(org)
    client = Client()
    client.force_login(org.user("supervisor"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/handbook/suggestions/").content.decode()
    assert "功能故障" in page and "210" in page and "重新学习" in page
    client.post("/handbook/suggestions/train/")
    assert "正在学习" in client.get("/handbook/suggestions/").content.decode()
    clerk = Client()
    clerk.force_login(org.user("clerk"), backend="django.contrib.auth.backends.ModelBackend")
    assert "重新学习" not in clerk.get("/handbook/suggestions/").content.decode()
    assert clerk.post("/handbook/suggestions/train/").status_code == 403
    case = complaint(org, at=NOON, account="冰箱不制冷，灯也不亮", title="冰箱", wish="")
    assert "10 次中约 10 次正确" in client.get(f"/cases/{case.number}/").content.decode()


def test_a_web_process_never_loads_the_library_that_trains() -> None:
    asked = "import sys, redress.config.wsgi, redress.api, redress.jobs.tasks, redress.learning.queries, redress.learning.measuring; sys.exit('sklearn' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
