"""Learning from labelled texts, and measuring by cross-validation how often the result is right. Pure: no database.

scikit-learn is imported where it is needed, for training alone; whoever only asks for a suggestion never loads it.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from redress.learning.grams import common, grams
from redress.learning.plain import PlainModel

FOLDS = 5
PEOPLE = 3
"""A gram is kept when at least so many different customers used it."""
WANTED = 0.75
"""The precision that suggestions must have; those with a smaller lead are not made."""
WEAKEST = 0.05
"""This share of the texts, those with the smallest leads, never gets a suggestion, however well the rest went."""
STEADY = 20
"""A threshold is judged on at least so many suggestions."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its label; ``person`` is whoever wrote it: all their texts stay in one fold."""

    text: str
    label: str
    person: object


@dataclass(frozen=True, slots=True)
class _Try:
    """What a model that had not seen a text made of it."""

    label: str
    first: str
    lead: float
    top3: bool


def train(examples: Sequence[Example], read: Sequence[list[str]] | None = None) -> PlainModel | None:
    """A model of the examples; None where nothing is said by enough people, or there is but one label."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    read = [grams(one.text) for one in examples] if read is None else read
    kept = common(read, [one.person for one in examples], PEOPLE)
    labels = sorted({one.label for one in examples})
    if not kept or len(labels) < 2:
        return None
    weigher = TfidfVectorizer(analyzer=_as_read, vocabulary=kept, sublinear_tf=True)
    weighed = weigher.fit_transform(read)
    line = LinearSVC(C=0.5, class_weight="balanced").fit(weighed, [one.label for one in examples])
    rows, base = line.coef_.tolist(), line.intercept_.tolist()
    if len(labels) == 2:  # the library keeps one line for two labels
        rows, base = [[-value for value in rows[0]], rows[0]], [-base[0], base[0]]
    numbers = array("f")
    for place, idf in enumerate(weigher.idf_):
        numbers.extend([float(idf), *(row[place] for row in rows)])
    return PlainModel(labels, kept, base, numbers)


def _as_read(found: list[str]) -> list[str]:
    return found


def apart(examples: Sequence[Example]) -> list[str]:
    """The group of each example: a person's texts and equal texts belong together."""
    owner: dict[str, object] = {}
    met: dict[object, object] = {}

    def root(one: object) -> object:
        while met.get(one, one) != one:
            one = met[one]
        return one

    for one in examples:
        same = owner.setdefault("".join(grams(one.text)), one.person)
        met[root(one.person)] = root(same)
    return [str(root(one.person)) for one in examples]


def folds_of(examples: Sequence[Example]) -> list[int]:
    """The fold of each example: labels spread evenly, what belongs together in one, so that nothing leaks. Raises ValueError for fewer groups than folds."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415

    fold = [0] * len(examples)
    shuffled = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for number, (_rest, tried) in enumerate(shuffled.split(examples, [one.label for one in examples], apart(examples))):
        for place in tried:
            fold[place] = number
    return fold


def measure(examples: Sequence[Example], told: Callable[[int], None] = lambda _done: None) -> dict[str, Any]:
    """What a model makes of texts it has not seen: a report in plain values. ``told`` hears how many folds are done."""
    read, fold = [grams(one.text) for one in examples], folds_of(examples)
    tries: list[tuple[int, _Try]] = []
    for number in range(FOLDS):
        here = [place for place, its in enumerate(fold) if its != number]
        model = train([examples[place] for place in here], [read[place] for place in here])
        for place, one in enumerate(examples):
            guess = model.guess(one.text) if model and fold[place] == number else None
            if fold[place] == number:
                ranked = guess.ranked if guess else ()
                tries.append((number, _Try(one.label, ranked[0] if ranked else "", guess.lead if guess else 0.0, one.label in ranked[:3])))
        told(number + 1)
    return _report(tries)


def threshold(tries: Sequence[_Try]) -> float | None:
    """The smallest lead from which suggestions are right as often as wanted; None where there is none."""
    right, found = 0, None
    for count, one in enumerate(sorted((one for one in tries if one.first), key=lambda one: -one.lead), 1):
        right += one.first == one.label
        if STEADY <= count <= (1 - WEAKEST) * len(tries) and right / count >= WANTED:
            found = one.lead
    return found


def _report(tries: Sequence[tuple[int, _Try]]) -> dict[str, Any]:
    every = [one for _fold, one in tries]
    given: list[_Try] = []  # each fold under the threshold that the other folds chose: nothing judges itself
    for number in range(FOLDS):
        least = threshold([one for fold, one in tries if fold != number])
        given += [one for fold, one in tries if fold == number and least is not None and one.first and one.lead >= least]
    held, said, hit = Counter(one.label for one in every), Counter(one.first for one in every), Counter(one.first for one in every if one.first == one.label)
    made, good = Counter(one.first for one in given), Counter(one.first for one in given if one.first == one.label)
    labels = {
        label: {
            "cases": held[label], "precision": _share(hit[label], said[label]), "recall": _share(hit[label], held[label]),
            "f1": _share(2 * hit[label], held[label] + said[label]), "made": made[label], "right": good[label],
        } for label in sorted(held)
    }  # fmt: skip
    mixed = Counter((one.label, one.first) for one in every if one.first and one.first != one.label)
    return {
        "cases": len(every), "accuracy": _share(hit.total(), len(every)), "top3": _share(sum(one.top3 for one in every), len(every)),
        "macro_f1": _mean(labels, "f1"), "macro_precision": _mean(labels, "precision"), "macro_recall": _mean(labels, "recall"),
        "baseline": _share(held.most_common(1)[0][1], len(every)), "threshold": threshold(every), "made": len(given), "right": good.total(),
        "labels": labels, "mixed": [[label, first, times] for (label, first), times in mixed.most_common(10)],
    }  # fmt: skip


def _share(some: int, all_of: int) -> float:
    return round(some / all_of, 4) if all_of else 0.0


def _mean(labels: dict[str, dict[str, Any]], name: str) -> float:
    return round(sum(one[name] for one in labels.values()) / len(labels), 4)
