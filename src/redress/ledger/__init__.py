"""History only grows: event kinds, hash-chained entries, the outbox that leaves after commit."""
