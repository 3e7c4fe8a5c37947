from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "redress.web.exports"
    label = "exports"
