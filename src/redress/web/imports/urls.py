"""Addresses of the import assistant."""

from django.urls import path

from redress.web.imports import outcome, steps, taking

urlpatterns = [
    path("imports/", taking.imports, name="imports"),
    path("imports/templates/<int:pk>/forget/", taking.forget, name="import-template-forget"),
    path("imports/<int:pk>/", outcome.page, name="import"),
    path("imports/<int:pk>/file/", steps.found, name="import-file"),
    path("imports/<int:pk>/columns/", steps.columns, name="import-columns"),
    path("imports/<int:pk>/questions/", steps.questions, name="import-questions"),
    path("imports/<int:pk>/refused/", outcome.refused, name="import-refused"),
    path("imports/<int:pk>/mapping/", outcome.mapping, name="import-mapping"),
    path("imports/<int:pk>/<slug:code>/", outcome.act, name="import-act"),
]
