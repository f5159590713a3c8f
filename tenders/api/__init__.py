"""The REST API of tenders: the same objects and explanations as the pages."""

from tenders.api import clauses, consultation, local_clauses, market, purchase, tender

ROUTES = (
    clauses.ROUTES
    + local_clauses.ROUTES
    + consultation.ROUTES
    + market.ROUTES
    + tender.ROUTES
    + purchase.ROUTES
)
