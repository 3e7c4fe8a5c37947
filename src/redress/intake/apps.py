"""The app of this room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Doors by which complaints come in."""

    name = "redress.intake"
    label = "intake"
