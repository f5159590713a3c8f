"""A tender put at the candidates' disposal: the package as it left, and what it says."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse

from procurement.accounts.models import User
from procurement.legal import Severity
from tenders.answering.call import Call, call_from
from tenders.answering.calls import call_of
from tenders.answering.models.insider import Insider
from tenders.drafting import check_of
from tenders.keeping import export
from tenders.models import ExportedPackage, Tender

# What explains this file to those who never answered: given to everybody, on the page of the call.
LEARNING = ("formation_fournisseur", "formation_groupement", "kit_reponse")
# What a candidate receives; the other pieces of a package stay with the buyer.
FOR_CANDIDATES = ("rc", "ccap", "cctp", "ae", "bpu", "dqe", "dpgf", "crt", *LEARNING)


def _files(package: ExportedPackage) -> dict[str, str]:
    """Name → digest of each file that candidates receive."""
    kept = [row for row in package.contents if row.get("kind") in FOR_CANDIDATES]
    return {row["name"]: row["digest"] for row in kept}


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> PublicationQuerySet:
        """The last one of each tender: a new one replaces what candidates read."""
        last = Publication.objects.filter(tender=OuterRef("tender")).order_by("-number")
        return self.annotate(last=Subquery(last.values("pk")[:1])).filter(pk=F("last"))

    def open(self, *, at: datetime) -> PublicationQuerySet:
        """Those whose offers are still expected; without a deadline, nobody knows: it stays."""
        return self.current().exclude(due_at__lte=at)


class PublicationManager(models.Manager["Publication"]):
    @transaction.atomic
    def publish(self, tender: Tender, *, by: User, now: datetime) -> Publication:
        """Keep the package and what it says; raises ValidationError while it may not leave."""
        if any(f.severity == Severity.BLOCKING for f in check_of(tender).findings):
            raise ValidationError(
                "Une remarque bloquante reste sur ce marché : ses pièces portent « PROJET ». "
                "Corrigez-la sur la page « Contrôles », puis publiez.",
                code="draft",
            )
        if tender.offers_due_at is None or tender.offers_due_at <= now:
            raise ValidationError(
                "Dites une date limite de remise des offres à venir avant de publier.",
                code="deadline",
            )
        _, package = export(tender, by=by, now=now)
        last = self.filter(tender=tender).order_by("-number").first()
        content = call_of(tender).as_dict()
        if last and last.content == content and _files(last.package) == _files(package):
            raise ValidationError(
                "Ce dossier est déjà publié, sans changement depuis.", code="same"
            )
        made = self.create(
            tender=tender,
            number=last.number + 1 if last else 1,
            package=package,
            content=content,
            due_at=tender.offers_due_at,
            published_at=now,
            by=by,
        )
        Insider.objects.remember(tender.project, now=now)
        tender.note("tender_published", by=by, now=now, package=package.number)
        return made


class Publication(models.Model):
    """`content` is what `Call.as_dict` gave that day: later drafts of the tender show nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField("numéro")
    package = models.ForeignKey(ExportedPackage, models.PROTECT, related_name="+")
    content = models.JSONField("ce que lit un candidat")
    due_at = models.DateTimeField("offres avant le", null=True)
    published_at = models.DateTimeField("publié le")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = PublicationManager.from_queryset(PublicationQuerySet)()

    class Meta:
        verbose_name = "dossier publié"
        verbose_name_plural = "dossiers publiés"
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="publication_number_once")
        ]

    def __str__(self) -> str:
        return str(self.content["title"])

    def get_absolute_url(self) -> str:
        return reverse("answering:publication", args=[self.pk])

    def call(self) -> Call:
        return call_from(self.content)

    def learning(self) -> list[dict[str, str]]:
        """The booklets of the package, as they left with it: kind, title and address."""
        return [
            {
                "kind": row["kind"],
                "title": row["title"],
                "url": reverse("answering:booklet", args=[self.pk, row["kind"]]),
            }
            for row in self.package.contents
            if row.get("kind") in LEARNING
        ]
