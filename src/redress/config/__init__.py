"""Wiring only: typed settings, URLs and the server's entry point."""
