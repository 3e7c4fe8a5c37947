"""The bench's filling is real: chains hold, clocks run, words are found, the sweep takes what is due."""

import pytest

from redress.bench.filling import RARE, Filler, open_clocks
from redress.bench.measuring import summed_up
from redress.complaints.models import Case
from redress.complaints.search import found
from redress.deadlines.models import Clock
from redress.deadlines.operations import sweep
from redress.insight.verify import verify
from tests.house import NOON, House


@pytest.mark.django_db
def test_what_the_bench_fills_in_is_real(org: House) -> None:
    Filler(org.version, org.policy, NOON, 600).fill()
    assert Case.objects.count() == 600
    assert verify().whole
    assert [case.number for case in found(Case.objects.all(), RARE)] == ["BN00000500"]
    assert open_clocks(150, 3, NOON) == 150
    assert sweep(NOON).steps == 3
    assert Clock.objects.filter(state="running").count() == 150


def test_a_figure_names_middle_and_tail() -> None:
    figure = summed_up("x", [float(n) for n in range(1, 101)])
    assert (figure.p50, round(figure.p95)) == (51, 96)
