"""One pack laid over another: what merges, what is replaced, where new things stand."""

import pytest

from redress.policies.merging import merge
from redress.policies.reader import shipped_policy
from redress.policies.tree import PackError, read_tree

BASE = """
currency: CNY
grades: [{id: major, tone: serious}, {id: minor, tone: calm}]
pauses: [{id: a, max: 1 day}, {id: b, max: 2 days}]
archive: {by: [category, result], role: clerk}
"""


def merged(own: str):
    return merge(read_tree(BASE, "base.yaml"), read_tree(own, "own.yaml"), "own.yaml")


def ids(items) -> list[str]:
    return [item["id"] for item in items]


def test_mappings_merge_and_single_values_take_the_place_of_the_base():
    result = merged("currency: TWD\narchive: {role: auditor}\n")
    assert result["currency"] == "TWD"
    assert result["archive"] == {"by": ["category", "result"], "role": "auditor"}


def test_lists_without_ids_take_the_place_of_the_base():
    assert merged("archive: {by: [kind]}\n")["archive"]["by"] == ["kind"]


def test_things_with_an_id_merge_and_a_new_one_stands_before_the_next_named_one():
    result = merged("grades: [{id: crisis, tone: serious}, {id: minor, tone: notice}, {id: internal, tone: calm}]\n")
    assert ids(result["grades"]) == ["major", "crisis", "minor", "internal"]
    assert result["grades"][2]["tone"] == "notice"


def test_things_are_removed_by_id_and_lists_replaced_whole():
    result = merged("remove: {pauses: [a]}\nreplace: [grades]\ngrades: [{id: only, tone: calm}]\n")
    assert ids(result["pauses"]) == ["b"]
    assert ids(result["grades"]) == ["only"]


@pytest.mark.parametrize("own", ["remove: {pauses: [c]}\n", "remove: {clocks: [a]}\n", "replace: [clocks]\n", "remove: [pauses]\n", "replace: yes\n"])
def test_removing_what_is_not_there_is_refused(own):
    with pytest.raises(PackError) as refusal:
        merged(own)
    assert refusal.value.problems[0].file == "own.yaml"


def test_the_shipped_packs_take_the_seven_axes_from_the_base():
    for code in ("mall", "service-standard"):
        axes = [axis.id for axis in shipped_policy(code).pack.axes]
        assert axes == ["content", "source", "form", "severity", "scope", "difficulty", "handling"]
