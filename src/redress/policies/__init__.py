"""Policies are data: the pack's schema, its strict reader, numbered immutable versions, and the rules that decide."""
