"""The REST API: consultation."""

from typing import Any

ROUTES: list[tuple[str, Any, str]] = []
