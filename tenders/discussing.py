"""What of a consultation or a tender the team may comment."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from needs.discussing import Place
from needs.models import Project
from tenders.documents import KINDS
from tenders.models import Tender


def places(project: Project) -> Iterator[Place]:
    for consultation in project.consultations.all():
        page = reverse("tenders:consultation_manage", args=[consultation.pk])
        title = f"Consultation « {consultation.title} »"
        yield Place(f"consultation:{consultation.pk}", title, page, "Consultation")
    for tender in project.tenders.prefetch_related("clauses", "criteria"):
        yield from _of(tender)


def _of(tender: Tender) -> Iterator[Place]:
    named, page = f"Marché {tender.reference}", tender.get_absolute_url()
    yield Place(f"tender:{tender.pk}", named, page, named)
    for criterion in tender.criteria.all():
        yield Place(f"criterion:{criterion.pk}", f"Critère « {criterion.name} »", page, named)
    for used in tender.clauses.all():
        yield Place(f"clause:{used.pk}", f"Clause « {used.named()} »", page, named)
    for kind in KINDS.values():
        preview = reverse("tenders:preview", args=[tender.pk, kind.id])
        yield Place(f"document:{tender.pk}/{kind.id}", f"Pièce « {kind.title} »", preview, named)
