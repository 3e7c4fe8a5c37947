"""Codes to scan: drawn here as SVG, without asking anybody else."""

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe


def public_address(request: HttpRequest, path: str) -> str:
    """The whole address of ``path`` as people outside type it: ``REDRESS_PUBLIC_URL`` where it is set, else as this reader came here."""
    if "public_url" in settings.ENV.model_fields_set:
        return f"{settings.ENV.public_url.rstrip('/')}{path}"
    return request.build_absolute_uri(path)


def follow_address(request: HttpRequest, number: str, key: str) -> str:
    """Where a case is followed. The key stands after the ``#``: browsers keep that part to themselves, so no server logs it."""
    return f"{public_address(request, reverse('help-follow'))}?{urlencode({'number': number})}#{key}"


def lodge_address(request: HttpRequest, place: str) -> str:
    """Where something is lodged about the place of this code."""
    return f"{public_address(request, reverse('help-lodge'))}?{urlencode({'place': place})}"


def qr(address: str) -> SafeString:
    """A QR code, black on white in every theme, with the quiet edge that cameras need."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return format_html('<div class="qr-box" role="img" aria-label="QR">{}</div>', mark_safe(drawn))
