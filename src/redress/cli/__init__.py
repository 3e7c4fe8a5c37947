"""The command line: ``redress demo | serve | worker | import | export | call | chat | packs | verify | bench | signals | found | migrate``."""

import os
import sys
from importlib import import_module

from redress.cli import parser, words

NEEDS_HOME = {"demo": "demo", "bench": "bench"}
"""Commands that choose their own home folder before settings are read."""
ROOMS = {
    "demo": "demonstrating", "serve": "serving", "worker": "serving", "found": "founding", "migrate": "founding", "import": "importing",
    "export": "exporting", "call": "calling", "chat": "chatting", "packs": "packing", "verify": "verifying", "bench": "benching", "signals": "signalling",
}  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when all went well, 1 for a refusal, 2 for wrong usage, 130 when interrupted."""
    language = words.language_of(os.environ)
    words.speak(language)
    given = parser.build().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
    try:
        return _run(given, language)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _run(given: object, language: str) -> int:
    command = given.command  # type: ignore[attr-defined]
    if command in NEEDS_HOME:
        import_module("redress.cli.homes").choose(given)
    refusal: tuple[type[Exception], ...] = ()
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import Error
        from pydantic import ValidationError

        refusal = (ImproperlyConfigured, ValidationError, Error)
        django.setup()
        from django.utils import translation

        from redress.kernel.errors import DomainError

        refusal = (*refusal, DomainError, OSError)
        with translation.override(language):
            room = import_module(f"redress.cli.{ROOMS[command]}")
            return int(room.run(given))
    except refusal as no:
        print(_sentence(no), file=sys.stderr)
        return 1


def _sentence(no: Exception) -> str:
    """A refusal in one line or, where fields are named, one line each."""
    errors = getattr(no, "errors", None)
    if callable(errors):
        told = [f"REDRESS_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}" for error in errors()]
        return "\n".join([words._("A setting is wrong:"), *told])
    fields = getattr(no, "fields", None) or {}
    return "\n".join([str(no), *(f"  {name}: {text}" for name, text in fields.items())])
