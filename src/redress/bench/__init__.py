"""``redress bench``: a scratch organisation with many cases, measured over HTTP as a signed-in person."""
