"""Addresses of the reception."""

from django.urls import path

from redress.web.reception import pages

urlpatterns = [
    path("reception/", pages.start, name="reception"),
    path("reception/<int:pk>/", pages.visit, name="visit"),
    path("reception/<int:pk>/read-back/", pages.read_back, name="visit-read-back"),
    path("reception/<int:pk>/slip/", pages.hand_slip, name="visit-slip"),
    path("reception/<int:pk>/<slug:code>/", pages.act, name="visit-act"),
]
