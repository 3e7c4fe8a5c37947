"""What our letters are called on the wire."""

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings


def message_id(key: str) -> str:
    """The Message-ID of an outbox message: the same however often it is sent, and nothing that an outsider could guess."""
    name = hmac.new(settings.SALT_KEY[0].encode(), f"message:{key}".encode(), sha256).hexdigest()[:40]
    return f"<{name}@{urlsplit(settings.ENV.public_url).hostname or 'localhost'}>"
