"""One pack extending another: mappings merge deeply, lists of things with an id merge by id.

Things of the base keep their place; a new one stands before the next of the base that the pack names, else last.
``remove: {clocks: [a, b]}`` takes things out of the base; ``replace: [grades]`` drops the base's list first. Any other
list, and any single value, simply takes the place of the base's.
"""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redress.policies.tree import Map, Mark, PackError, Problem, Seq, find_mark


def merge(base: Map, own: Map, name: str) -> Map:
    """``own`` laid over ``base``. Raises ``PackError`` when something is to be removed or replaced that is not there."""
    problems: list[Problem] = []
    remove, replace = _list_of(own, "remove", Map, name, problems), _list_of(own, "replace", Seq, name, problems)
    ground = Map(base.mark)
    for key, value in base.items():
        if key not in (replace or ()):
            ground[key], ground.marks[key] = value, base.marks[key]
    for index, key in enumerate(replace or ()):
        if key not in base:
            problems.append(_missing(own, ("replace", index), name, f"replace[{index + 1}]", str(key)))
    for key, ids in (remove or {}).items():
        left = _without(ground.get(key), ids, own, key, name, problems)
        if left is not None:
            ground[key] = left
    if problems:
        raise PackError(problems)
    rest = Map(own.mark)
    for key, value in own.items():
        if key not in ("extends", "remove", "replace"):
            rest[key], rest.marks[key] = value, own.marks[key]
    made: Map = _laid_over(ground, rest)
    return made


def _list_of(own: Map, key: str, wanted: type, name: str, problems: list[Problem]) -> Any:
    value = own.get(key)
    if value is not None and not isinstance(value, wanted):
        problems.append(Problem(name, find_mark(own, (key,)).line, key, _("lists of ids by section, as in remove: {clocks: [first-answer]}")))
        return None
    return value


def _missing(own: Map, path: tuple[str | int, ...], name: str, key: str, what: str) -> Problem:
    return Problem(name, find_mark(own, path).line, key, format_lazy(_("something that the extended pack has; it has no “{what}”"), what=what))


def _without(items: Any, ids: Any, own: Map, section: str, name: str, problems: list[Problem]) -> Seq | None:
    if not isinstance(items, Seq) or not isinstance(ids, Seq):
        problems.append(_missing(own, ("remove", section), name, f"remove.{section}", section))
        return None
    left, known = Seq(items.mark), set()
    for item, mark in zip(items, items.marks, strict=True):
        known.add(_identity(item))
        if _identity(item) not in ids:
            left.append(item)
            left.marks.append(mark)
    for index, wanted in enumerate(ids):
        if wanted not in known:
            problems.append(_missing(own, ("remove", section, index), name, f"remove.{section}[{index + 1}]", str(wanted)))
    return left


def _identity(item: Any) -> str | None:
    return (item.get("id") or item.get("code")) if isinstance(item, Map) else None


def _laid_over(base: Any, own: Any) -> Any:
    if isinstance(base, Map) and isinstance(own, Map):
        made = Map(own.mark)
        for source in (base, own):
            for key, value in source.items():
                made[key] = _laid_over(base[key], value) if source is own and key in base else value
                made.marks[key] = source.marks[key]
        return made
    if isinstance(base, Seq) and isinstance(own, Seq) and own and all(_identity(item) for item in (*base, *own)):
        return _by_id(base, own)
    return own


def _by_id(base: Seq, own: Seq) -> Seq:
    """Things of the base keep their place; a new one stands before the next of the base that ``own`` names, else last."""
    known = {_identity(item) for item in base}
    ahead: dict[str | None, list[tuple[Any, Mark]]] = {}
    over: dict[str | None, tuple[Any, Mark]] = {}
    waiting: list[tuple[Any, Mark]] = []
    for item, mark in zip(own, own.marks, strict=True):
        name = _identity(item)
        if name in known and name not in over:
            over[name], ahead[name], waiting = (item, mark), waiting, []
        else:
            waiting.append((item, mark))
    made = Seq(own.mark)
    for item, mark in zip(base, base.marks, strict=True):
        name = _identity(item)
        mine = over.get(name)
        for new, place in (*ahead.get(name, ()), (_laid_over(item, mine[0]), mine[1]) if mine else (item, mark)):
            made.append(new)
            made.marks.append(place)
    for new, place in waiting:
        made.append(new)
        made.marks.append(place)
    return made
