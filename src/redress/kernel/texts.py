"""Text as it comes in from outside, and texts with places to be filled."""

import re
from collections.abc import Mapping

_TURNING = dict.fromkeys((8234, 8235, 8237, 8238, 8294, 8295, 8296))


def clean_text(value: str) -> str:
    """Text as typed, less what no engine can keep (NUL) and what would turn lines around (bidi overrides)."""
    return value.replace("\x00", "").translate(_TURNING)


PIECE = re.compile(r"\[([^\[\]]*)\]")
"""A piece of a text that is left out where a name in it is unknown."""


def filled(text: str, known: Mapping[str, str], **otherwise: str) -> str:
    """A text with what is ``known`` in the place of ``{name}``. A piece in square brackets is left out where a name in it is empty; elsewhere
    ``otherwise`` stands for what is empty.
    """

    def piece(found: re.Match[str]) -> str:
        inner = found[1]
        return "" if any(f"{{{name}}}" in inner and not value for name, value in known.items()) else inner

    given = {name: value or otherwise.get(name, "") for name, value in known.items()}
    return PIECE.sub(piece, text).format_map(given).strip()
