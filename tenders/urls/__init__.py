"""Addresses of clauses, consultations, tenders and documents."""

from tenders.urls import (
    clauses,
    closing,
    consortium,
    consultation,
    market,
    purchase,
    tender,
    threads,
)

app_name = "tenders"
urlpatterns = (
    clauses.urlpatterns
    + consultation.urlpatterns
    + threads.urlpatterns
    + closing.urlpatterns
    + consortium.urlpatterns
    + market.urlpatterns
    + tender.urlpatterns
    + purchase.urlpatterns
)
