"""The door for systems of others: signed messages that pass a matter on, with the deadline that its sender sets."""
