from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "redress.web.imports"
    label = "imports"
