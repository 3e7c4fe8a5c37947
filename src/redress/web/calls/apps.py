from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "redress.web.calls"
    label = "calls"
