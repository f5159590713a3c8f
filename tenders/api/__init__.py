"""The REST API of tenders: the same objects and explanations as the pages."""

from tenders.api import clauses, consultation, market, tender

ROUTES = clauses.ROUTES + consultation.ROUTES + market.ROUTES + tender.ROUTES
