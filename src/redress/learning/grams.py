"""What is read of a text: single Chinese characters, pairs of neighbours, and Latin words. Digits are never read."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from redress.kernel.tokens import fold

_RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff]+)|([a-z]{2,})")


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    for match in _RUN.finditer(folded):
        start, end = match.span()
        if match[2]:
            yield start, end
        else:
            yield from ((place, place + 1) for place in range(start, end))
            yield from ((place, place + 2) for place in range(start, end - 1))


def grams(text: str) -> list[str]:
    """The grams of ``text``, as often as they stand there; simplified and traditional alike."""
    folded = fold(text)
    return [folded[start:end] for start, end in _spans(folded)]


def common(texts: Sequence[Sequence[str]], people: Sequence[object], least: int) -> list[str]:
    """The grams that at least ``least`` different people used, sorted: what one person alone writes is never kept."""
    said: dict[str, set[object]] = {}
    for found, person in zip(texts, people, strict=True):
        for gram in found:
            said.setdefault(gram, set()).add(person)
    return sorted(gram for gram, who in said.items() if len(who) >= least)


def spoken_for(text: str, weights: Mapping[str, float], most: int = 5) -> tuple[str, ...]:
    """The words of ``text`` that weigh most by the weights of its grams; neighbouring grams are told as one stretch."""
    folded = fold(text)
    strong = {gram for gram, weight in Counter(weights).most_common(12) if weight > 0 and len(gram) > 1}
    told: dict[str, float] = {}
    for start, end in _joined(span for span in _spans(folded) if folded[slice(*span)] in strong):
        told[folded[start:end]] = sum(weights[gram] for gram in strong if gram in folded[start:end])
    return tuple(sorted(told, key=lambda words: -told[words])[:most])


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that overlap, as one."""
    here: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if here and start < here[1]:
            here = (here[0], max(end, here[1]))
            continue
        if here:
            yield here
        here = (start, end)
    if here:
        yield here
