"""The trace of the safeguard: each ruling as it was given, append-only, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q

from procurement.accounts.models import User
from suppliers.models import Supplier
from tenders.answering.safeguard import Ruling

ACTS = {
    "allowed": "Aide possible, rien ne s'y oppose",
    "refused": "Aide refusée",
    "stopped": "Aide arrêtée",
    "closed_door": "Accès refusé à un dossier partagé",
}


class SafeguardQuerySet(models.QuerySet["SafeguardEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> SafeguardQuerySet:
        """The supplier's people; the person judged, when it was told.

        Of a refusal it is told nothing: it would learn, and its side with it, who prepares what.
        """
        if not user.is_authenticated:
            return self.none()
        own = Supplier.objects.editable_by(user).values("pk")
        return self.filter(Q(supplier__in=own) | (Q(person=user) & ~Q(act="refused")))

    @transaction.atomic
    def note(
        self, act: str, ruling: Ruling, *, supplier: Supplier, person: User, about: str,
        now: datetime,
    ) -> SafeguardEntry:  # fmt: skip
        """Append one ruling to the supplier's chain."""
        Supplier.objects.select_for_update().get(pk=supplier.pk)  # so that it never forks
        last = self.filter(supplier=supplier).order_by("-number").first()
        entry = SafeguardEntry(
            supplier=supplier,
            number=last.number + 1 if last else 1,
            at=now,
            act=act,
            person=person,
            named=str(person),
            about=about[:250],
            ruling=ruling.as_dict(),
            previous=last.seal if last else "",
        )
        entry.seal = entry.compute_seal()
        entry.save(force_insert=True)
        return entry

    def first_broken(self, supplier: Supplier) -> SafeguardEntry | None:
        """The first that was altered, or that follows a removed one; None when all hold."""
        previous = ""
        rows = self.filter(supplier=supplier).order_by("number")
        for number, entry in enumerate(rows, start=1):
            intact = entry.number == number and entry.previous == previous
            if not intact or entry.seal != entry.compute_seal():
                return entry
            previous = entry.seal
        return None


class SafeguardEntry(models.Model):
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("numéro")
    at = models.DateTimeField("date et heure")
    act = models.CharField("acte", max_length=12)
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    named = models.CharField("personne", max_length=200)
    about = models.CharField("marché", max_length=250)
    ruling = models.JSONField("motifs")
    previous = models.CharField("empreinte précédente", max_length=64, blank=True)
    seal = models.CharField("empreinte", max_length=64)

    objects = SafeguardQuerySet.as_manager()

    class Meta:
        verbose_name = "acte de la garantie"
        verbose_name_plural = "actes de la garantie"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "number"], name="safeguard_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.act_label}, {self.named}"

    @property
    def act_label(self) -> str:
        return ACTS.get(self.act, self.act)

    def compute_seal(self) -> str:
        """SHA-256 over the ruling and the seal before it: altering one breaks all that follow."""
        said = [
            str(self.supplier_id), self.number, self.at.timestamp(), self.act, self.named,
            self.about, self.ruling, self.previous,
        ]  # fmt: skip
        content = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()
