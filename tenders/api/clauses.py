"""The REST API: clauses."""

from typing import Any

ROUTES: list[tuple[str, Any, str]] = []
