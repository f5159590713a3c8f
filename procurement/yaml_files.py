"""What people write in YAML → objects. A key that is unknown or absent is a fault, and is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from procurement.typography import french

Built = TypeVar("Built")
# The C reader is ten times faster, where the library was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """The plain values of a file: mappings, lists, texts, numbers, dates."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)


def build(
    fault: type[ValueError], cls: type[Built], raw: Mapping[str, Any], where: str, **converted: Any
) -> Built:
    """The object, from a mapping that has every key it must and none that it does not know."""
    known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := raw.keys() - known.keys():
        raise fault(f"{where} : clé inconnue « {', '.join(sorted(unknown))} ».")
    values = {key: _plain(value) for key, value in raw.items()} | converted
    absent = {name for name, field in known.items() if field.default is MISSING} - values.keys()
    if absent:
        raise fault(f"{where} : il manque « {', '.join(sorted(absent))} ».")
    return cls(**values)


def _plain(value: Any) -> Any:
    """Texts as French is typeset, lists as tuples."""
    if isinstance(value, str):
        return french(value)
    return tuple(map(_plain, value)) if isinstance(value, list) else value
