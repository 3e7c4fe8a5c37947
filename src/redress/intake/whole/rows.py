"""Which tables belong to the whole, and a row as plain JSON, the same on both engines and whatever the keys."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from encrypted_fields.fields import EncryptedFieldMixin

from redress.complaints.customers import name_index, phone_end_index, phone_index
from redress.complaints.models import Customer, Knock, Presence, SearchText
from redress.intake.mail.taking import sender_index
from redress.intake.models import Mailbox, MailIn, Talk
from redress.notify.chats import peer_index
from redress.notify.models import ChatAccount, ChatPeer, Hook

Row = dict[str, Any]
_FLEETING: tuple[str, ...] = (Presence._meta.label_lower, Knock._meta.label_lower, SearchText._meta.label_lower, "api.keptanswer")
"""Who looks at what just now, counts of knocks, answers kept for a day; and the search index, which is made anew."""
SECRETS: dict[str, tuple[str, ...]] = {
    Mailbox._meta.label_lower: ("password",), Hook._meta.label_lower: ("secret",), ChatAccount._meta.label_lower: ("secret", "token", "aes_key"),
}  # fmt: skip
"""What opens the doors of others. Passwords of people and keys of programs are only fingerprints here and go along."""
LEFT_OUT = "left-out"
"""Stands for a secret that was left out."""
KEYED: dict[str, dict[str, Callable[[Any], str | None]]] = {
    Customer._meta.label_lower: {
        "name_index": lambda one: name_index(one.name),
        "phone_index": lambda one: phone_index(one.contact.get("phone", "")),
        "phone_end_index": lambda one: phone_end_index(one.contact.get("phone", "")),
    },
    ChatAccount._meta.label_lower: {"access_token": lambda _one: None, "access_until": lambda _one: None},
    ChatPeer._meta.label_lower: {"index": lambda one: peer_index(one.ident)},
    MailIn._meta.label_lower: {"sender_index": lambda one: sender_index(one.sender) if one.sender else ""},
    Talk._meta.label_lower: {"key": lambda _one: None},  # a case's key that its visitor has not fetched yet: staff make another
}
"""Values made with a key of the installation: not written out, made anew when they come in."""


def tables() -> list[type[models.Model]]:
    """Every table that holds something of the organisation, by name."""
    found = [model for model in apps.get_models() if model.__module__.startswith("redress.")]
    return sorted((model for model in found if model._meta.label_lower not in _FLEETING), key=lambda model: model._meta.label_lower)


def fields(model: type[models.Model], *, secrets: bool) -> list[Any]:
    """The fields of a table that are written out."""
    label = model._meta.label_lower
    hidden = {*KEYED.get(label, ()), *(() if secrets else SECRETS.get(label, ()))}
    return [field for field in model._meta.concrete_fields if field.name not in hidden]


def plain(row: models.Model, wanted: list[Any]) -> Row:
    """A row as JSON can hold it; what is encrypted at rest is in the clear, moments are of UTC, bytes are Base64."""
    return {field.attname: _plain(getattr(row, field.attname), field) for field in wanted}


def _plain(value: Any, field: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(field, models.FileField):
        return value.name or ""
    if isinstance(field, models.BinaryField):
        return b64encode(bytes(value)).decode("ascii")
    if isinstance(field, EncryptedFieldMixin) and value == "":
        return None
    return value


def built(model: type[models.Model], row: Row) -> models.Model:
    """A row of the table from its JSON. Raises ValueError for a field that the table does not have."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    if strange := set(row) - set(known):
        raise ValueError(f"{model._meta.label_lower}: {', '.join(sorted(strange))}")
    made = model(**{name: _typed(value, known[name]) for name, value in row.items()})
    label = model._meta.label_lower
    for secret in SECRETS.get(label, ()):
        if secret not in row:
            setattr(made, secret, LEFT_OUT)
    for name, make in KEYED.get(label, {}).items():
        setattr(made, name, make(made))
    return made


def _typed(value: Any, field: Any) -> Any:
    plainly = isinstance(field, models.JSONField | EncryptedFieldMixin)
    return value if plainly or value is None else field.to_python(value)
