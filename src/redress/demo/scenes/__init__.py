"""The scenes of a case, in the order in which they are played; each is a script that yields the time it waits."""
