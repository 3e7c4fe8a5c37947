"""Suggested categories and departments, learned from the organisation's own closed cases.

It only suggests, with reasons and with the precision measured on these very cases; a person decides. See docs/signals.md.
"""
