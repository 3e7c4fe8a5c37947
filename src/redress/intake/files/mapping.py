"""What a mapping file may say: which column means what. Strict; an error names file, line and key."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError


class MappingError(ValueError):
    """A mapping file that is refused whole."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """Where a value comes from: a column, or a constant; values may be exchanged by ``values``; texts joined from several columns."""

    column: str = ""
    join: tuple[str, ...] = ()
    constant: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    default: str = ""

    def columns(self) -> tuple[str, ...]:
        """Columns that must be there."""
        return (*self.join, *((self.column,) if self.column else ()))

    def of(self, row: dict[str, str]) -> str:
        """The value for a row."""
        if self.constant is not None:
            return self.constant
        text = "\n".join(row[name].strip() for name in self.join if row[name].strip()) if self.join else row[self.column].strip() if self.column else ""
        return self.values.get(text, text if not self.values else self.default) or self.default


class Moment(Source):
    """A moment: formats are tried in order (as in %Y-%m-%d %H:%M); without a zone of its own it is of ``zone``."""

    formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    zone: str = "Asia/Shanghai"

    @field_validator("zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value


class Mapping(_Strict):
    """A mapping file."""

    source: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Name of the source; part of every row's key.")
    key: Source
    title: Source
    account: Source
    received_at: Moment
    kind: Source
    channel: Source
    category: Source
    name: Source = Source(constant="匿名")
    phone: Source = Source()
    email: Source = Source()
    address: Source = Source()
    customer_kind: Source = Source(constant="customer")
    wish: Source = Source()
    place: Source = Source()
    fields: dict[str, Source] = Field(default_factory=dict)
    department: Source = Source()
    by: str = Field("", description="Sign-in name of who registers; empty: the first person of the role clerk.")
    reply: Source | None = None
    replied_at: Moment | None = None
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def sources(self) -> list[Source]:
        """Every source of a column."""
        plain = [value for value in (getattr(self, name) for name in type(self).model_fields) if isinstance(value, Source)]
        return [*plain, *self.fields.values()]


def read_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file; a bare word stands for ``{column: word}``. Raises MappingError."""
    try:
        tree = YAML().load(path.read_text("utf-8"))
    except (MarkedYAMLError, UnicodeDecodeError) as broken:
        raise MappingError(f"{path.name}: {broken}") from broken
    if not isinstance(tree, dict):
        raise MappingError(f"{path.name}:1: a mapping of keys and values")
    plain = {key: _source(key, value) for key, value in tree.items()}
    try:
        return Mapping.model_validate(plain)
    except ValidationError as refused:
        raise MappingError("\n".join(f"{path.name}:{_line(tree, e['loc'])}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in refused.errors())) from None


_WORDS = ("source", "by", "encoding", "delimiter", "sheet")


def _source(key: Any, value: Any) -> Any:
    if key == "fields" and isinstance(value, dict):
        return {name: _source("", one) for name, one in value.items()}
    return {"column": value} if isinstance(value, str) and key not in _WORDS else value


def _line(tree: Any, loc: tuple[Any, ...]) -> int:
    """The line of the deepest key that the file has."""
    line, here = 1, tree
    for step in loc:
        if not isinstance(here, dict) or step not in here:
            break
        line = here.lc.key(step)[0] + 1
        here = here[step]
    return line
