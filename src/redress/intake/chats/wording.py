"""A chat message as a line for staff, in the organisation's language: what is no text is named, what nobody knows is noted."""

from django.utils.translation import gettext, pgettext_lazy

from redress.intake.chats.reading import Callback

FILES = frozenset({"image", "voice", "video", "shortvideo", "file"})
"""Kinds that bring a file."""


_NAMES = {
    "image": pgettext_lazy("chat", "[picture]"), "voice": pgettext_lazy("chat", "[voice message]"), "video": pgettext_lazy("chat", "[video]"),
    "shortvideo": pgettext_lazy("chat", "[video]"), "file": pgettext_lazy("chat", "[file]"), "location": pgettext_lazy("chat", "[location]"),
    "link": pgettext_lazy("chat", "[link]"),
}  # fmt: skip


def line_of(said: Callback) -> str:
    """The line of a message, in the language now active."""
    match said.kind:
        case "text":
            return said.text or "…"
        case "event.click":
            return gettext("[chose in the menu: %(key)s]") % {"key": said.event_key}
        case "link":
            return "\n".join(part for part in (f"{_NAMES['link']} {said.title}", said.text, said.url) if part)
        case kind if kind in _NAMES:
            more = {"voice": said.text, "file": said.title, "location": said.place}.get(kind, "")
            return f"{_NAMES[kind]} {more}".strip()
        case _:
            return gettext("[a message of the kind “%(kind)s”, which can only be seen in the platform's own app]") % {"kind": said.kind}
