"""Tesseract: whether it is there, which languages it has, and the words of a picture with how sure it is."""

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

PAGE_SECONDS = 60
DOUBTFUL = 60.0
"""Below this mean confidence (per cent) another writing is tried."""
_HAN = r"\u2e80-\u2fff\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}:;,.!?])|(?<=[{_HAN}][:;,.!?])[ \t]+(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Words:
    """What was recognised on a page, and how sure the machine is: ``confidence`` per cent, the mean over its characters."""

    text: str
    confidence: float

    @property
    def weight(self) -> int:
        """Characters, blanks aside."""
        return len("".join(self.text.split()))


def program() -> str:
    """The path of Tesseract; empty where there is none, or recognition is switched off."""
    named = settings.ENV.tesseract
    return "" if named == "off" else shutil.which(named or "tesseract") or ""


def languages() -> frozenset[str]:
    """The languages that the program has, by its own names."""
    return _languages(program())


@cache
def _languages(path: str) -> frozenset[str]:
    if not path:
        return frozenset()
    told = subprocess.run([path, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return frozenset((told.stdout or told.stderr).split("\n")[1:]) - {""}


def ready() -> bool:
    """Whether letters can be read here: the program is there and has a Chinese language or English."""
    return bool(program() and languages() & {"chi_sim", "chi_tra", "eng"})


def recognise(picture: Path, *, traditional: bool, seconds: float = PAGE_SECONDS) -> Words:
    """The words of a picture, read in the writing of the house first; where that is doubtful, in the others, and the surest is taken.

    Raises TimeoutError where the first reading took longer than ``seconds``; it was killed.
    """
    best = Words("", 0.0)
    for number, (language, layout) in enumerate(_ways(traditional)):
        try:
            found = _read(picture, language, layout, seconds)
        except TimeoutError:
            if number == 0:
                raise
            break
        best = max(best, found, key=lambda one: one.confidence if one.weight else -1.0)
        if best.confidence >= DOUBTFUL:
            break
    return best


def _ways(traditional: bool) -> Iterator[tuple[str, str]]:
    """Languages and layout (``--psm``) to read by, the likeliest first; 3 finds the blocks of a page, 6 is one block, 5 one of vertical lines."""
    there = languages()
    order = ("chi_tra", "chi_sim") if traditional else ("chi_sim", "chi_tra")
    written = ["+".join([name, *({"eng"} & there)]) for name in order if name in there] or ["eng"]
    yield from ((written[0], "3"), (written[0], "6"), *((other, "3") for other in written[1:]))
    for name in order:
        if f"{name}_vert" in there:
            yield f"{name}_vert", "5"


def _read(picture: Path, language: str, layout: str, seconds: float) -> Words:
    command = [program(), str(picture), "stdout", "-l", language, "--psm", layout, "tsv"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=False)
    except subprocess.TimeoutExpired:
        raise TimeoutError(language) from None
    return joined(done.stdout.decode("utf-8", "replace")) if done.returncode == 0 else Words("", 0.0)


def joined(table: str) -> Words:
    """The lines of Tesseract's table of words: paragraphs parted by an empty line, no blanks between Chinese characters."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    sure = weight = 0.0
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text, confidence = (row.get("text") or "").strip(), float(row.get("conf") or -1)
        if text and confidence >= 0:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(text)
            sure, weight = sure + confidence * len(text), weight + len(text)
    told, before = [], None
    for (block, paragraph, _line), words in lines.items():
        told += [""] if before not in (None, (block, paragraph)) else []
        told.append(tidy(" ".join(words)))
        before = (block, paragraph)
    return Words("\n".join(told).strip(), sure / weight if weight else 0.0)


def tidy(line: str) -> str:
    """A line without the blanks that the program puts between Chinese characters and marks; blanks between Latin words stay."""
    return _BETWEEN_HAN.sub("", _BETWEEN_HAN.sub("", line)).strip()  # twice: a mark's own blanks show once those before it are gone
