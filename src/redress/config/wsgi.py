"""The WSGI application that ``redress serve`` hands to the server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.config.settings")
application = get_wsgi_application()

# What was imported stays for good: looking through it for garbage again and again costs every hundredth page a pause.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
