"""What is heard in a customer's words, and what is not."""

from collections.abc import Callable

import pytest

from redress.policies.reader import read_pack, shipped_policy
from redress.policies.tree import PackError


def heard(text: str, pack: str = "enterprise") -> dict[str, tuple[str, ...]]:
    return {one.signal.id: one.words for one in shipped_policy(pack).notice(text)}


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("孩子被热水烫伤，已经住院", {"injury", "child"}), ("孩子被熱水燙傷，已經住院", {"injury", "child"}),
        ("插座冒烟，差点起火", {"fire"}), ("牛奶过期了，喝了拉肚子", {"food"}), ("再不解决我就找記者曝光，發小紅書", {"media"}),
        ("我已经打了12315", {"authority"}), ("等着收律师函吧", {"legal"}), ("我不想活了", {"self-harm"}), ("我要和你们同归于尽", {"threat"}),
        ("我们整个业主群都要来", {"group"}), ("家里有老人坐轮椅", {"vulnerable"}), ("今天之内必须给我", {"urgency"}), ("真是气死我了，太过分", {"anger"}),
        ("太失望了，再也不来", {"leaving"}), ("一直担心会不会再坏", {"worry"}), ("My child was badly injured; my LAWYER will sue", {"injury", "child", "legal"}),
    ],
)  # fmt: skip
def test_signals_are_heard_in_both_scripts_and_in_english(text: str, signals: set[str]) -> None:
    assert set(heard(text)) == signals


@pytest.mark.parametrize(
    "text",
    [
        "没有人受伤", "沒有人受傷", "并未造成人员受伤", "幸好无人受伤", "没有起火", "nobody was injured", "No injuries were seen", "no fire",
        "跳楼价买的电视", "优惠券过期了", "抖音下单买的", "电话 13812345678", "多媒体音箱", "the food court on the third floor",
    ],
)  # fmt: skip
def test_what_is_denied_or_means_something_else_is_not_heard(text: str) -> None:
    assert heard(text) == {}


def test_a_denial_reaches_its_own_words_only() -> None:
    assert set(heard("无人受伤，但是插座冒烟")) == {"fire"}
    assert heard("没有人管，老人摔倒了")["injury"] == ("摔倒",)
    assert set(heard("不止一次受伤，没人受伤那次不算")) == {"injury"}


def test_the_reason_is_the_words_of_the_list_and_the_longer_one_of_two() -> None:
    assert heard("食物中毒了")["food"] == ("食物中毒",)


def test_a_pack_adds_words_of_its_own_and_drops_those_of_its_base() -> None:
    own = """
extends: utility-hall
policy: ours
remove: {signals: [urgency]}
signals:
  - id: outage
    title: {zh-Hans: 大面积停电, zh-Hant: 大面積停電, en: Wide outage}
    words: [整个小区停电]
    says: {zh-Hans: 查停电图。, zh-Hant: 查停電圖。, en: Look at the map.}
"""
    policy = read_pack(own, "ours.yaml")
    assert [one.signal.id for one in policy.notice("整個小區停電，请马上来")] == ["outage"]


@pytest.mark.parametrize(
    ("wrong", "told"), [("mood: merry", "signals.odd.mood: .*merry"), ("words: []", "signals.odd.words")],
)  # fmt: skip
def test_a_signal_that_cannot_work_is_refused(wrong: str, told: str) -> None:
    title = "{zh-Hans: 甲, zh-Hant: 甲, en: A}"
    words = "" if wrong.startswith("words") else "words: [甲]"
    own = f"extends: enterprise\npolicy: ours\nsignals:\n  - {{id: odd, title: {title}, says: {title}, {wrong}{', ' + words if words else ''}}}\n"
    with pytest.raises(PackError, match=told):
        read_pack(own, "ours.yaml")


def test_rules_may_ask_for_signals_and_only_for_those_there_are(found_org: Callable[..., object]) -> None:
    policy = shipped_policy("weekly-review")
    facts = {"kind": "customer", "signals": ["media"]}
    assert policy.suggest_axes(facts)["risk"].value == "high"
    own = 'extends: weekly-review\npolicy: ours\naxes:\n  - id: risk\n    suggest: [{value: high, when: \'"rain" in signals\'}]\n'
    with pytest.raises(PackError, match="rain"):
        read_pack(own, "ours.yaml")


def test_every_shipped_pack_listens_and_names_categories() -> None:
    assert heard("電梯夾傷了小孩", "mall").keys() == {"injury", "child"}
    assert next(iter(shipped_policy("utility-hall").categories_named("电费突然翻倍，多收电费"))) == "high-bill"
