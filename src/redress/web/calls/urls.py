"""Addresses of the hotline."""

from django.urls import path

from redress.web.calls import pages

urlpatterns = [
    path("calls/", pages.calls, name="calls"),
    path("calls/<int:pk>/", pages.call, name="call"),
    path("calls/<int:pk>/recording/", pages.recording, name="call-recording"),
    path("calls/<int:pk>/<slug:code>/", pages.act, name="call-act"),
]
