"""Addresses of the case file."""

from django.urls import path

from redress.web.casefile import acts, evidence, pages, register, scans

urlpatterns = [
    path("register/", register.page, name="register"),
    path("register/aside/", register.aside, name="register-aside"),
    path("drafts/", register.keep_draft, name="keep-draft"),
    path("cases/<str:number>/", pages.case, name="case"),
    path("cases/<str:number>/present/", pages.present_now, name="case-present"),
    path("cases/<str:number>/history/", pages.whole_history, name="case-history"),
    path("cases/<str:number>/evidence/<int:pk>/", evidence.download, name="evidence"),
    path("cases/<str:number>/evidence/<int:pk>/reading/", scans.reading, name="scan-reading"),
    path("cases/<str:number>/evidence/<int:pk>/picture/", scans.picture, name="scan-picture"),
    path("cases/<str:number>/<slug:code>/", acts.act, name="act"),
]
