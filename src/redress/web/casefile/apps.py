from django.apps import AppConfig


class CasefileConfig(AppConfig):
    name = "redress.web.casefile"
    label = "casefile"
