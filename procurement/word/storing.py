"""A document kept as JSON, and read back the same: what an export was made of, years later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from procurement.word import blocks

_KEPT: dict[str, Callable[..., Any]] = {
    kind.__name__: kind
    for kind in (
        blocks.AnswerBox,
        blocks.BarChart,
        blocks.Bullets,
        blocks.Clause,
        blocks.Document,
        blocks.Facts,
        blocks.Heading,
        blocks.LineChart,
        blocks.Note,
        blocks.Numbered,
        blocks.Paragraph,
        blocks.Series,
        blocks.SignatureBox,
        blocks.Table,
        blocks.TableOfContents,
    )
}


def dump(value: Any) -> Any:
    """Plain JSON values; TypeError for what is no part of a document."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case frozenset():
            return {"set": sorted(value)}
        case tuple() | list():
            return [dump(item) for item in value]
    name = type(value).__name__
    if name not in _KEPT:
        raise TypeError(f"A document holds no {name}.")
    return {"kind": name, **{f.name: dump(getattr(value, f.name)) for f in fields(value)}}


def load(kept: Any) -> Any:
    """The value that `dump` kept; a field that a kind no longer has raises TypeError."""
    match kept:
        case {"decimal": text}:
            return Decimal(text)
        case {"set": items}:
            return frozenset(items)
        case {"kind": name, **values}:
            return _KEPT[name](**{str(key): load(value) for key, value in values.items()})
        case list():
            return tuple(load(item) for item in kept)
    return kept
