"""Addresses of a purchase to come: its levers and its proposed lots."""

from django.urls import path

from tenders.views import allotment, levers

urlpatterns = [
    path("demarches/<uuid:pk>/leviers/", levers.levers, name="levers"),
    path("demarches/<uuid:pk>/leviers/<slug:family>/", levers.lever, name="lever"),
    path("demarches/<uuid:pk>/lots-proposes/", allotment.allotment, name="allotment"),
    path("marches/<uuid:pk>/lots/reprendre/", allotment.adopt, name="lots_adopt"),
]
