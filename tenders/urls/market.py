"""Addresses: what suppliers declare of clauses, and the tender in front of them."""

from django.urls import path

from tenders.views import declarations, market, match_report, simulation

urlpatterns = [
    path(
        "fournisseurs/recherches/<uuid:pk>/recherche.docx",
        match_report.download,
        name="match_report",
    ),
    path("fournisseurs/<uuid:pk>/clauses/", declarations.index, name="declarations"),
    path(
        "fournisseurs/<uuid:pk>/reponses-aux-clauses/",
        declarations.declare_answers,
        name="declare_answers",
    ),
    path("fournisseurs/<uuid:pk>/clauses/<slug:clause_id>/", declarations.declare, name="declare"),
    path("marches/<uuid:pk>/proportionnalite/", market.proportionality, name="proportionality"),
    path("marches/<uuid:pk>/simulation/", simulation.simulate, name="simulation"),
]
