"""Scans of letters, read by machine."""
