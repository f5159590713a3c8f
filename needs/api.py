"""The REST API of needs: the same objects and explanations as the pages."""

from typing import Any

ROUTES: list[tuple[str, Any, str]] = []
