"""Addresses of clauses, consultations, tenders and documents."""

from tenders.urls import clauses, consultation, market, purchase, tender

app_name = "tenders"
urlpatterns = (
    clauses.urlpatterns
    + consultation.urlpatterns
    + market.urlpatterns
    + tender.urlpatterns
    + purchase.urlpatterns
)
