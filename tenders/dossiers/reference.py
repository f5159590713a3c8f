"""What the reference case shows of dossiers: invented rules of a consultation, written in Word and
read as any file is. Their text is in `data/reference.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from procurement.accounts.models import User
from procurement.typography import long_date
from procurement.word import docx
from procurement.word.blocks import Block, Bullets, Document, Heading, Paragraph, Table
from procurement.yaml_files import read_yaml
from suppliers.models import Supplier
from tenders.dossiers.child import answer
from tenders.dossiers.models import Dossier

DATA = Path(__file__).parent / "data" / "reference.yaml"


def make_dossier(now: datetime) -> Dossier:
    """The supplier sent the rules that day; they were read at once."""
    case = read_yaml(DATA)
    read = answer([(case["file"], rules_of(case, now))], timezone.localdate(now))
    dossier = Dossier(
        supplier=Supplier.objects.get(external_id=case["supplier"]),
        by=User.objects.get(email=case["person"]),
        name=case["name"],
        sent_at=now,
    )
    dossier.take(read["facts"], read["dossier"], now=now)
    return dossier


def rules_of(case: dict[str, Any], now: datetime) -> bytes:
    due = timezone.localdate(now) + timedelta(days=case["due_in_days"])
    asked = due - timedelta(days=case["questions_before_days"])
    dates = {"due": long_date(due), "questions": long_date(asked)}
    blocks = [block for section in case["sections"] for block in _blocks(section, dates)]
    return docx.render(Document(case["title"], tuple(blocks), subtitle=case["subtitle"]))


def _blocks(section: dict[str, Any], dates: dict[str, str]) -> Iterator[Block]:
    yield Heading(1, section["title"])
    for line in section.get("lines", ()):
        yield Paragraph(line.format_map(dates))
    if bullets := section.get("bullets"):
        yield Bullets(tuple(bullets))
    if rows := section.get("table"):
        header, *others = (tuple(row) for row in rows)
        yield Table(header, tuple(others))
