"""The REST API of suppliers: the same objects, rules and explanations as the pages."""

from suppliers.api import intake, match, supplier

ROUTES = supplier.ROUTES + intake.ROUTES + match.ROUTES
