"""How long is left before a moment, in words that stand beside the date itself."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from procurement.typography import NBSP, long_date, long_moment, plural

PARIS = ZoneInfo("Europe/Paris")


def moment_of(iso: str) -> datetime | date:
    """A day, or a moment in Paris: what a text without a zone means in mainland France."""
    if "T" not in iso:
        return date.fromisoformat(iso)
    return datetime.fromisoformat(iso).replace(tzinfo=PARIS)


def said(iso: str) -> str:
    """« 12 mars 2027 à 12 h 00 »."""
    moment = moment_of(iso)
    return long_moment(moment) if isinstance(moment, datetime) else long_date(moment)


def remaining(iso: str, *, now: datetime) -> str:
    """« dans 12 jours », « aujourd'hui », « dépassée depuis 3 jours »."""
    moment = moment_of(iso)
    end = moment if isinstance(moment, datetime) else datetime.combine(moment, time.max, PARIS)
    here = now.astimezone(PARIS)
    days = (end.date() - here.date()).days
    if end < here:
        return "dépassée aujourd'hui" if days == 0 else f"dépassée depuis {plural(-days, 'jour')}"
    if days == 0:
        hours = int((end - here).total_seconds() // 3600)
        return (
            f"aujourd'hui, dans {plural(hours, 'heure')}"
            if hours
            else "aujourd'hui, dans moins d'une heure"
        )
    return "demain" if days == 1 else f"dans {days}{NBSP}jours"
