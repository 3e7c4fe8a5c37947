from django.apps import AppConfig


class HandbookConfig(AppConfig):
    name = "redress.web.handbook"
    label = "handbook"
