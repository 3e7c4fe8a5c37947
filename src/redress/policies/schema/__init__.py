"""What a policy pack may say. One file a subject; ``pack.Pack`` is the whole."""

from redress.policies.schema.pack import Pack

__all__ = ["Pack"]
