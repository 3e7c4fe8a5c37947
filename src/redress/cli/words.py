"""The language of the terminal: catalogues of this room, read without Django so that ``--help`` is quick."""

import argparse
import gettext
import os
from pathlib import Path

_LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}
_spoken: gettext.NullTranslations = gettext.NullTranslations()


def language_of(env: "os._Environ[str] | dict[str, str]") -> str:
    """The language wanted: REDRESS_LANGUAGE, else what LC_ALL, LC_MESSAGES or LANG say; English otherwise."""
    given = env.get("REDRESS_LANGUAGE", "").lower()
    if given in (*_LOCALES, "en"):
        return given
    locale = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), "").lower()
    if not locale.startswith("zh"):
        return "en"
    return "zh-hant" if any(place in locale for place in ("tw", "hk", "mo", "hant")) else "zh-hans"


def speak(language: str) -> None:
    """Use a language from now on, for the sentences of argparse as well."""
    global _spoken
    folder = Path(__file__).parent / "locale"
    wanted = [_LOCALES[language]] if language in _LOCALES else []
    _spoken = gettext.translation("django", folder, wanted, fallback=True) if wanted else gettext.NullTranslations()
    argparse._ = _  # type: ignore[attr-defined]
    argparse.ngettext = _spoken.ngettext  # type: ignore[attr-defined]


def _(text: str) -> str:
    """``text`` in the language of the terminal."""
    return _spoken.gettext(text)


def gettext_noop(text: str) -> str:
    """Marks a sentence that is translated when it is used."""
    return text


ARGPARSE = (
    gettext_noop("usage: "), gettext_noop("options"), gettext_noop("positional arguments"),
    gettext_noop("show this help message and exit"), gettext_noop("%(prog)s: error: %(message)s\n"),
    gettext_noop("the following arguments are required: %s"), gettext_noop("unrecognized arguments: %s"),
    gettext_noop("invalid choice: %(value)r (choose from %(choices)s)"), gettext_noop("invalid %(type)s value: %(value)r"),
    gettext_noop("argument %(argument_name)s: %(message)s"), gettext_noop("expected one argument"),
)  # fmt: skip
"""What argparse itself says."""
