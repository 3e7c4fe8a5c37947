"""Addresses of the exports."""

from django.urls import path

from redress.web.exports import pages

urlpatterns = [
    path("exports/", pages.exports, name="exports"),
    path("exports/<int:pk>/file/", pages.file, name="export-file"),
    path("exports/<int:pk>/delete/", pages.delete, name="export-delete"),
]
