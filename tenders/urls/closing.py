"""Addresses: what becomes of proposals, and the tender that follows."""

from django.urls import path

from tenders.views import closing

urlpatterns = [
    path("consultations/<uuid:pk>/bilan/<int:key>/", closing.decide, name="consultation_decide"),
    path(
        "consultations/<uuid:pk>/clause-du-marche/<int:key>/",
        closing.carry_decision,
        name="decision_carry",
    ),
    path("consultations/<uuid:pk>/marche/", closing.announce_tender, name="consultation_tender"),
]
