"""Where the words sought stand in a text, by the same folding as the search index. Plain Python."""

from collections.abc import Sequence
from functools import lru_cache

from redress.kernel.tokens import fold, query_runs

SHOWN = 160
BEFORE = 40
Piece = tuple[str, bool]


@lru_cache(maxsize=65536)
def _fold(letter: str) -> str:
    return fold(letter)


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """``text`` folded letter by letter, and for each folded letter the place it came from."""
    letters = [_fold(letter) for letter in text]
    plain = "".join(letters)
    if len(plain) == len(text) and "" not in letters:
        return plain, range(len(text))  # as nearly always: no letter folds into several, or into nothing
    return plain, [place for place, letter in enumerate(letters) for _one in letter]


def _spans(text: str, query: str) -> list[tuple[int, int]]:
    """Beginnings and ends of what matches, in order and without overlap."""
    plain, places = _folded(text)
    found = []
    for run in query_runs(query):
        start = plain.find(run)
        while start >= 0 and len(found) < 50:
            found.append((places[start], places[start + len(run) - 1] + 1))
            start = plain.find(run, start + len(run))
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def marked(text: str, query: str) -> list[Piece]:
    """``text`` in pieces, each with whether it was sought."""
    pieces: list[Piece] = []
    last = 0
    for begin, end in _spans(text, query):
        pieces += [(text[last:begin], False), (text[begin:end], True)]
        last = end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def snippet(text: str, query: str, looked: int = 20_000) -> list[Piece]:
    """A stretch of a long text around the first match, in pieces; its beginning when nothing matches there."""
    text = " ".join(text[:looked].split())
    spans = _spans(text, query)
    begin = max(0, spans[0][0] - BEFORE) if spans else 0
    end = begin + SHOWN
    return marked(("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else ""), query)
