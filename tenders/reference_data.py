"""The file of the reference case: its texts and its figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from procurement.yaml_files import read_yaml

DATA = Path(__file__).parent / "data" / "reference_case.yaml"


@cache
def case() -> dict[str, Any]:
    """The file, read once; nobody changes what it returns."""
    return read_yaml(DATA)
