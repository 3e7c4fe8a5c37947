"""Kinds of event. Each says what it carries, its sentence, and which of it is personal data.

A kind is declared once, in the ``events.py`` of its room, by decorating a frozen dataclass with
``@event``; an entry of an unknown kind cannot be written.
"""

from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar


class Event(Protocol):
    """A frozen dataclass with the three declarations below.

    ``kind``: stable name, as ``case.registered``. ``sentence``: marked for translation, with
    ``%(field)s`` places. ``private``: names of fields that hold personal data; they are encrypted,
    and erasing them leaves the chain whole.
    """

    kind: ClassVar[str]
    sentence: ClassVar[str]
    private: ClassVar[tuple[str, ...]]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=Event)
KINDS: dict[str, type[Event]] = {}


class BadEvent(TypeError):
    """An event kind is declared wrongly or not at all."""


def event(cls: type[E]) -> type[E]:
    """Register a kind of event. Raises BadEvent when a declaration is missing or names an unknown field."""
    kind = getattr(cls, "kind", None)
    if not kind or kind in KINDS:
        raise BadEvent(f"{cls.__name__}: kind is missing or taken: {kind}")
    if not getattr(cls, "sentence", ""):
        raise BadEvent(f"{kind}: sentence is missing")
    private = getattr(cls, "private", None)
    if private is None or set(private) - {field.name for field in fields(cls)}:
        raise BadEvent(f"{kind}: private must name fields of the event, or be ()")
    KINDS[kind] = cls
    return cls


def parts(happened: Event) -> tuple[dict[str, object], dict[str, object]]:
    """The open and the private half of what an event carries. Raises BadEvent for an unknown kind."""
    if KINDS.get(getattr(happened, "kind", "")) is not type(happened):
        raise BadEvent(f"not a registered event: {happened!r}")
    values = {field.name: getattr(happened, field.name) for field in fields(happened)}
    hidden = {name: values.pop(name) for name in happened.private}
    return values, hidden
