"""A trained model as plain numbers: it suggests without the library that trained it."""

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from redress.learning.grams import grams, spoken_for


@dataclass(frozen=True, slots=True)
class Guess:
    """What a model makes of a text: the best label, by how much it leads, the words that spoke for it, and the next best."""

    label: str
    lead: float
    words: tuple[str, ...]
    ranked: tuple[str, ...]


class PlainModel:
    """A linear model over weighted grams: one score a label, the highest leads.

    ``numbers`` holds for each gram its weight (idf) and then its coefficient for each label.
    """

    def __init__(self, labels: Sequence[str], kept: Sequence[str], base: Sequence[float], numbers: "array[float]") -> None:
        self.labels, self.base, self._numbers = tuple(labels), tuple(base), numbers
        self._kept = list(kept)
        self._place = {gram: place for place, gram in enumerate(self._kept)}

    def pack(self) -> bytes:
        """The model as bytes to keep."""
        head = json.dumps({"labels": self.labels, "kept": self._kept, "base": self.base}, ensure_ascii=False).encode()
        return zlib.compress(len(head).to_bytes(4, "big") + head + self._numbers.tobytes())

    @classmethod
    def unpack(cls, kept: bytes) -> "PlainModel":
        """The model kept by ``pack``."""
        plain = zlib.decompress(kept)
        start = 4 + int.from_bytes(plain[:4], "big")
        head = json.loads(plain[4:start])
        numbers = array("f")
        numbers.frombytes(plain[start:])
        return cls(head["labels"], head["kept"], head["base"], numbers)

    def guess(self, text: str, allowed: Sequence[str] | None = None) -> Guess | None:
        """The label for ``text`` among those ``allowed``; None when nothing of it was ever seen, or there is no choice."""
        weights = self._weights(text)
        choices = [place for place, label in enumerate(self.labels) if allowed is None or label in allowed]
        if not weights or len(choices) < 2:
            return None
        width = len(self.labels) + 1
        scores = list(self.base)
        for place, weight in weights.items():
            for label in choices:
                scores[label] += weight * self._numbers[place * width + 1 + label]
        ranked = sorted(choices, key=lambda label: -scores[label])
        best = ranked[0]
        spoke = {self._kept[place]: weight * self._numbers[place * width + 1 + best] for place, weight in weights.items()}
        names = tuple(self.labels[label] for label in ranked)
        return Guess(names[0], scores[best] - scores[ranked[1]], spoken_for(text, spoke), names)

    def _weights(self, text: str) -> dict[int, float]:
        """The weight of each known gram, by place: 1 + log of how often, times its idf, all of length one."""
        width = len(self.labels) + 1
        counted = Counter(place for gram in grams(text) if (place := self._place.get(gram)) is not None)
        raw = {place: (1 + log(times)) * self._numbers[place * width] for place, times in counted.items()}
        length = sqrt(sum(weight * weight for weight in raw.values()))
        return {place: weight / length for place, weight in raw.items()}
