from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "redress.web.people"
    label = "people"
