"""A clause of one's own as its authors write, publish and show it."""

from datetime import UTC, datetime
from html import unescape

from django.urls import reverse

from tenders.clauses import library
from tenders.clauses.writing import as_content
from tenders.models import LocalClause

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SOURCE = "return-logistics"


def fork(town, author, source=SOURCE):
    return LocalClause.objects.fork(library().get(source), town, by=author, now=NOW)


def content(**changed):
    return {**as_content(library().get(SOURCE)), **changed}


def publish(version, author, reader):
    version.ask_reading(reader, by=author, now=NOW)
    version.move("approve", by=reader, now=NOW)
    version.move("publish", by=author, now=NOW)
    return version


def address(name, version, *more):
    return reverse(f"tenders:{name}", args=[version.clause.slug, *more])


def page(response):
    return unescape(response.content.decode())
