"""The REST API: tender."""

from typing import Any

ROUTES: list[tuple[str, Any, str]] = []
