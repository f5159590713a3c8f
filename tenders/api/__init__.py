"""The REST API of tenders: the same objects and explanations as the pages."""

from tenders.api import (
    checks,
    clauses,
    consultation,
    contribution,
    local_clauses,
    market,
    purchase,
    tender,
    threads,
)

ROUTES = (
    clauses.ROUTES
    + local_clauses.ROUTES
    + consultation.ROUTES
    + contribution.ROUTES
    + threads.ROUTES
    + market.ROUTES
    + tender.ROUTES
    + checks.ROUTES
    + purchase.ROUTES
)
