"""Policies as data: the pack schema, the strict reader, rules in CEL, numbered versions.

Policies take facts and give rulings; they know nothing of cases, so they can be tried without a database.
"""
