"""Template filters that every page may use without loading them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from procurement import identifiers, typography

register = template.Library()


@register.filter
def number(value: Decimal | float | int | None, places: int | None = None) -> str:
    """`{{ cost|number }}`, or rounded to so many decimals: `{{ cost|number:0 }}`."""
    return "" if value is None else typography.number(value, places)


@register.filter
def euros(value: Decimal | float | int | None, tax: str = "HT") -> str:
    return "" if value is None else typography.euros(value, tax)


@register.filter
def long_date(value: date | None) -> str:
    return typography.long_date(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Local date and time in words."""
    return typography.long_moment(timezone.localtime(value)) if value else ""


@register.filter
def of(name: object) -> str:
    """`{{ need.organisation|of }}`: « de la Commune de Comines », « d'Alex Roy »."""
    return typography.of(str(name))


@register.filter
def french(value: str) -> str:
    """No-break spaces and apostrophes, for sentences that a domain module writes."""
    return typography.french(value) if value else ""


@register.filter
def siret(value: str) -> str:
    return identifiers.format_siret(value) if value else ""


@register.filter
def counted(count: int, words: str) -> str:
    """`{{ n|counted:"site" }}` or, when the plural is irregular, `counted:"lieu,lieux"`."""
    return typography.plural(count, *words.split(","))


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ typed|get:id }}`: the same, when there may be nothing at that key."""
    return mapping.get(key, "")


@register.filter
def entry(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ labels|entry:id }}`: the value of a dictionary at a key that is itself a variable."""
    return mapping[key]
