"""Addresses of clauses, consultations, tenders and documents."""

from tenders.urls import clauses, consultation, purchase, tender

app_name = "tenders"
urlpatterns = (
    clauses.urlpatterns + consultation.urlpatterns + tender.urlpatterns + purchase.urlpatterns
)
