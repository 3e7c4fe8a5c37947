from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "redress.web.desk"
    label = "desk"
