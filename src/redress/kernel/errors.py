"""The four ways in which Redress says no. Each carries a stable code and a sentence for the reader.

``message`` is a (lazily translated) sentence that says what was wrong and what to do.
"""


class DomainError(Exception):
    """Something asked for was refused; nothing was changed."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor has no right to this act here."""


class IllegalMove(DomainError):
    """The thing is not in a state in which this act makes sense."""


class Stale(DomainError):
    """Somebody changed the thing after the reader's page was made."""


class Invalid(DomainError):
    """What was given is not acceptable; ``errors`` names the fields, in the order of the form."""

    def __init__(self, code: str, message: object, errors: dict[str, object] | None = None) -> None:
        super().__init__(code, message)
        self.errors = errors or {}
