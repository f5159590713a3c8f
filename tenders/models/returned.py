"""Documents that went out in Word and came back: editions, returned files, edits kept, notes."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import User
from procurement.word import edits
from procurement.word.blocks import Document
from procurement.word.edits import Edit
from procurement.word.lines import Reading, readable
from tenders.models.tender import Tender
from tenders.models.used_clause import TenderClause


class DocumentEditionQuerySet(models.QuerySet["DocumentEdition"]):
    def keep(self, tender: Tender, written: Iterable[tuple[str, Document, bytes]]) -> None:
        """Remember what went out, each wording once: what a file that comes back began from."""
        known = set(self.filter(tender=tender).values_list("document", "digest"))
        for kind, document, content in written:
            digest = document.fingerprint
            if (kind, digest) in known:
                continue
            known.add((kind, digest))
            edition = DocumentEdition(
                tender=tender, document=kind, digest=digest, anchors=document.anchors_by_key
            )
            edition.file.save(f"{digest}.docx", ContentFile(content), save=False)
            # Somebody may export the same at the same time: one of the two is enough.
            self.bulk_create([edition], ignore_conflicts=True)  # type: ignore[list-item]


class DocumentEdition(models.Model):
    """One wording of a document, as it went out; the file that comes back names it."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="editions")
    document = models.CharField("pièce", max_length=24)
    digest = models.CharField("empreinte", max_length=16)
    file = models.FileField("fichier", upload_to="editions/")
    # Bookmark of a heading → the anchor by which the text refers to it.
    anchors = models.JSONField("renvois", default=dict)
    at = models.DateTimeField("produite le", default=timezone.now)

    objects = DocumentEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition d'une pièce"
        verbose_name_plural = "éditions de pièces"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "document", "digest"], name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.digest}"


class ReturnedDocumentQuerySet(models.QuerySet["ReturnedDocument"]):
    def visible_to(self, user: User | AnonymousUser) -> ReturnedDocumentQuerySet:
        return self.filter(tender__in=Tender.objects.visible_to(user).values("pk"))

    def editable_by(self, user: User | AnonymousUser) -> ReturnedDocumentQuerySet:
        return self.filter(tender__in=Tender.objects.editable_by(user).values("pk"))

    def keep(
        self,
        tender: Tender,
        kind: str,
        reading: Reading,
        *,
        name: str,
        content: bytes,
        edition: DocumentEdition | None,
        by: User | None,
        now: datetime,
    ) -> ReturnedDocument:
        """The file and what was read of it; nothing of the tender is touched.

        The same file sent again is the same return, as long as nothing of it was decided.
        """
        digest = hashlib.sha256(content).hexdigest()
        same = self.filter(tender=tender, sha256=digest, document=kind, decisions={}).first()
        if same is not None:
            return same
        returned = self.model(
            tender=tender,
            document=kind,
            edition=edition,
            name=name,
            size=len(content),
            sha256=digest,
            reading=reading.as_dict(),
            by=by,
            created_at=now,
        )
        returned.file.save(f"{returned.pk}.docx", ContentFile(content), save=False)
        returned.save(force_insert=True)
        return returned


class ReturnedDocument(models.Model):
    """A file edited by hand, kept as it came, with what was decided of each change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.CASCADE, related_name="returns")
    document = models.CharField("pièce", max_length=24)
    edition = models.ForeignKey(DocumentEdition, models.SET_NULL, null=True, related_name="+")
    file = models.FileField("fichier", upload_to="returns/")
    name = models.CharField("nom du fichier", max_length=120)
    size = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField("empreinte du fichier", max_length=64)
    reading = models.JSONField("ce qui a été lu")
    decisions = models.JSONField("décisions", default=dict, help_text="{modification: décision}")
    # What taking it back needs: rows as they were, and the mark of what they became.
    outcome = models.JSONField("ce qui a été repris", default=list)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("reçu le")
    undone_at = models.DateTimeField("annulé le", null=True)

    objects = ReturnedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce revenue de Word"
        verbose_name_plural = "pièces revenues de Word"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tenders:returned", args=[self.tender_id, self.pk])

    def read(self) -> Reading:
        return Reading.from_dict(self.reading)


_ACTS = {
    edits.REPLACED: "Paragraphe réécrit",
    edits.REMOVED: "Paragraphe supprimé",
    edits.INSERTED: "Paragraphe ajouté",
    edits.RETITLED: "Nouvel intitulé",
    edits.REWRITTEN: "Article ajouté, réécrit",
    edits.WITHDRAWN: "Article supprimé",
    edits.ADDED: "Article ajouté",
    edits.MOVED: "Article déplacé",
}


class DocumentEdit(models.Model):
    """A change of a document that somebody made in Word and that was accepted: made each time."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="edits")
    document = models.CharField("pièce", max_length=24)
    returned = models.ForeignKey(ReturnedDocument, models.CASCADE, related_name="edits")
    act = models.CharField("acte", max_length=12)
    piece = models.CharField("article", max_length=60, blank=True)
    line = models.TextField("ligne de départ", blank=True)
    title = models.CharField("titre", max_length=300, blank=True)
    text = models.TextField("texte", blank=True)
    level = models.PositiveSmallIntegerField("niveau de titre", default=2)

    class Meta:
        verbose_name = "retouche d'une pièce"
        verbose_name_plural = "retouches de pièces"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.document} : {self.title or self.text[:60] or self.act}"

    @property
    def label(self) -> str:
        return _ACTS[self.act]

    @property
    def named(self) -> str:
        """How remarks on its text designate it."""
        return f"{self.label} dans la pièce « {self.document.upper()} »"

    @property
    def shown(self) -> str:
        """Its new text as a person reads it, or the one that it takes away."""
        return readable(self.title or self.text or self.line)

    def as_edit(self) -> Edit:
        fields = ("act", "piece", "line", "title", "text", "level")
        return Edit(self.pk, *(getattr(self, name) for name in fields))


class DocumentNote(models.Model):
    """A comment of a returned file, kept as a note on its clause or its article."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="notes")
    document = models.CharField("pièce", max_length=24)
    returned = models.ForeignKey(ReturnedDocument, models.CASCADE, related_name="notes")
    clause = models.ForeignKey(TenderClause, models.SET_NULL, null=True, related_name="notes")
    title = models.CharField("article", max_length=300, blank=True)
    author = models.CharField("auteur", max_length=200)
    said_at = models.CharField("écrit le", max_length=40, blank=True)
    about = models.TextField("passage", blank=True)
    text = models.TextField("note")
    done_at = models.DateTimeField("traitée le", null=True)

    class Meta:
        verbose_name = "note sur une pièce"
        verbose_name_plural = "notes sur les pièces"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def said_on(self) -> datetime | None:
        return moment_of(self.said_at)


def moment_of(said: str) -> datetime | None:
    """The date that a file gives to a comment or to a tracked change, when it is one."""
    try:
        moment = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def clause_fields(used: TenderClause) -> dict[str, Any]:
    """A clause of the tender as plain values, to compare and to put back."""
    return {
        "tender_id": str(used.tender_id),
        "lot_id": used.lot_id,
        "clause_id": used.clause_id,
        "clause_version": used.clause_version,
        "local_id": used.local_id,
        "level": used.level,
        "values": used.values,
        "title": used.title,
        "wording": used.wording,
        "wording_is_whole": used.wording_is_whole,
        "position": used.position,
        "taken_at": used.taken_at.isoformat(),
        "basis": used.basis,
    }
