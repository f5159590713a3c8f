"""Sheets of a diagnosis, made up in a line."""

from decimal import Decimal

from needs.diagnosis import Sheet, SiteFacts, VolumeLine, consolidate
from needs.questions import for_sector

REUSE = for_sector("reuse_catering")


def line(quantity="1250", unit="repas", period="jour", **more):
    defaults = {"label": "Repas servis", "component": "repas", "open_weeks": 36}
    return VolumeLine(quantity=Decimal(quantity), unit=unit, period=period, **{**defaults, **more})


def sheet(member="Lille", *volumes, **more):
    return Sheet(id=member, member=member, title="Contenants", volumes=volumes, **more)


def site(id=1, name="École Ferry", insee="59350"):
    return SiteFacts(id, name, "école", "Lille", insee, (50.63, 3.05))


def diagnose(*sheets, **more):
    return consolidate(sheets, questions=more.pop("questions", REUSE), **more)
