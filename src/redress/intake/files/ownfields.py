"""The pack's own fields in a row: typed as the record form types them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from redress.intake.files.mapping import Source
from redress.kernel.errors import Invalid
from redress.policies.policy import Policy
from redress.policies.schema.naming import RecordField

LONGEST = 400
MOST = 10**12
_YES_OR_NO = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}


class OwnFields:
    """Reads the fields named in a mapping. Raises Invalid for one that the pack does not have."""

    def __init__(self, sources: Mapping[str, Source], policy: Policy) -> None:
        own = {item.id: item for item in policy.pack.fields if not item.fills}
        if strange := sorted(set(sources) - set(own)):
            text = _("The pack has no field of its own named %(name)s; it has: %(known)s.")
            raise Invalid("fields", text % {"name": ", ".join(strange), "known": ", ".join(sorted(own))})
        self.zone = policy.pack.zone
        self.wanted = [(own[name], source) for name, source in sources.items()]

    def read(self, row: dict[str, str], wrong: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Values for the case, and those that are personal and belong to the customer; faults are added to ``wrong``."""
        plain: dict[str, Any] = {}
        personal: dict[str, str] = {}
        for item, source in self.wanted:
            if text := source.of(row):
                try:
                    (personal if item.personal else plain)[item.id] = self._value(text, item)
                except (ValueError, KeyError):
                    wrong.append(_("“%(text)s” does not fit the field “%(name)s”.") % {"text": text[:40], "name": item.id})
        return plain, personal

    def _value(self, text: str, item: RecordField) -> Any:
        match item.type:
            case "int" | "money":
                return _within(int(text.replace(",", "")), MOST)
            case "bool":
                return _YES_OR_NO[text.lower()]
            case "choice":
                return {choice.id: choice.id for choice in item.options}[text]
            case "date":
                return date.fromisoformat(text).isoformat()
            case "datetime":
                moment = datetime.fromisoformat(text)
                return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).isoformat()
            case "longtext":
                return text
            case _:
                _within(len(text), LONGEST)
                return text


def _within(value: int, most: int) -> int:
    if not 0 <= value <= most:
        raise ValueError(value)
    return value
