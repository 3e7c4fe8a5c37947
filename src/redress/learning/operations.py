"""Learning anew: asked for on a page or by the timetable, done in the background, kept with what was measured."""

import logging
from collections.abc import Callable
from datetime import datetime

from redress.kernel.actor import Actor
from redress.learning.history import LEAST_CASES, examples, usable
from redress.learning.measuring import FOLDS, apart, measure, train
from redress.learning.models import Training

log = logging.getLogger(__name__)
GROWN = 1.2
"""Learned anew by itself when so many times the cases are there."""
KEPT = 12


def ask(target: str, *, by: Actor, at: datetime) -> Training:
    """Note that ``target`` is to be learned anew; the worker does it."""
    return Training.objects.create(target=target, asked_by=by.name, asked_at=at)


def due(target: str) -> bool:
    """Whether there is enough that is new: the first 200 cases, or a fifth more than at the last training."""
    cases = usable(target).count()
    last = Training.objects.filter(target=target).first()
    if last is not None and last.ended_at is None:
        return False
    return cases >= max(LEAST_CASES, GROWN * last.cases if last else 0)


def learn(training: Training, *, end: Callable[[], datetime]) -> Training:
    """Learn and measure; ``end`` tells the moment at which it is over. What goes wrong is kept with it; nothing is raised."""

    def told(folds: int) -> None:
        Training.objects.filter(pk=training.pk).update(progress=round(100 * folds / (FOLDS + 1)))

    try:
        _learn(training, told)
    except Exception as trouble:
        log.exception("training %s stopped", training.pk)
        training.trouble = f"{type(trouble).__name__}: {trouble}"[:300]
    training.ended_at, training.progress = end(), 100
    training.save(update_fields=["ended_at", "progress", "cases", "report", "model", "trouble"])
    old = Training.objects.filter(target=training.target).values_list("pk", flat=True)[KEPT:]
    Training.objects.filter(pk__in=list(old)).delete()
    return training


def _learn(training: Training, told: Callable[[int], None]) -> None:
    found, few = examples(training.target)
    training.cases = len(found) + sum(few.values())
    training.report = {"few": few, "cases": len(found)}
    if training.cases < LEAST_CASES or len({one.label for one in found}) < 2 or len(set(apart(found))) < FOLDS:
        training.report["refused"] = "few"
        return
    report = measure(found, told)
    training.report |= report
    model = train(found) if report["threshold"] is not None else None
    if model is None:
        training.report["refused"] = "unsure"
        return
    training.model = model.pack()
