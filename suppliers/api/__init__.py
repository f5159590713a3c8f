"""The REST API of suppliers: the same objects, rules and explanations as the pages."""

from suppliers.api import match, supplier

ROUTES = supplier.ROUTES + match.ROUTES
