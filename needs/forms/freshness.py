"""What a form saw when it was read: nobody overwrites another silently."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(values: Mapping[str, Any]) -> str:
    """A short mark of values as they were read: another mark on save means another hand."""
    content = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def seen_anew(data: Any, mark: str) -> Any:
    """The same posted data, as if the page had been read just now."""
    data = data.copy()
    data["seen"] = mark
    return data
