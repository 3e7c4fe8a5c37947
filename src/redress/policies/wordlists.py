"""Words sought in what a customer wrote: where they stand, and whether the sentence denies them.

Text and words are folded, so that simplified and traditional, wide and narrow, large and small letters are alike. A denial
counts when it stands right before the word, with none but filling words between: 没有人受伤, nobody was injured.
"""

import re
from collections.abc import Iterable, Iterator

from redress.kernel.tokens import fold

_FILLING = "任何|其他|人员|有人|人|造成|发生|出现|导致|涉及|受到|遭到|受|遭|有|是|过|被|去|到|找|再"
_DENIED = re.compile(
    rf"(?:(?:没有?|未|毫?无|并非|不是|不存在|不涉及|不属于)(?:{_FILLING})*"
    r"|\b(?:no|not|nobody|never|without|none|nothing|neither|(?:is|was|were|did|does|has|have|had)n['’]?t)\s+(?!only\b)(?:(?:was|were|been|is|are|be|get|got|a|an|any|one|seriously|badly)\s+)*)\Z"
)
_LOOKS_BACK = 40
"""Characters before a word in which a denial is looked for."""


class WordList:
    """Words to be sought; ``unless`` are phrases in which they mean something else."""

    def __init__(self, words: Iterable[str], unless: Iterable[str] = ()) -> None:
        self._words = [(word, fold(word).rstrip("*"), _pattern(fold(word))) for word in words]
        self._unless = [fold(phrase) for phrase in unless]

    def found(self, folded: str) -> tuple[str, ...]:
        """The words that ``folded`` (see ``kernel.tokens.fold``) holds undenied, as the list has them; parts of longer ones left out."""
        for phrase in self._unless:
            folded = folded.replace(phrase, "\n")
        held = {plain: word for word, plain, pattern in self._words if plain in folded and any(_undenied(folded, pattern))}
        return tuple(word.rstrip("*") for plain, word in held.items() if not any(plain != other and plain in other for other in held))


def _pattern(folded: str) -> re.Pattern[str]:
    plain = re.escape(folded.rstrip("*"))
    if not folded.isascii():
        return re.compile(plain)
    return re.compile(rf"(?<![a-z0-9]){plain}" + ("" if folded.endswith("*") else r"(?![a-z0-9])"))


def _undenied(folded: str, pattern: re.Pattern[str]) -> Iterator[bool]:
    for match in pattern.finditer(folded):
        if not _DENIED.search(folded[max(0, match.start() - _LOOKS_BACK) : match.start()]):
            yield True
