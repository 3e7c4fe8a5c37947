from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "redress.web.shell"
    label = "shell"
