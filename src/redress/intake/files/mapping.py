"""What a mapping file may say: which column means what. Strict; an error names file, line and key."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from redress.intake.files.moments import FORMS


class MappingError(ValueError):
    """A mapping file that is refused whole."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a value comes from: a column, or a constant; values may be exchanged by ``values``; texts joined from several columns.

    With a ``separator`` a cell holds several labels, each exchanged for itself (``labels``).
    """

    column: str = ""
    join: tuple[str, ...] = ()
    constant: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    default: str = ""
    separator: str = ""

    def columns(self) -> tuple[str, ...]:
        """Columns that must be there."""
        return (*self.join, *((self.column,) if self.column else ()))

    def of(self, row: dict[str, str]) -> str:
        """The value for a row."""
        if self.constant is not None:
            return self.constant
        text = "\n".join(row[name].strip() for name in self.join if row[name].strip()) if self.join else row[self.column].strip() if self.column else ""
        return self.exchanged(text)

    def exchanged(self, text: str) -> str:
        """What a written value stands for."""
        return self.values.get(text, text if not self.values else self.default) or self.default

    def labels(self, row: dict[str, str]) -> list[str]:
        """The single labels of a cell as they are written."""
        return split(row[self.column], self.separator) if self.column and self.separator else []


def split(text: str, separator: str) -> list[str]:
    """The labels of a cell, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(separator) if part.strip()))


class Moment(Source):
    """A moment: formats are tried in order; without a zone of its own it is of ``zone``.

    A format is a pattern such as %Y-%m-%d %H:%M, or a word of ``moments.FORMS`` such as ``dmy``.
    """

    formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    zone: str = "Asia/Shanghai"

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError) as no:
            raise ValueError(_("“%(value)s” is no time zone such as Asia/Shanghai.") % {"value": value}) from no
        return value


    @field_validator("formats")
    @classmethod
    def _formats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for form in value:
            if "%" not in form and form not in FORMS:
                text = _("“%(value)s” is no form of a date: it is a pattern such as %%Y-%%m-%%d, or one of %(known)s.")
                raise ValueError(text % {"value": form, "known": ", ".join(FORMS)})
        return value


RECORD = ("title", "account", "received_at", "kind", "channel", "category")
"""What a mapping that enters complaints must say; one without any of it brings known complaints on."""


class Mapping(_Strict):
    """A mapping file. Without the keys of ``RECORD`` it only adds replies and ends to complaints that are there."""

    source: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="Name of the source; part of every row's key.")
    key: Source
    title: Source | None = None
    account: Source | None = None
    received_at: Moment | None = None
    kind: Source | None = None
    channel: Source | None = None
    category: Source | None = None
    name: Source = Source()
    phone: Source = Source()
    email: Source = Source()
    address: Source = Source()
    customer_kind: Source = Source(constant="customer")
    wish: Source = Source()
    place: Source = Source()
    fields: dict[str, Source] = Field(default_factory=dict)
    department: Source = Source()
    by: str = Field("", description="Sign-in name of the first contact; empty: the first person of the role clerk.")
    reply: Source | None = None
    replied_at: Moment | None = None
    ended_at: Moment | None = None
    result: Source | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    head: int = Field(1, ge=1, le=1000, description="Line that names the columns.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [name for name in RECORD if getattr(self, name) is not None]
        missing = [name for name in RECORD if name not in given]
        if given and missing:
            raise ValueError(_("To enter complaints it must say as well: %(names)s.") % {"names": ", ".join(missing)})
        if not given and self.reply is None and self.ended_at is None:
            raise ValueError(_("It names neither a complaint (title, account …) nor what became of one (reply, ended_at)."))
        for one, other in (("replied_at", "reply"), ("reply", "replied_at"), ("ended_at", "result"), ("result", "ended_at")):
            dated = one == "reply" and self.ended_at is not None  # the reply came with the end then
            if getattr(self, one) is not None and getattr(self, other) is None and not dated:
                raise ValueError(_("%(one)s and %(other)s go together.") % {"one": one, "other": other})
        return self

    @property
    def enters(self) -> bool:
        """Whether rows may be new complaints."""
        return self.account is not None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file must have."""
        plain = [value for value in (getattr(self, name) for name in type(self).model_fields) if isinstance(value, Source)]
        return tuple(dict.fromkeys(name for source in [*plain, *self.fields.values()] for name in source.columns()))


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file; a bare word stands for ``{column: word}``. Raises MappingError."""
    try:
        tree = YAML().load(path.read_text("utf-8-sig"))
    except (MarkedYAMLError, UnicodeDecodeError) as broken:
        raise MappingError(f"{path.name}: {broken}") from broken
    if not isinstance(tree, dict):
        raise MappingError(f"{path.name}:1: a mapping of keys and values")
    return mapping_of({key: _source(key, value) for key, value in tree.items()}, lambda error: _fault(path.name, tree, error))


def mapping_of(tree: dict[str, Any], fault: Callable[[Any], str] = lambda error: str(error["msg"])) -> Mapping:
    """The mapping that ``tree`` says. Raises MappingError."""
    try:
        return Mapping.model_validate(tree)
    except ValidationError as refused:
        raise MappingError("\n".join(fault(error).replace("Value error, ", "") for error in refused.errors())) from None


def write_mapping(mapping: Mapping, file: IO[str]) -> None:
    """Write a mapping as a YAML file that ``read_mapping`` reads."""
    YAML().dump(mapping.model_dump(mode="json", exclude_defaults=True), file)


_WORDS = ("source", "by", "encoding", "delimiter", "sheet", "head")


def _source(key: Any, value: Any) -> Any:
    if key == "fields" and isinstance(value, dict):
        return {name: _source("", one) for name, one in value.items()}
    return {"column": value} if isinstance(value, str) and key not in _WORDS else value


def _fault(name: str, tree: Any, error: Any) -> str:
    where = ".".join(map(str, error["loc"]))
    return ": ".join(part for part in (f"{name}:{_line(tree, error['loc'])}", where, error["msg"].removeprefix("Value error, ")) if part)


def _line(tree: Any, loc: tuple[Any, ...]) -> int:
    """The line of the deepest key that the file has."""
    line, here = 1, tree
    for step in loc:
        if not isinstance(here, dict) or step not in here:
            break
        line = here.lc.key(step)[0] + 1
        here = here[step]
    return line
