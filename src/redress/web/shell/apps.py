from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "redress.web.shell"
    label = "shell"

    def ready(self) -> None:
        """An empty field is told of in one sentence, whether the form missed it or the rules."""
        Field.default_error_messages["required"] = _("Please fill this in.")
