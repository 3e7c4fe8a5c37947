from django.apps import AppConfig


class TalksConfig(AppConfig):
    name = "redress.web.talks"
    label = "talks"
