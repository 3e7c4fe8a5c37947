"""Addresses of policies and of the ledger."""

from django.urls import path

from redress.web.handbook import book, comparing, drafts, ledger, suggestions, trying

urlpatterns = [
    path("handbook/", book.handbook, name="handbook"),
    path("handbook/versions/", book.versions, name="policy-versions"),
    path("handbook/versions/<int:pk>/", book.version, name="policy-version"),
    path("handbook/versions/<int:pk>/retire/", book.retire, name="policy-retire"),
    path("handbook/compare/", comparing.compare, name="policy-compare"),
    path("handbook/draft/", drafts.start, name="policy-draft-start"),
    path("handbook/draft/<int:pk>/", drafts.draft, name="policy-draft"),
    path("handbook/draft/<int:pk>/publish/", drafts.publish, name="policy-publish"),
    path("handbook/draft/<int:pk>/drop/", drafts.drop, name="policy-drop"),
    path("handbook/draft/<int:pk>/replay/", trying.start, name="policy-replay"),
    path("handbook/replay/<int:pk>/", trying.result, name="policy-replayed"),
    path("handbook/suggestions/", suggestions.page, name="suggestions"),
    path("handbook/suggestions/train/", suggestions.start, name="suggestions-train"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/verify/", ledger.start, name="ledger-verify"),
    path("ledger/verify/<int:pk>/", ledger.result, name="ledger-verified"),
]
