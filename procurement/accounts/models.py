"""People, the organisations they act for, and the role that each plays there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, AnonymousUser, BaseUserManager
from django.db import models
from django.urls import reverse

from procurement.identifiers import InvalidIdentifier, parse_siret


def validate_siret(value: str) -> None:
    from django.core.exceptions import ValidationError

    try:
        parse_siret(value)
    except InvalidIdentifier as error:
        raise ValidationError(str(error), code="siret") from error


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractUser):
    """A professional; signs in with an e-mail address. No personal data beyond that and a name."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique professionnelle", unique=True)
    is_demonstration = models.BooleanField(
        "compte de démonstration",
        default=False,
        help_text="Ne peut jamais se connecter quand DEBUG est désactivé.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def has_role(self, *roles: str) -> bool:
        """Whether the person plays one of these roles anywhere."""
        return self.memberships.filter(role__in=roles).exists()


class OrganisationKind(models.TextChoices):
    COMMUNE = "commune", "commune"
    EPCI = "EPCI", "intercommunalité"
    DEPARTMENT = "departement", "département"
    REGION = "region", "région"
    STATE = "etat", "État"
    PUBLIC_BODY = "etablissement", "établissement public"
    NETWORK = "reseau", "réseau"
    SUPPLIER = "fournisseur", "fournisseur"


PUBLIC_KINDS = (
    OrganisationKind.COMMUNE,
    OrganisationKind.EPCI,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.REGION,
    OrganisationKind.STATE,
    OrganisationKind.PUBLIC_BODY,
)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public_buyers(self) -> OrganisationQuerySet:
        return self.filter(kind__in=PUBLIC_KINDS)

    def for_user(self, user: User | AnonymousUser, *roles: str) -> OrganisationQuerySet:
        """The organisations the person belongs to, in one of the roles when some are given."""
        if not user.is_authenticated:
            return self.none()
        memberships = Membership.objects.filter(user=user)
        if roles:
            memberships = memberships.filter(role__in=roles)
        return self.filter(pk__in=memberships.values("organisation"))


class Organisation(models.Model):
    """A contracting authority, a network that runs projects, or a supplier's legal body."""

    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=OrganisationKind)
    siret = models.CharField(
        "SIRET", max_length=14, blank=True, default="", validators=[validate_siret]
    )
    place_code = models.CharField(
        "code du territoire",
        max_length=9,
        blank=True,
        default="",
        help_text="Code Insee d'une commune, SIREN d'une intercommunalité, code d'un département.",
    )
    large_spender = models.BooleanField(
        "plus de 60 M€ de dépenses réelles de fonctionnement",
        default=False,
        help_text="Change l'avance (R2191-7) et la retenue de garantie (R2191-33) dues aux PME.",
    )
    members = models.ManyToManyField(
        User, through="Membership", related_name="organisations", verbose_name="membres"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboard")


class Role(models.TextChoices):
    BUYER = "buyer", "acheteur"
    OFFICER = "officer", "rédacteur"
    FACILITATOR = "facilitator", "animateur"
    SUPPLIER = "supplier", "fournisseur"


class Membership(models.Model):
    """The only ground of a right: querysets' `visible_to` and `editable_by` read nothing else."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="membership_once",
                violation_error_message="Cette personne a déjà ce rôle dans cette organisation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:300]


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, *, at: datetime) -> OutgoingMailQuerySet:
        return self.filter(sent_at=None, claimed_at=None, again_at__lte=at)

    def claim(self, pk: int, *, now: datetime) -> bool:
        """Whether the caller, and nobody else, is to send it."""
        waiting = self.filter(pk=pk, sent_at=None, claimed_at=None)
        return bool(waiting.update(claimed_at=now, attempts=models.F("attempts") + 1))


class OutgoingMail(models.Model):
    """A message written before it leaves, under a key of its own, so that none leaves twice.

    Once it left, only the key and the dates stay: it may have held an address and a personal link.
    """

    key = models.CharField("clé", max_length=160, unique=True)
    to = models.EmailField("destinataire", blank=True)
    subject = models.CharField("sujet", max_length=250, blank=True)
    text = models.TextField("texte", blank=True)
    queued_at = models.DateTimeField("écrit le")
    claimed_at = models.DateTimeField("pris en charge le", null=True)
    again_at = models.DateTimeField("prochain essai le", null=True)
    sent_at = models.DateTimeField("parti le", null=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    error = models.CharField("dernier échec", max_length=300, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        ordering = ["queued_at", "pk"]

    def __str__(self) -> str:
        return self.subject or self.key

    def mark_sent(self, *, now: datetime) -> None:
        self.sent_at, self.error, self.again_at = now, "", None
        self.to = self.subject = self.text = ""
        self.save()

    def mark_failed(self, error: Exception, *, again_at: datetime | None) -> None:
        self.claimed_at, self.again_at, self.error = None, again_at, _said(error)
        self.save()

    def mark_uncertain(self, error: Exception) -> None:
        """The server vanished midway: it stays claimed, for better not told than told twice."""
        self.error = _said(error)
        self.save()
