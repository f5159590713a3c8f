"""Addresses of clauses, consultations, tenders and documents."""

from tenders.urls import clauses, consortium, consultation, market, purchase, tender

app_name = "tenders"
urlpatterns = (
    clauses.urlpatterns
    + consultation.urlpatterns
    + consortium.urlpatterns
    + market.urlpatterns
    + tender.urlpatterns
    + purchase.urlpatterns
)
