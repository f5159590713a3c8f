"""The workshops of a consultation on its other pages."""

from __future__ import annotations

from typing import Any

from django import template

from tenders.models import MarketConsultation

register = template.Library()


@register.inclusion_tag("workshops/_of_consultation.html")
def workshops_of(consultation: MarketConsultation, token: str = "") -> dict[str, Any]:
    """Those announced; by personal link when the reader came by one."""
    announced = consultation.workshops.announced()  # type: ignore[attr-defined]
    return {"workshops": list(announced), "token": token}
