"""Addresses of the clause library, open to all."""

from django.urls import path

from tenders.views import clauses

urlpatterns = [
    path("clauses/", clauses.index, name="clauses"),
    path("clauses/export/<str:kind>/", clauses.download, name="clauses_export"),
    path("clauses/<slug:clause_id>/", clauses.detail, name="clause"),
]
