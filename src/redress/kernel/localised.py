"""A short text in the three languages of the product."""

from collections.abc import Mapping

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_CODE = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def say(text: Mapping[str, str], language: str) -> str:
    """``text`` in ``language`` (``zh-hans``, ``zh-Hans`` …); Simplified Chinese, else whatever is there, when absent."""
    wanted = _CODE.get(language.lower(), "zh-Hans")
    return text.get(wanted) or text.get("zh-Hans") or next(iter(text.values()), "")
