"""YAML read into plain values that remember the file and line of each key.

Stricter than YAML: a key twice, an anchor, a date or an odd number where words belong are refused, so that a pack means
what it looks like.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

SIZE_LIMIT = 1_000_000
_DEEP = 24


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something stands: file and line, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: where it is, under which key, what was expected (translatable)."""

    file: str
    line: int
    key: str
    expected: object

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.expected}"


class PackError(ValueError):
    """A pack that is refused whole; ``problems`` names everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Map(dict[str, Any]):
    """A mapping that knows where each of its keys stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}


class Seq(list[Any]):
    """A list that knows where each of its items stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []


@dataclass
class _Reading:
    file: str
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def mark(self, node: Node) -> Mark:
        return Mark(self.file, node.start_mark.line + 1)

    def wrong(self, node: Node, key: str, expected: object) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, key or "-", expected))

    def value(self, node: Node, key: str, depth: int = 0) -> Any:
        if depth > _DEEP or id(node) in self.seen:
            self.wrong(node, key, _("plain YAML without anchors, aliases or very deep nesting"))
            return None
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, key, depth)
        if isinstance(node, SequenceNode):
            return self._sequence(node, key, depth)
        assert isinstance(node, ScalarNode)
        return self._scalar(node, key)

    def _mapping(self, node: MappingNode, key: str, depth: int) -> Map:
        made = Map(self.mark(node))
        for name_node, value_node in node.value:
            name = str(name_node.value)
            path = f"{key}.{name}" if key else name
            if name in made:
                self.wrong(name_node, path, format_lazy(_("this key only once; it stands already in line {line}"), line=made.marks[name].line))
                continue
            made.marks[name] = self.mark(name_node)
            made[name] = self.value(value_node, path, depth + 1)
        return made

    def _sequence(self, node: SequenceNode, key: str, depth: int) -> Seq:
        made = Seq(self.mark(node))
        for index, item in enumerate(node.value):
            made.marks.append(self.mark(item))
            made.append(self.value(item, f"{key}[{index + 1}]", depth + 1))
        return made

    def _scalar(self, node: ScalarNode, key: str) -> Any:
        kind = str(node.tag).rsplit(":", 1)[-1]
        said = node.value
        try:
            match kind:
                case "str":
                    return said
                case "int":
                    return int(said)
                case "bool":
                    return {"true": True, "false": False}[said.lower()]
                case "timestamp":
                    return date.fromisoformat(said)
        except (ValueError, KeyError):
            pass
        self.wrong(node, key, _("words, a whole number, true or false, or a date as in 2026-01-31"))
        return None


def read_tree(text: str, name: str) -> Map:
    """``text`` as a tree of plain values; ``name`` stands for the file in errors. Raises ``PackError``."""
    if len(text) > SIZE_LIMIT:
        raise PackError([Problem(name, 1, "-", _("a file of at most one million characters"))])
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise PackError([Problem(name, mark.line + 1 if mark else 1, "-", _("well-formed YAML; check indent, colons and quotation marks"))]) from None
    except (YAMLError, ValueError, RecursionError):
        raise PackError([Problem(name, 1, "-", _("well-formed YAML; check indent, colons and quotation marks"))]) from None
    if not isinstance(node, MappingNode):
        raise PackError([Problem(name, 1, "-", _("a mapping with the keys of a policy"))])
    reading = _Reading(name)
    tree: Map = reading.value(node, "")
    if reading.problems:
        raise PackError(reading.problems)
    return tree


def find_mark(tree: Map, path: tuple[str | int, ...]) -> Mark:
    """Where the value at ``path`` stands, or the nearest thing above it that is there."""
    mark: Mark = tree.mark
    here: Any = tree
    for step in path:
        keyed = isinstance(here, Map) and step in here
        counted = isinstance(here, Seq) and isinstance(step, int) and step < len(here)
        if not (keyed or counted):
            break
        mark, here = here.marks[step], here[step]
    return mark
