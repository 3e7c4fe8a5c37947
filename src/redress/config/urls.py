"""Which area answers which address."""

from importlib.util import find_spec

from django.urls import include, path

AREAS = ("shell", "desk", "people", "handbook", "casefile", "talks", "calls", "reception", "portal", "imports", "exports")

urlpatterns = [
    path("", include("redress.api.urls")),
    *(path("", include(f"redress.web.{area}.urls")) for area in AREAS if find_spec(f"redress.web.{area}")),
]

handler400 = "redress.web.errors.too_much"
handler403 = "redress.web.errors.forbidden"
handler404 = "redress.web.errors.missing"
handler500 = "redress.web.errors.broken"
