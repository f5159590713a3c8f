"""Who wants to be told of what matches, how often, and what each was told already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from procurement.accounts.models import User
from suppliers.models.supplier import Supplier


class Frequency(models.TextChoices):
    IMMEDIATE = "immediate", "tout de suite"
    DAILY = "daily", "une fois par jour"
    WEEKLY = "weekly", "une fois par semaine"
    NEVER = "never", "jamais"


# A little under the round period: a command run every day at one hour must not skip a day.
WAITS = {
    Frequency.IMMEDIATE: timedelta(0),
    Frequency.DAILY: timedelta(hours=23),
    Frequency.WEEKLY: timedelta(days=6, hours=23),
}


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def due(self, *, at: datetime) -> SubscriberQuerySet:
        """Those with something to be told, whose last message is old enough for what they chose."""
        ready = Q()
        for frequency, wait in WAITS.items():
            ready |= Q(frequency=frequency) & (
                Q(last_sent_at=None) | Q(last_sent_at__lte=at - wait)
            )
        waiting = Alert.objects.waiting().values("subscriber")
        return self.filter(ready, pk__in=waiting).order_by("pk")

    def of_supplier(self, supplier: Supplier) -> Subscriber:
        return self.get_or_create(supplier=supplier)[0]

    def of_suppliers(self, keys: Collection[UUID]) -> dict[UUID, Subscriber]:
        """By key of the record, those that were missing made, in a fixed number of queries."""
        known = set(self.filter(supplier__in=keys).values_list("supplier", flat=True))
        new = [Subscriber(supplier_id=key) for key in keys if key not in known]
        Subscriber.objects.bulk_create(new, ignore_conflicts=True)
        found = self.filter(supplier__in=keys)
        return {one.supplier_id: one for one in found if one.supplier_id}

    def of_person(self, user: User) -> Subscriber:
        return self.get_or_create(user=user)[0]


class Subscriber(models.Model):
    """A supplier that holds its record, or a buyer; once a week until they choose otherwise."""

    supplier = models.OneToOneField(Supplier, models.CASCADE, null=True, related_name="subscriber")
    user = models.OneToOneField(User, models.CASCADE, null=True, related_name="subscriber")
    frequency = models.CharField(
        "me prévenir", max_length=10, choices=Frequency, default=Frequency.WEEKLY
    )
    last_sent_at = models.DateTimeField("dernier message le", null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnement aux alertes"
        verbose_name_plural = "abonnements aux alertes"
        constraints = [
            models.CheckConstraint(
                condition=Q(supplier=None) ^ Q(user=None), name="subscriber_is_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.supplier or self.user)

    def choose(self, frequency: str) -> None:
        self.frequency = frequency
        self.save()


class AlertKind(models.TextChoices):
    CONSULTATION = "consultation", "consultation ouverte"
    PROFILE = "profile", "fournisseur nouveau ou modifié"


class AlertQuerySet(models.QuerySet["Alert"]):
    def waiting(self) -> AlertQuerySet:
        return self.filter(sent_at=None, claimed_at=None)

    def claim(self, *, now: datetime) -> list[Alert]:
        """Those that the caller, and nobody else, is to send."""
        taken = [
            pk
            for pk in self.waiting().values_list("pk", flat=True)
            if Alert.objects.waiting().filter(pk=pk).update(claimed_at=now)
        ]
        return list(Alert.objects.filter(pk__in=taken).order_by("raised_at", "pk"))


class Alert(models.Model):
    """One thing to tell one subscriber, once: the constraint, not the caller's care, sees to it.

    `reasons` are the sentences of the search that found it, as it stood that day.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="alerts")
    kind = models.CharField("nature", max_length=14, choices=AlertKind)
    subject = models.CharField("objet", max_length=80)
    title = models.CharField("titre", max_length=250)
    path = models.CharField("page", max_length=250)
    score = models.FloatField("points sur 100")
    reasons = models.JSONField("raisons", default=list)
    raised_at = models.DateTimeField("levée le")
    ends_at = models.DateTimeField("sans objet après", null=True)
    claimed_at = models.DateTimeField("prise en charge le", null=True)
    sent_at = models.DateTimeField("envoyée le", null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "kind", "subject"], name="alert_once")
        ]
        indexes = [
            models.Index(
                F("subscriber"), name="alert_waiting", condition=Q(sent_at=None, claimed_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.title
