"""The case file: one number, one page and one timeline for a complaint, whichever door it came through."""
