"""The schema as a page: every key of a pack with its meaning, every fact, act, event and recipient; made from the code."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from redress.kernel.acts import ACTS
from redress.kernel.durations import ACCEPTED
from redress.policies.facts import CORE
from redress.policies.schema import Pack
from redress.policies.vocabulary import EVENTS, RECIPIENTS


def parts_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The kinds of mapping that a key may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, dict, Union, UnionType):
        for inner in get_args(annotation):
            yield from parts_of(inner)


def every_part() -> list[type[BaseModel]]:
    """All kinds of mapping in a pack, the pack itself first, each once."""
    found: list[type[BaseModel]] = [Pack]
    for model in found:
        for info in model.model_fields.values():
            found.extend(part for part in parts_of(info.annotation) if part not in found)
    return found


def reference() -> str:
    """The page in Markdown, in the current language."""
    lines = [_PREFACE.strip(), ""]
    for model in every_part():
        lines += [f"## `{_name(model)}`", "", (model.__doc__ or "").strip().splitlines()[0], "", "| key | needed | meaning |", "|---|---|---|"]
        lines += [_row(name, info) for name, info in model.model_fields.items()]
        lines.append("")
    lines += _table("Facts", "fact", ((name, f"{fact.type.value}: {fact.meaning}") for name, fact in CORE.items()))
    lines += _table("Events", "event", ((name, str(title)) for name, title in EVENTS.items()))
    lines += _table("Recipients", "recipient", (*((n, str(t)) for n, t in RECIPIENTS.items()), ("role:<code>", _("holders of a role of the pack"))))
    lines += _table("Acts", "act", ACTS.items())
    return "\n".join(lines).rstrip() + "\n"


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _row(name: str, info: FieldInfo) -> str:
    inner = ", ".join(f"[`{_name(part)}`](#{_name(part).lower()})" for part in parts_of(info.annotation))
    meaning = _(info.description or "") + (f" {inner}" if inner else "")
    return f"| `{info.alias or name}` | {'yes' if info.is_required() else 'no'} | {meaning.replace('|', '&#124;')} |"


def _table(title: str, head: str, rows: Any) -> list[str]:
    return [f"## {title}", "", f"| {head} | meaning |", "|---|---|", *(f"| `{name}` | {meaning} |" for name, meaning in rows), ""]


_PREFACE = f"""
# Policy packs

This page is made from the code by `redress.policies.reference.reference()`; a test compares the two.

A pack is one YAML file with one organisation's rules. It is accepted whole or refused whole; every error names file,
line, key and what was expected. Lists keep their order: where several rules could hold, the first that holds decides,
and the last entry of such a list has no rule, so that every case is decided.

- **Texts** stand in three languages: `{{zh-Hans: …, zh-Hant: …, en: …}}`.
- **Times** are {ACCEPTED}.
- **Rules** are written in CEL over the facts below, as in `loss >= 10000 || injury`, `grade in ["major", "crisis"]`,
  `"product-quality" in categories`. Axes and non-personal fields of the pack are facts too, `-` written `_`. Unknown
  names, values that no list has, and values of two types in one comparison are refused when the pack is read.
- **`extends: <code>`** lays the pack over another. Mappings merge; lists of things with an `id` or `code` merge by it:
  things of the base keep their place, a new one stands before the next of the base that the pack names, else last; other
  lists take the place of the base's. `remove: {{clocks: [filed]}}` takes things out, `replace: [calendars]` drops a whole
  list of the base first.
- **`cites`** name the clauses of the organisation's own rules.
"""
