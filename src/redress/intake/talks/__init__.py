"""Talks of the web messenger: a visitor writes, staff answer, and what becomes a matter goes into a case."""
