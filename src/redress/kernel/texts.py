"""Text as it comes in from outside."""

_TURNING = dict.fromkeys((8234, 8235, 8237, 8238, 8294, 8295, 8296))


def clean_text(value: str) -> str:
    """Text as typed, less what no engine can keep (NUL) and what would turn lines around (bidi overrides)."""
    return value.replace("\x00", "").translate(_TURNING)
