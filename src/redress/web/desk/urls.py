"""Addresses of the desk."""

from django.urls import path

from redress.web.desk import archive, bulk, customers, export, home, notices, queue, search

urlpatterns = [
    path("", home.page, name="home"),
    path("cases/", queue.page, name="queue"),
    path("cases/tabs/", queue.tabs, name="queue-tabs"),
    path("cases/filters/", queue.filters, name="queue-filters"),
    path("cases/columns/", queue.columns, name="queue-columns"),
    path("cases/views/", queue.save, name="queue-save"),
    path("cases/views/<int:pk>/drop/", queue.drop, name="queue-drop"),
    path("cases/bulk/", bulk.page, name="queue-bulk"),
    path("cases/export/", export.download, name="queue-export"),
    path("search/", search.page, name="search"),
    path("customers/", customers.look, name="customers"),
    path("customers/<str:number>/", customers.page, name="customer"),
    path("customers/<str:number>/reveal/", customers.reveal, name="customer-reveal"),
    path("customers/<str:number>/correct/", customers.correct, name="customer-correct"),
    path("archive/", archive.months, name="archive"),
    path("archive/<str:month>/", archive.month, name="archive-month"),
    path("archive/<str:month>/file/", archive.file, name="archive-file"),
    path("archive/<str:month>/export/", archive.export, name="archive-export"),
    path("notices/", notices.page, name="notices"),
    path("notices/read/", notices.read_all, name="notices-read"),
    path("notices/<int:pk>/", notices.follow, name="notice"),
]
