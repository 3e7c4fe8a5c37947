"""The strict reader: a pack is accepted whole or refused whole, with everything that is wrong named at once."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from redress.policies.checks import compile_rules, faults
from redress.policies.merging import merge
from redress.policies.policy import Policy
from redress.policies.schema.pack import Pack
from redress.policies.tree import Map, PackError, Problem, Seq, find_mark, read_tree

Fetch = Callable[[str], str | None]

_EXTENDS_LIMIT = 5
_SHIPPED = files("redress.policies") / "packs"


def shipped_codes() -> tuple[str, ...]:
    """Codes of the packs that come with the product."""
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in _SHIPPED.iterdir() if entry.name.endswith(".yaml")))


def shipped_source(code: str) -> str | None:
    """The text of a pack, or of a base that packs extend, that comes with the product; None when there is none."""
    for place in (_SHIPPED / f"{code}.yaml", _SHIPPED / "bases" / f"{code}.yaml"):
        if code.replace("-", "").isalnum() and place.is_file():
            return place.read_text(encoding="utf-8")
    return None


def read_pack(text: str, name: str, fetch: Fetch = shipped_source) -> Policy:
    """The policy that ``text`` describes; ``name`` stands for the file in errors, ``fetch`` finds packs that it extends.

    Raises ``PackError`` naming every problem with file, line, key and what was expected.
    """
    tree = read_extended(text, name, fetch)
    try:
        pack = Pack.model_validate(tree)
    except ValidationError as refused:
        raise PackError(_problems(tree, refused.errors())) from None
    rules, wrong = compile_rules(pack)
    wrong = [*faults(pack), *wrong]
    if wrong:
        raise PackError([_at(tree, path, expected) for path, expected in wrong])
    return Policy(pack, rules)


@lru_cache(maxsize=16)
def shipped_policy(code: str) -> Policy:
    """A pack that comes with the product. Raises ``KeyError`` for an unknown code and ``PackError`` for a broken file."""
    source = shipped_source(code) if code in shipped_codes() else None
    if source is None:
        raise KeyError(code)
    return read_pack(source, f"{code}.yaml")


def policy_of_content(content: dict[str, Any]) -> Policy:
    """The policy kept as ``content`` with a published version (see ``Policy.content``)."""
    pack = Pack.model_validate(content)
    return Policy(pack, compile_rules(pack)[0])


def read_extended(text: str, name: str, fetch: Fetch = shipped_source, _depth: int = 0) -> Map:
    """``text`` as a tree, laid over the pack it extends. Raises ``PackError``."""
    tree = _tree_of(text, name)
    if "extends" not in tree:
        return tree
    wanted, line = tree["extends"], find_mark(tree, ("extends",)).line
    source = fetch(wanted) if isinstance(wanted, str) else None
    if source is None:
        raise PackError([Problem(name, line, "extends", _("the code of a pack that exists"))])
    if _depth >= _EXTENDS_LIMIT:
        raise PackError([Problem(name, line, "extends", _("packs that do not extend each other in a circle"))])
    return merge(read_extended(source, f"{wanted}.yaml", fetch, _depth + 1), tree, name)


@lru_cache(maxsize=8)
def _tree_of(text: str, name: str) -> Map:
    """Parsing is the slow part and bases are read again and again; nobody changes a tree once it is read."""
    return read_tree(text, name)


def _at(tree: Map, path: tuple[str | int, ...], expected: object) -> Problem:
    mark = find_mark(tree, path)
    return Problem(mark.file, mark.line, readable_path(tree, path), expected)


def readable_path(tree: Any, path: tuple[str | int, ...]) -> str:
    """``path`` in words: ``clocks.form-complete.within``; an item without an id by its number, counted from 1."""
    words, here = "", tree
    for position, step in enumerate(path):
        if isinstance(step, int):
            item = here[step] if isinstance(here, Seq) and step < len(here) else None
            name = (item.get("id") or item.get("code")) if isinstance(item, Map) else None
            words += f".{name}" if name else f"[{step + 1}]"
            here = item
        elif isinstance(here, Map) and (step in here or position == len(path) - 1):
            words += f".{step}"
            here = here.get(step)
        else:
            break
    return words.lstrip(".") or "-"


def _problems(tree: Map, errors: Sequence[Any]) -> list[Problem]:
    """One problem an error; a list that is too short only because its items are refused is not named as well."""
    paths = [error["loc"] for error in errors]
    hollow = [e for e in errors if e["type"] == "too_short" and any(p != e["loc"] and p[: len(e["loc"])] == e["loc"] for p in paths)]
    return [_problem(tree, error) for error in errors if error not in hollow]


def _problem(tree: Map, error: Any) -> Problem:
    path = tuple(step for step in error["loc"] if isinstance(step, int) or "[" not in step)
    return _at(tree, path, _expected(error))


def _expected(error: Any) -> object:
    context = error.get("ctx") or {}
    kind = error["type"]
    if kind == "refused":
        return context["expected"]
    if kind in ("literal_error", "enum"):
        return format_lazy(_("one of: {values}"), values=str(context["expected"]).replace("'", ""))
    if kind in ("too_short", "greater_than_equal"):
        return format_lazy(_("at least {limit}"), limit=context.get("min_length", context.get("ge")))
    return _SENTENCES.get(kind, _("a value of another form"))


_SENTENCES: dict[str, object] = {
    "missing": _("this key, which is not there"),
    "extra_forbidden": _("a known key; this one is not part of a policy"),
    "model_type": _("a mapping of keys and values"),
    "dict_type": _("a mapping of keys and values"),
    "tuple_type": _("a list"),
    "string_type": _("words"),
    "string_pattern_mismatch": _("at most four capital letters"),
    "int_type": _("a whole number"),
    "bool_type": _("true or false"),
    "bool_parsing": _("true or false"),
    "date_type": _("a date, as in 2026-01-31"),
    "date_from_datetime_parsing": _("a date, as in 2026-01-31"),
    "date_parsing": _("a date, as in 2026-01-31"),
}
