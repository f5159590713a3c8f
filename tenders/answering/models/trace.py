"""The trace of the safeguard: each ruling as it was given, append-only, chained by hashes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q

from needs import chain
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
        entry.seal = entry.row().computed()
        entry.save(force_insert=True)
        return entry

    def verdict(self, supplier: Supplier) -> chain.Verdict:
        """Whether the supplier's chain holds, and which row was altered, removed or moved."""
        return chain.verify([e.row() for e in self.filter(supplier=supplier).order_by("number")])


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

    def row(self) -> chain.Row:
        """As the seals of a register are computed: the chain is the supplier's."""
        return chain.Row(
            f"safeguard {self.supplier_id}",
            self.number,
            self.at,
            self.act,
            self.named,
            {"about": self.about, "ruling": self.ruling},
            self.previous,
            self.seal,
        )
