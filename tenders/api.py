"""The REST API of tenders: the same objects and explanations as the pages."""

from typing import Any

ROUTES: list[tuple[str, Any, str]] = []
