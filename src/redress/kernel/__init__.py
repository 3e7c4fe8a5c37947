"""Plain Python that every other room may use: errors, the actor, time, calendars, text. No Django models."""
