"""Files sent by a person → a dossier, read in the background when there is a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from procurement.accounts.models import User
from procurement.uploads import safe_name
from suppliers.models import Supplier
from tenders.dossiers.models import DAYS_KEPT, Dossier, SentFile, State, stored
from tenders.dossiers.reading import NotRead, read_apart
from tenders.dossiers.texts import Sent
from tenders.models import Tender

_LOOKED_AT = 4_000  # characters in which a Balise tender says its reference
_LONGEST_NAME = 200


def receive(
    supplier: Supplier, sent: Sequence[Sent], *, name: str, by: User, now: datetime
) -> Dossier:
    """The dossier, its files kept until they are read."""
    with transaction.atomic():
        dossier = Dossier.objects.create(
            supplier=supplier,
            name=(name or _name_of(sent))[:_LONGEST_NAME],
            by=by,
            sent_at=now,
            kept_until=(now + timedelta(days=DAYS_KEPT)).date(),
        )
        for file_name, content in sent:
            SentFile.objects.create(
                dossier=dossier, name=safe_name(file_name), file=stored(content)
            )
    read_dossier.enqueue(str(dossier.pk))
    return dossier


def _name_of(sent: Sequence[Sent]) -> str:
    first = safe_name(sent[0][0])
    others = len(sent) - 1
    return first if not others else f"{first} et {others} autre{'s' if others > 1 else ''}"


@task()
def read_dossier(pk: str) -> None:
    """Reads the files in a process of its own; begun again, it starts over."""
    dossier = Dossier.objects.filter(pk=UUID(pk), state=State.READING).first()
    if dossier is None:  # deleted meanwhile, or read already
        return
    sent = [(one.name, one.content()) for one in dossier.files.all()]
    try:
        reading = read_apart(sent, at=timezone.localdate())
    except NotRead as error:
        dossier.fail(str(error), now=timezone.now())
        return
    dossier.tender = _tender_of(reading.dossier)
    if subject := _subject(reading.facts):
        dossier.name = subject if _is_a_file_name(dossier, sent) else dossier.name
    dossier.take(reading.facts, reading.dossier, now=timezone.now())


def _is_a_file_name(dossier: Dossier, sent: Sequence[Sent]) -> bool:
    return dossier.name == _name_of(sent)[:_LONGEST_NAME]


def _subject(facts: dict[str, Any]) -> str:
    """The subject of the consultation, to name its dossier."""
    said = next((item["text"] for item in facts["items"] if item["kind"] == "subject"), "")
    words = said.partition("|")[2] or said.partition(" : ")[2] or said
    return words.strip(" .|:")[:_LONGEST_NAME]


def _tender_of(dossier: dict[str, Any]) -> Tender | None:
    """The Balise tender whose reference the first pages carry."""
    opening = " ".join(
        str(block.get("text") or block.get("rows"))
        for file in dossier["files"]
        for block in file["blocks"][:40]
    )[:_LOOKED_AT]
    words = {word.strip(".,;:()'\"[]").lower() for word in opening.split() if "-" in word}
    return Tender.objects.filter(reference__in=words).first()
