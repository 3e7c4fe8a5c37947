"""Addresses of the desk for talks."""

from django.urls import path

from redress.web.talks import chats, pages

urlpatterns = [
    path("talks/", pages.desk, name="talks"),
    path("talks/waiting/", pages.waiting_part, name="talks-waiting"),
    path("talks/<int:pk>/news/", pages.news, name="talks-news"),
    path("talks/<int:pk>/canned/", pages.canned, name="talks-canned"),
    path("talks/<int:pk>/files/<int:one>/", chats.file, name="talks-file"),
    path("talks/<int:pk>/<slug:code>/", pages.act, name="talks-act"),
]
