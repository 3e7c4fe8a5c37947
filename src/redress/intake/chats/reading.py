"""What a callback says, read off its XML; a document type, and with it every entity of one's own, is refused."""

from dataclasses import dataclass
from hashlib import sha256
from xml.parsers import expat

from redress.kernel.errors import Invalid

LARGEST = 256 * 1024
"""Bytes of a callback."""
DEEPEST = 8


class Unreadable(Invalid):
    """It is not the XML of a platform."""

    def __init__(self) -> None:
        super().__init__("unreadable", "unreadable")


def fields(text: str | bytes) -> dict[str, str]:
    """The fields below the root, by name; of nested ones the innermost text under their own names. Raises Unreadable."""
    found: dict[str, str] = {}
    path: list[str] = []
    said: list[str] = []

    def start(name: str, _attributes: object) -> None:
        path.append(name)
        said.clear()
        if len(path) > DEEPEST:
            raise Unreadable

    def end(name: str) -> None:
        path.pop()
        if path:
            found.setdefault(name, "".join(said))
        said.clear()

    def refuse(*_given: object) -> None:
        raise Unreadable

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said.append
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unreadable from None
    return found


@dataclass(frozen=True, slots=True)
class Callback:
    """A message or event. ``kind`` is its type, of an event ``event.subscribe`` and so on; ``mark`` the fingerprint by which a repetition is known."""

    kind: str
    peer: str
    mark: str
    agent: str
    text: str
    media: str
    title: str
    url: str
    place: str
    event_key: str


def read(text: str | bytes) -> Callback:
    """The callback in this XML. Raises Unreadable where nobody sent it, or nothing says what it is."""
    said = fields(text)
    kind, peer = said.get("MsgType", "").strip().lower(), said.get("FromUserName", "").strip()
    if not kind or not 0 < len(peer) <= 128:
        raise Unreadable
    if kind == "event":
        kind = f"event.{said.get('Event', '').strip().lower()}"
    ident = said.get("MsgId", "").strip() or f"{peer}:{said.get('CreateTime', '')}:{kind}:{said.get('EventKey', '')}"
    where = [said.get("Label", "").strip(), ", ".join(part for part in (said.get("Location_X", ""), said.get("Location_Y", "")) if part)]
    return Callback(
        kind=kind[:40], peer=peer, mark=sha256(ident.encode("utf-8", "replace")).hexdigest(), agent=said.get("AgentID", "").strip(),
        text=(said.get("Recognition") or said.get("Content") or said.get("Description") or "").strip(), media=said.get("MediaId", "").strip()[:250],
        title=said.get("Title", "").strip()[:300], url=said.get("Url", "").strip()[:1000], place=" · ".join(part for part in where if part)[:300],
        event_key=said.get("EventKey", "").strip()[:200],
    )  # fmt: skip
