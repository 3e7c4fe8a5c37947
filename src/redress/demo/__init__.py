"""A demo organisation from any pack: people for every role and a year of cases, the same on every machine."""
