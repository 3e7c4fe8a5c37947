"""The WSGI application that ``redress serve`` hands to the server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
application = get_wsgi_application()
