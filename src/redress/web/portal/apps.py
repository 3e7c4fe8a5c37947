from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "redress.web.portal"
    label = "portal"
