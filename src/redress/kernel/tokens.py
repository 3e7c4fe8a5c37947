"""Search words for Chinese and English: the same tokens for index and query, on SQLite and PostgreSQL alike.

Text is folded (NFKC, lower case, Traditional to Simplified, accents off). A run of Chinese characters
becomes overlapping pairs and its last single character; a run of Latin letters and digits becomes one
word. Pairs next to each other make a phrase, so a phrase is exactly a substring, even across words.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise

from opencc import OpenCC

_IDEOGRAPHS = (
    "\u3005\u3007\u3040-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
_RUN = re.compile(rf"([{_IDEOGRAPHS}]+)|((?:(?![{_IDEOGRAPHS}])[^\W_])+)")
_ACCENT = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Group:
    """Tokens that must stand next to each other, in order; ``prefix`` lets the last one be a beginning."""

    tokens: tuple[str, ...]
    prefix: bool = False


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """``text`` with the differences that a searcher does not mean taken out; runs of it can be compared."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text)) if not text.isascii() else text
    plain = unicodedata.normalize("NFKC", plain).lower()
    return plain if plain.isascii() else _simplifier().convert(plain)


def index_tokens(text: str) -> str:
    """The tokens of ``text`` separated by blanks, for an FTS5 column or a tsvector."""
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        run = match[0]
        found += [*_pairs(run), run[-1]] if match[1] else [run]
    return " ".join(found)


def query_groups(text: str) -> list[Group]:
    """What must be found, one group for each stretch of ``text`` without a gap; empty when there is nothing to seek.

    A single character, or a Latin word at the end of a stretch, also matches as the beginning of a token.
    """
    groups: list[list[tuple[str, bool]]] = []
    end = -1
    for match in _RUN.finditer(fold(text)):
        if match.start() != end:
            groups.append([])
        groups[-1].append((match[0], bool(match[1])))
        end = match.end()
    return [_group(runs) for runs in groups]


def fts5_query(text: str) -> str:
    """An FTS5 MATCH expression for ``text``; empty when there is nothing to seek."""
    return " AND ".join(
        '"' + " ".join(group.tokens) + '"' + ("*" if group.prefix else "") for group in query_groups(text)
    )


def tsquery(text: str) -> str:
    """A PostgreSQL tsquery literal for ``text``, to be cast, not parsed; empty when there is nothing to seek."""
    parts = []
    for group in query_groups(text):
        words = [f"'{token}'" for token in group.tokens]
        words[-1] += ":*" if group.prefix else ""
        parts.append("(" + " <-> ".join(words) + ")")
    return " & ".join(parts)


def tsvector(tokens: str) -> str:
    """A PostgreSQL tsvector literal for tokens of ``index_tokens``; cast it, so that no parser splits them again."""
    return " ".join(f"'{token}':{min(place, 16383)}" for place, token in enumerate(tokens.split(), 1))


def matches(text: str, query: str) -> bool:
    """Whether ``text`` contains everything ``query`` asks for; the truth that both engines must agree with."""
    tokens = index_tokens(text).split()
    return all(_contains(tokens, group) for group in query_groups(query))


def query_runs(query: str) -> list[str]:
    """The folded runs that ``query`` looks for, to show where they stand in a text."""
    return list(dict.fromkeys(match[0] for match in _RUN.finditer(fold(query))))


def name_tokens(name: str) -> list[str]:
    """Tokens of a short personal datum whose order need not be kept: pairs, single characters and words."""
    found: dict[str, None] = {}
    for match in _RUN.finditer(fold(name)):
        run = match[0]
        found.update(dict.fromkeys([*_pairs(run), *run] if match[1] else [run]))
    return list(found)


def blind(tokens: Iterable[str], key: bytes) -> list[str]:
    """Keyed, shortened fingerprints of ``tokens`` that stand for encrypted text in an index.

    Without ``key`` they tell nothing; 64 bits each, and a letter in front so that no engine takes one for a number.
    """
    return ["z" + hmac.new(key, token.encode(), sha256).hexdigest()[:16] for token in tokens]


def blind_query(name: str, key: bytes) -> list[str]:
    """Fingerprints that must all be present for ``name`` to be part of an indexed name."""
    found: list[str] = []
    for match in _RUN.finditer(fold(name)):
        run = match[0]
        found += (_pairs(run) or [run]) if match[1] else [run]
    return blind(dict.fromkeys(found), key)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]


def _group(runs: list[tuple[str, bool]]) -> Group:
    tokens: list[str] = []
    for place, (run, chinese) in enumerate(runs):
        if not chinese:
            tokens.append(run)
            continue
        tokens += _pairs(run)
        if len(run) == 1 or place < len(runs) - 1:
            tokens.append(run[-1])
    run, chinese = runs[-1]
    return Group(tuple(tokens), prefix=not chinese or len(run) == 1)


def _contains(tokens: list[str], group: Group) -> bool:
    size = len(group.tokens)
    *body, last = group.tokens
    return any(
        tokens[place : place + size - 1] == body
        and (tokens[place + size - 1].startswith(last) if group.prefix else tokens[place + size - 1] == last)
        for place in range(len(tokens) - size + 1)
    )
