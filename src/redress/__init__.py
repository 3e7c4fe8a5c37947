"""Redress (闭环): one case file from the front desk to a proven fix."""

__version__ = "0.1.0"
