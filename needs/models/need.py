"""A need as an authority says it: its text, the facts read from it, its sites and volumes."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from needs.models.project import Project
from procurement.accounts.models import Organisation, Role, User
from procurement.nomenclature.models import Commune


class PlaceKind(models.TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "epci", "intercommunalité"
    DEPARTMENT = "departement", "département"
    REGION = "region", "région"


class Period(models.TextChoices):
    """`formats.md` names; an empty period is a quantity given once."""

    DAY = "jour", "par jour"
    WEEK = "semaine", "par semaine"
    MONTH = "mois", "par mois"
    YEAR = "an", "par an"


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's organisations, and those of the projects they take part in."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        return self.filter(
            Q(organisation__in=mine.values("pk"))
            | Q(project__in=Project.objects.visible_to(user).values("pk"))
        )

    def editable_by(self, user: User | AnonymousUser) -> NeedQuerySet:
        """Needs of the person's own organisations, while the diagnosis is not frozen."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.BUYER, Role.OFFICER, Role.FACILITATOR)
        return self.filter(
            Q(organisation__in=mine.values("pk")), Q(project=None) | Q(project__frozen_at=None)
        )


class Need(models.Model):
    """One authority's sheet. In a project, the sheets of all members make the diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(
        "identifiant d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="needs",
        null=True,
        blank=True,
        verbose_name="démarche",
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="needs", verbose_name="autorité"
    )
    service = models.CharField("service", max_length=120, blank=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("votre besoin, avec vos mots", max_length=50_000, blank=True)
    place_kind = models.CharField("nature du lieu", max_length=12, choices=PlaceKind, blank=True)
    place_code = models.CharField("code du lieu", max_length=9, blank=True)
    place_name = models.CharField("lieu", max_length=120, blank=True)
    answers = models.JSONField(
        "réponses au questionnaire", default=dict, blank=True, help_text="{question: valeur}"
    )
    # Two people on one sheet: a form sends the version it read, a stale one is refused.
    version = models.PositiveIntegerField("version", default=1, editable=False)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    validated_at = models.DateTimeField("validé le", null=True, blank=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        ordering = ["organisation__name", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("needs:detail", args=[self.pk])


class FactKind(models.TextChoices):
    QUANTITY = "quantity", "quantité"
    AMOUNT = "amount", "montant"
    DATE = "date", "date"
    DURATION = "duration", "durée"
    PLACE = "place", "lieu"
    OBJECTIVE = "objective", "objectif"
    CPV = "cpv", "code CPV"


class FactStatus(models.TextChoices):
    PROPOSED = "proposed", "à confirmer"
    CONFIRMED = "confirmed", "confirmé"
    CORRECTED = "corrected", "corrigé"
    REJECTED = "rejected", "écarté"


class NeedFact(models.Model):
    """One thing Balise understood, where it read it, and what a person decided about it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="facts")
    kind = models.CharField("nature", max_length=12, choices=FactKind)
    start = models.PositiveIntegerField("début", null=True)  # None: not read at one place (CPV)
    end = models.PositiveIntegerField("fin", null=True)
    text = models.CharField("mots lus", max_length=300, blank=True)
    data = models.JSONField("valeur", default=dict, help_text="L'élément tel que formats.md.")
    status = models.CharField(
        "décision", max_length=10, choices=FactStatus, default=FactStatus.PROPOSED
    )
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True)

    class Meta:
        verbose_name = "élément compris"
        verbose_name_plural = "éléments compris"
        ordering = ["kind", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.text}"


class Site(models.Model):
    """A place where the need is met: a central kitchen, a school, a service."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="sites")
    name = models.CharField("nom du site", max_length=160)
    kind = models.CharField("type de site", max_length=60, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    siret = models.CharField("SIRET", max_length=14, blank=True)
    details = models.JSONField("précisions", default=dict, blank=True)

    class Meta:
        verbose_name = "site"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Volume(models.Model):
    """A quantity of the need, of one site or of the whole sheet."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="volumes")
    site = models.ForeignKey(
        Site, models.CASCADE, related_name="volumes", null=True, blank=True, verbose_name="site"
    )
    component = models.CharField(
        "composante du besoin",
        max_length=60,
        blank=True,
        help_text="Par exemple : fourniture de contenants, lavage, collecte.",
    )
    label = models.CharField("désignation", max_length=160)
    quantity = models.DecimalField(
        "quantité",
        max_digits=14,
        decimal_places=2,
        validators=[
            MinValueValidator(0, "Une quantité ne peut pas être négative."),
            MaxValueValidator(1_000_000_000, "Cette quantité dépasse un milliard : vérifiez-la."),
        ],
    )
    unit = models.CharField("unité", max_length=40)
    period = models.CharField("période", max_length=10, choices=Period, blank=True)
    open_weeks = models.PositiveSmallIntegerField(
        "semaines d'ouverture par an",
        default=52,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
    )
    open_days = models.PositiveSmallIntegerField(
        "jours d'ouverture par semaine",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )

    class Meta:
        verbose_name = "volume"
        ordering = ["component", "label", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="volume_not_negative",
                violation_error_message="Une quantité ne peut pas être négative.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.unit} {self.get_period_display()}"
