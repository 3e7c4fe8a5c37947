"""Addresses of the portal."""

from django.urls import path

from redress.web.portal import casepage, following, lodging, start, talk

urlpatterns = [
    path("help/", start.page, name="help"),
    path("help/lodge/", lodging.lodge, name="help-lodge"),
    path("help/report/", lodging.report, name="help-report"),
    path("help/follow/", following.follow, name="help-follow"),
    path("help/case/<str:number>/", casepage.page, name="help-case"),
    path("help/case/<str:number>/receipt/", following.receipt, name="help-receipt"),
    path("help/case/<str:number>/leave/", following.leave, name="help-leave"),
    path("help/case/<str:number>/<slug:act>/", casepage.act, name="help-act"),
    path("help/messenger.js", talk.script, name="messenger-script"),
    path("help/talk/", talk.page, name="talk"),
    path("help/talk/news/", talk.news, name="talk-news"),
    path("help/talk/<slug:act>/", talk.act, name="talk-act"),
    path("help/<path:rest>", start.nothing),
]
