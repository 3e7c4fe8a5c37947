"""Addresses of the administration of people."""

from django.urls import path

from redress.web.people import calendars, departments, hooks, mailboxes, outgoing, own, persons, poster, sources, tokens, tree

urlpatterns = [
    path("people/", tree.people, name="people"),
    path("people/new/", persons.new, name="person-new"),
    path("people/tokens/", tokens.everybody, name="tokens-all"),
    path("people/webhooks/", hooks.hooks, name="hooks"),
    path("people/webhooks/<int:pk>/", hooks.hook, name="hook"),
    path("people/webhooks/<int:pk>/switch/", hooks.switch, name="hook-switch"),
    path("people/webhooks/<int:pk>/deliveries/<int:one>/", hooks.again, name="hook-again"),
    path("people/<int:pk>/", persons.person, name="person"),
    path("people/<int:pk>/<slug:code>/", persons.act, name="person-act"),
    path("departments/new/", departments.new, name="department-new"),
    path("departments/<slug:code>/poster/", poster.poster, name="poster"),
    path("departments/<int:pk>/", departments.department, name="department"),
    path("departments/<int:pk>/<slug:code>/", departments.act, name="department-act"),
    path("roles/", tree.roles, name="roles"),
    path("mailboxes/", mailboxes.mailboxes, name="mailboxes"),
    path("mailboxes/new/", mailboxes.new, name="mailbox-new"),
    path("mailboxes/<int:pk>/", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<int:pk>/<slug:code>/", mailboxes.act, name="mailbox-act"),
    path("mailboxes/letters/<int:pk>/take/", mailboxes.take_letter, name="mailbox-take"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", sources.new, name="source-new"),
    path("sources/<int:pk>/", sources.source, name="source"),
    path("sources/<int:pk>/<slug:code>/", sources.act, name="source-act"),
    path("me/", own.me, name="preferences"),
    path("me/substitute/", own.substitute_me, name="preferences-substitute"),
    path("me/tokens/", tokens.own, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/<slug:code>/", calendars.calendar, name="calendar"),
    path("calendars/<slug:code>/day/", calendars.day, name="calendar-day"),
    path("calendars/<slug:code>/confirm/", calendars.confirm, name="calendar-confirm"),
    path("mail/", outgoing.outgoing, name="outgoing"),
    path("mail/<int:pk>/again/", outgoing.again, name="outgoing-again"),
]
