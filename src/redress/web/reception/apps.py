from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "redress.web.reception"
    label = "reception"
