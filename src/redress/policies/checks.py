"""What must fit together in a pack beyond the shape of each part: codes that exist, lists that end, rules that compile."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from redress.policies.facts import CORE, categories, fact_name, field_type, vocabulary
from redress.policies.rules import Compiler, Rule, RuleError
from redress.policies.schema.naming import Category
from redress.policies.schema.pack import Pack
from redress.policies.vocabulary import EVENTS

Path = tuple[str | int, ...]
Fault = tuple[Path, object]

SPECIAL_LEADS = ("same-store", "category-owner")
RULE_KEYS = frozenset({"when", "must", "required_for", "required_when"})
_EVENT_KEYS = frozenset({"starts", "until", "resets_on", "required_at", "at", "on"})
_RECIPIENT_KEYS = frozenset({"answers", "path", "to", "asks"})


def walk(part: Any, path: Path = ()) -> Iterator[tuple[Path, str, BaseModel, Any]]:
    """Every value in a pack with its path, its key and the part it stands in."""
    if isinstance(part, BaseModel):
        for key, info in type(part).model_fields.items():
            value, step = getattr(part, key), (*path, info.alias or key)
            yield step, key, part, value
            yield from walk(value, step)
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from walk(item, (*path, index))


def compile_rules(pack: Pack) -> tuple[dict[str, Rule], list[Fault]]:
    """Every rule of ``pack`` compiled, by its source, and what is wrong with those that do not compile."""
    compiler, done, faults = Compiler(vocabulary(pack)), {}, []
    for path, key, _part, value in walk(pack):
        if key in RULE_KEYS and isinstance(value, str) and value not in done:
            try:
                done[value] = compiler.compile(value)
            except RuleError as fault:
                faults.append((path, fault.expected))
    return done, faults


def faults(pack: Pack) -> list[Fault]:
    """Everything in ``pack`` that does not fit together, rules apart."""
    found: list[Fault] = []
    for check in _CHECKS:
        found.extend(check(pack))
    return found


def _unique(pack: Pack) -> Iterator[Fault]:
    for path, _key, _part, value in walk(pack):
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel) and not isinstance(value[0], Category):
            seen: set[object] = set()
            for index, item in enumerate(value):
                name = getattr(item, "id", None) or getattr(item, "code", None)
                if name is not None and name in seen:
                    yield (*path, index), format_lazy(_("an id that is used once; “{name}” stands above already"), name=name)
                seen.add(name)
    seen_categories: set[str] = set()
    for path, category in _branches(pack.categories, ("categories",)):
        if category.id in seen_categories:
            yield path, format_lazy(_("an id that is used once; “{name}” stands above already"), name=category.id)
        seen_categories.add(category.id)


def _branches(branches: tuple[Category, ...], path: Path) -> Iterator[tuple[Path, Category]]:
    for index, branch in enumerate(branches):
        yield (*path, index), branch
        yield from _branches(branch.within, (*path, index, "within"))


def _one_of(path: Path, value: str, known: Iterable[str], what: object) -> Iterator[Fault]:
    known = sorted(known)
    if value not in known:
        yield path, format_lazy(_("{what} that exists instead of “{value}”: {known}"), what=what, value=value, known=", ".join(known))


def _tree(pack: Pack) -> Iterator[Fault]:
    above = {place.code: place.parent for place in pack.departments}
    if sum(parent is None for parent in above.values()) != 1:
        yield ("departments",), _("exactly one department without a parent")
    for index, place in enumerate(pack.departments):
        if place.parent is not None:
            yield from _one_of(("departments", index, "parent"), place.parent, above, _("a department"))
        steps, here = 0, place.parent
        while here is not None and steps <= len(above):
            here, steps = above.get(here), steps + 1
        if steps > len(above):
            yield ("departments", index, "parent"), _("a tree without circles")


def _people(pack: Pack) -> Iterator[Fault]:
    places, roles = {place.code for place in pack.departments}, {role.code for role in pack.roles}
    for index, role in enumerate(pack.roles):
        for at, seat in enumerate(role.seats):
            yield from _one_of(("roles", index, "seats", at), seat, places, _("a department"))
    for index, tier in enumerate(pack.tiers):
        for at, code in enumerate(tier.roles):
            yield from _one_of(("tiers", index, "roles", at), code, roles, _("a role"))
    for index, kind in enumerate(pack.kinds):
        for at, code in enumerate(kind.named_roles):
            yield from _one_of(("kinds", index, "named_roles", at), code, roles, _("a role"))
        if kind.confidential and not kind.named_roles:
            yield ("kinds", index), _("named_roles for a confidential kind")
    chiefs: dict[str, str] = {}
    for index, role in enumerate(pack.roles):
        for at, seat in enumerate(role.seats if role.chief else ()):
            if seat in chiefs:
                yield ("roles", index, "seats", at), format_lazy(_("one chief a department; “{role}” is chief here already"), role=chiefs[seat])
            chiefs[seat] = role.code
    if not chiefs:
        yield ("roles",), _("at least one role that is chief of its department")


def _holders(pack: Pack) -> Iterator[Fault]:
    acts = {role.code: role.acts for role in pack.roles}
    for path, code, act in (
        (("arbitration", "role"), pack.arbitration.role, "case.arbitrate"),
        (("extensions", "approver"), pack.extensions.approver, "clock.approve"),
        (("archive", "role"), pack.archive.role, "case.archive"),
    ):
        yield from _one_of(path, code, (name for name, held in acts.items() if act in held), format_lazy(_("a role with {act}"), act=act))


def _recipients(pack: Pack) -> Iterator[Fault]:
    roles = {f"role:{role.code}" for role in pack.roles}
    for path, key, part, value in walk(pack):
        told = key in _RECIPIENT_KEYS or (key == "owner" and not isinstance(part, Category))
        for said in ((value,) if isinstance(value, str) else value or ()) if told else ():
            if said.startswith("role:"):
                yield from _one_of(path, said, roles, _("a role"))


def _events(pack: Pack) -> Iterator[Fault]:
    for path, key, part, value in walk(pack):
        if key in _EVENT_KEYS and type(part).__name__ in ("Clock", "Axis", "Requirement", "Alert") and value is not None:
            for event in (value,) if isinstance(value, str) else value:
                yield from _one_of(path, event, EVENTS, _("an event"))


def _naming(pack: Pack) -> Iterator[Fault]:
    places, kinds = {place.code for place in pack.departments}, {kind.id for kind in pack.kinds}
    for path, branch in _branches(pack.categories, ("categories",)):
        if branch.owner is not None:
            yield from _one_of((*path, "owner"), branch.owner, places, _("a department"))
        for at, kind in enumerate(branch.kinds):
            yield from _one_of((*path, "kinds", at), kind, kinds, _("a kind"))
    for index, axis in enumerate(pack.axes):
        if fact_name(axis.id) in CORE:
            yield ("axes", index, "id"), _("an id that is not the name of a core fact")
        for at, proposal in enumerate(axis.suggest):
            yield from _one_of(("axes", index, "suggest", at, "value"), proposal.value, (o.id for o in axis.options), _("an option"))
    moods = {mood.id for mood in pack.moods}
    for index, signal in enumerate(pack.signals):
        if signal.mood is not None:
            yield from _one_of(("signals", index, "mood"), signal.mood, moods, _("a mood"))
    ways = {way.id for way in pack.record.ways}
    for at, way in enumerate(pack.record.signature_ways):
        yield from _one_of(("record", "signature_ways", at), way, ways, _("a way"))


def _fields(pack: Pack) -> Iterator[Fault]:
    axes, filled = {axis.id for axis in pack.axes}, set()
    for index, field in enumerate(pack.fields):
        path: Path = ("fields", index)
        core, kind = CORE.get(fact_name(field.id)), field_type(field)
        if field.id in axes:
            yield (*path, "id"), _("an id that no axis has")
        if core and core.type is not kind:
            yield (*path, "type"), format_lazy(_("a type that fits the core fact of this name ({kind})"), kind=core.type.value)
        if (field.type == "choice") != bool(field.options):
            yield (*path, "options"), _("options for a choice, and for nothing else")
        if field.default is not None and not _default_fits(field.type, field.default, {o.id for o in field.options}):
            yield (*path, "default"), _("a default of the field's own type")
        if field.fills is not None and field.fills in filled:
            yield (*path, "fills"), _("a part of the case file that no other field fills")
        filled.add(field.fills)
    for needed in ("customer-name", "customer-phone", "account", "wish"):
        if needed not in filled:
            yield ("fields",), format_lazy(_("a field that fills {what}"), what=needed)


def _default_fits(kind: str, value: object, options: set[str]) -> bool:
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("int", "money"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and (kind != "choice" or value in options)


def _routes(pack: Pack) -> Iterator[Fault]:
    places = {place.code for place in pack.departments}
    owners = any(branch.owner for path in categories(pack.categories).values() for branch in path)
    for index, route in enumerate(pack.routes):
        yield from _one_of(("routes", index, "lead"), route.lead, {*places, *SPECIAL_LEADS}, _("a department"))
        if route.lead == "category-owner" and not owners:
            yield ("routes", index, "lead"), _("categories with an owner")
        for at, code in enumerate(route.assist):
            yield from _one_of(("routes", index, "assist", at), code, places, _("a department"))
    if pack.routes[-1].lead in SPECIAL_LEADS:
        yield ("routes", len(pack.routes) - 1, "lead"), _("the code of a department, because the last route must always lead somewhere")


def _workers(pack: Pack) -> Iterator[Fault]:
    """Whoever may get a case must have somebody to work on it."""
    able = {seat for role in pack.roles if "case.work" in role.acts for seat in role.seats}
    wanted = _("a department in which a role with case.work has a seat")
    for index, route in enumerate(pack.routes):
        stores = [place.code for place in pack.departments if place.kind == "store"] if route.lead == "same-store" else [route.lead]
        if any(code not in able for code in stores if code != "category-owner"):
            yield ("routes", index, "lead"), wanted
        for at, code in enumerate(route.assist):
            if code not in able:
                yield ("routes", index, "assist", at), wanted
    for path, branch in _branches(pack.categories, ("categories",)):
        if branch.owner is not None and branch.owner not in able:
            yield (*path, "owner"), wanted


def _lists_end(pack: Pack) -> Iterator[Fault]:
    for key in ("grades", "responses", "tiers", "routes", "answering", "retention"):
        entries = getattr(pack, key)
        if entries[-1].when is not None:
            yield (key, len(entries) - 1, "when"), _("no rule on the last entry, so that every case is decided")
    if pack.tiers[-1].authority is not None:
        yield ("tiers", len(pack.tiers) - 1, "authority"), _("no limit on the last tier, so that every case is decided")


def _calendars(pack: Pack) -> Iterator[Fault]:
    known = {calendar.id for calendar in pack.calendars}
    for path, key, _part, value in walk(pack):
        if key == "calendar" and value is not None:
            yield from _one_of(path, value, known, _("a calendar"))


def _satisfaction(pack: Pack) -> Iterator[Fault]:
    marks = [mark.value for mark in pack.satisfaction.scale]
    if marks != sorted(set(marks)):
        yield ("satisfaction", "scale"), _("marks from the lowest to the highest, each once")
    if pack.satisfaction.satisfied_from not in marks:
        yield ("satisfaction", "satisfied_from"), _("one of the marks of the scale")


def _portal(pack: Pack) -> Iterator[Fault]:
    door = pack.portal
    if door is None:
        return
    kinds, roles = {kind.id: kind for kind in pack.kinds}, {role.code: role.acts for role in pack.roles}
    yield from _one_of(("portal", "channel"), door.channel, (channel.id for channel in pack.channels), _("a channel"))
    for at, code in enumerate(door.kinds):
        open_to_all = (code for code, kind in kinds.items() if not kind.confidential and not kind.internal)
        yield from _one_of(("portal", "kinds", at), code, open_to_all, _("a kind that is neither internal nor confidential"))
    if door.reports is not None:
        secret = (code for code, kind in kinds.items() if kind.confidential)
        yield from _one_of(("portal", "reports"), door.reports, secret, _("a confidential kind"))
    able = (code for code, acts in roles.items() if "case.register" in acts)
    yield from _one_of(("portal", "receives"), door.receives, able, format_lazy(_("a role with {act}"), act="case.register"))
    yield from _one_of(("portal", "confirm_way"), door.confirm_way, (way.id for way in pack.record.ways), _("a way"))
    yield from _one_of(("portal", "verdict_way"), door.verdict_way, (way.id for way in pack.satisfaction.ways), _("a way"))


def _reception(pack: Pack) -> Iterator[Fault]:
    for at, code in enumerate(pack.reception.tells if pack.reception else ()):
        yield from _one_of(("reception", "tells", at), code, (role.code for role in pack.roles), _("a role"))
    if pack.reception is not None and not any(channel.door == "reception" for channel in pack.channels):
        yield ("channels",), _("a channel with door: reception")


_CHECKS: tuple[Callable[[Pack], Iterator[Fault]], ...] = (
    _unique, _tree, _people, _holders, _recipients, _events, _naming, _fields, _routes, _workers, _lists_end, _calendars, _satisfaction, _portal, _reception,
)  # fmt: skip
