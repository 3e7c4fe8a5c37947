"""Which area answers which address."""

from django.urls import include, path

urlpatterns = [
    path("", include("redress.web.shell.urls")),
]

handler400 = "redress.web.errors.too_much"
handler403 = "redress.web.errors.forbidden"
handler404 = "redress.web.errors.missing"
handler500 = "redress.web.errors.broken"
