"""Addresses of the interface, and the page that explains them."""

from django.urls import path

from redress.api import acts, calls, cases, hooks, reading
from redress.api.chats import receive as receive_chat
from redress.api.reference import page
from redress.api.service import service
from redress.api.sources import receive

service.add_router("/cases", cases.router)
service.add_router("", acts.router)
service.add_router("", reading.router)
service.add_router("/calls", calls.router)
service.add_router("/webhooks", hooks.router)

urlpatterns = [
    path("api/v1/", service.urls),
    path("api/", page, name="api"),
    path("in/hook/<slug:slug>/", receive, name="source-hook"),
    path("in/chat/<slug:address>/", receive_chat, name="chat-callback"),
]
