"""A supplier of the social and solidarity economy, and what it can do."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procurement.accounts.models import Organisation, OrganisationKind, Role, User, validate_siret
from suppliers import means
from suppliers.capacity import written
from suppliers.means import Means
from suppliers.provenance import facts_of_columns
from suppliers.territory import ServiceArea
from suppliers.told import OwnArea, Told, areas_of, as_read, columns_of, own_areas, told


class ServiceAreaKind(models.TextChoices):
    RADIUS = "radius", "un rayon autour du siège"
    DEPARTMENTS = "departments", "des départements"
    ZONES = "zones", "des communes ou intercommunalités"
    REGION = "region", "une région"
    COUNTRY = "country", "tout le pays"
    UNKNOWN = "", "inconnue"


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def visible_to(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """The register is open to every signed-in person; its public part to all."""
        return self.all()

    def editable_by(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """The suppliers whose organisation the person belongs to."""
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.for_user(user, Role.SUPPLIER)
        return self.filter(organisation__in=mine.values("pk"))

    def writable_by(self, user: User | AnonymousUser) -> SupplierQuerySet:
        """Theirs, and those that let a network of theirs complete the record."""
        from suppliers.models.network import MemberStatus, NetworkMember

        trusting = NetworkMember.objects.run_by(user).filter(
            status=MemberStatus.ACCEPTED, may_edit=True
        )
        own = Supplier.objects.editable_by(user).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=trusting.values("supplier")))

    def unchecked(self) -> SupplierQuerySet:
        """Those of which the person who created them alone says that they are the structure's."""
        created = self.filter(acts__act="created").exclude(organisation=None)
        alone = created.exclude(acts__act="claim_accepted")
        return alone.exclude(ess_proofs__seen_on__isnull=False).distinct()

    def delete(self) -> tuple[int, dict[str, int]]:
        from suppliers import filing

        with filing.taken_out(self):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Supplier(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(
        "identifiant d'origine", max_length=80, unique=True, null=True, blank=True, editable=False
    )
    organisation = models.OneToOneField(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="supplier",
        help_text="L'organisation qui a pris en main cette fiche.",
    )
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[validate_siret])
    legal_form = models.CharField("forme juridique", max_length=80, blank=True)
    ess_kinds = models.JSONField(
        "familles de l'ESS", default=list, blank=True, help_text="Codes de `suppliers.ess`."
    )
    naf = models.CharField("code NAF", max_length=6, blank=True)
    description = models.TextField("présentation", max_length=5000, blank=True)
    city = models.CharField("commune", max_length=80, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    insee = models.CharField("code Insee", max_length=5, blank=True)
    department = models.CharField("département", max_length=3, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    area_kind = models.CharField(
        "zone desservie", max_length=12, choices=ServiceAreaKind, blank=True, default=""
    )
    area_km = models.PositiveIntegerField("rayon en km", null=True, blank=True)
    area_codes = models.JSONField("codes de la zone", default=list, blank=True)
    activity_areas = models.JSONField(
        "zones propres à des activités",
        default=list,
        blank=True,
        editable=False,
        help_text="[nature, rayon, codes] de chacune, pour le classement dans l'index.",
    )
    fte = models.DecimalField(
        "équivalents temps plein",
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    max_yearly_eur = models.DecimalField(
        "capacité annuelle, en euros HT",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    capacities = models.JSONField(
        "capacités écrites", default=list, blank=True, help_text="Par exemple « 9000 m2/mois »."
    )
    labels = models.JSONField("labels", default=list, blank=True)
    website = models.URLField("site web", blank=True)
    contact_email = models.EmailField("adresse professionnelle", blank=True)
    is_fictitious = models.BooleanField("fiche fictive de démonstration", default=False)
    source = models.CharField("source", max_length=80, blank=True)
    intake = models.ForeignKey(
        "suppliers.Intake",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        help_text="L'import qui dit ce que `Provenance` n'attribue pas à un autre.",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    # The network for which the reader of a page acts, once asked for with `network_acting`.
    acting: Organisation | None = None

    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = "fournisseur"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="supplier_by_name"),
            models.Index(fields=["department", "name", "id"], name="supplier_by_department"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("suppliers:detail", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        from suppliers import filing

        with filing.taken_out(Supplier.objects.filter(pk=self.pk)):
            return super().delete(*args, **kwargs)

    def reindex(self) -> None:
        """Read the record again and file it anew: to call after any change of its words or area."""
        from suppliers import filing

        self.activity_areas = own_areas(a.own_area for a in self.activities.all())
        self.save(update_fields=["activity_areas", "updated_at"])
        filing.index(self)

    def cite_no_more(self, label: str) -> None:
        """Take a label out of those cited without date nor proof."""
        from suppliers import marks

        if label in self.labels:
            self.labels = [name for name in self.labels if name != label]
            self.save(update_fields=["labels", "updated_at"])
            marks.refresh(self)

    def was_edited(self, columns: Collection[str], *, at: datetime | None = None) -> None:
        """A person wrote these: no import overwrites them any more."""
        from suppliers.models.provenance import Provenance

        if facts := facts_of_columns(columns):
            trail = Provenance.objects.trail_of(self)
            moment = (at or timezone.now()).isoformat()
            Provenance.objects.keep(self, trail.edited(facts, at=moment))

    @transaction.atomic
    def settle(self, taken: Collection[str], kept: Collection[str]) -> None:
        """Differences with an import, answered: its facts that are taken, those kept as they are.

        Names that are no longer in question are passed over: somebody answered them before.
        """
        from suppliers.models.provenance import Provenance

        trail = Provenance.objects.trail_of(self)
        taken = [name for name in taken if name in trail.differences]
        for name in taken:
            self._take(trail.differences[name]["value"])
            trail = trail.accept(name)
        for name in kept:
            trail = trail.decline(name) if name in trail.differences else trail
        Provenance.objects.keep(self, trail)
        if taken:
            self.save()
            self.reindex()

    def _take(self, value: Mapping[str, Any]) -> None:
        """The columns of one fact, as `provenance.as_json` wrote them."""
        for column, said in value.items():
            if column == "activities":
                self.activities.all().delete()
                Activity.objects.bulk_create(Activity.from_told(self, one) for one in said)
            else:
                field = cast(models.Field, self._meta.get_field(column))
                setattr(self, column, field.to_python(said))

    def hold(self) -> Organisation:
        """The organisation behind the record, created for it when there is none.

        The caller holds the row, so that two people never make two of them.
        """
        if self.organisation is None:
            self.organisation = Organisation.objects.create(
                name=self.name, kind=OrganisationKind.SUPPLIER, siret=self.siret
            )
            self.save(update_fields=["organisation", "updated_at"])
        return self.organisation

    def note(self, act: str, *, by: User | None, now: datetime, **facts: Any) -> None:
        """Write down an act on the record, with the network when it acted for the supplier."""
        from suppliers.models.act import RecordAct

        network = self.network_acting(by) if by else None
        RecordAct.objects.create(
            supplier=self, act=act, by=by, on_behalf=network, at=now, facts=facts
        )

    def network_acting(self, user: User | AnonymousUser) -> Organisation | None:
        """The network for which the person acts here; None for the supplier's own people."""
        from suppliers.models.network import MemberStatus, NetworkMember

        if Supplier.objects.editable_by(user).filter(pk=self.pk).exists():
            return None
        trusted = NetworkMember.objects.run_by(user).filter(
            supplier=self, status=MemberStatus.ACCEPTED
        )
        member = trusted.select_related("network").order_by("asked_at", "pk").first()
        return member.network if member else None

    def is_unchecked(self) -> bool:
        return Supplier.objects.unchecked().filter(pk=self.pk).exists()

    @property
    def area(self) -> ServiceArea:
        point = None if self.lat is None or self.lon is None else (self.lat, self.lon)
        return ServiceArea(
            self.area_kind, self.area_km, tuple(self.area_codes), self.department, point
        )

    @property
    def areas(self) -> list[ServiceArea]:
        """Everywhere it works: its own area, then those of activities that have another."""
        return areas_of(self.area, self.activity_areas)


class Activity(models.Model):
    """A trade of the supplier, in its own words, with the capacity it declares for it."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="activities")
    label = models.CharField("activité", max_length=160)
    description = models.TextField("description", max_length=2000, blank=True)
    cpv = models.JSONField("codes CPV", default=list, blank=True)
    capacity_value = models.DecimalField(
        "capacité",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    capacity_unit = models.CharField("unité", max_length=40, blank=True)
    capacity_period = models.CharField("période", max_length=10, blank=True)
    capacity_proof = models.CharField("preuve de la capacité", max_length=300, blank=True)
    area_kind = models.CharField(
        "zone de cette activité", max_length=12, choices=ServiceAreaKind, blank=True, default=""
    )
    area_km = models.PositiveIntegerField("rayon en km", null=True, blank=True)
    area_codes = models.JSONField("codes de la zone", default=list, blank=True)
    means = models.JSONField(
        "moyens", default=list, blank=True, help_text="[{kind, value, unit, proof}]"
    )

    class Meta:
        verbose_name = "activité"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def from_told(cls, supplier: Supplier, told: Told) -> Activity:
        return cls(supplier=supplier, **columns_of(told))

    def told(self) -> Told:
        """What an import would say of it."""
        return told(
            self.label,
            self.description,
            self.cpv,
            (self.capacity_value, self.capacity_unit, self.capacity_period),
            proof=self.capacity_proof,
            area=self.own_area,
            means=self.means,
        )

    def as_read(self) -> dict[str, Any]:
        """The activity as `reading.read_offers` takes it."""
        return as_read(self.told())

    @property
    def own_area(self) -> OwnArea | None:
        return (self.area_kind, self.area_km, tuple(self.area_codes)) if self.area_kind else None

    @property
    def area(self) -> ServiceArea | None:
        """Its own area; None when it is made wherever the supplier works."""
        if not self.area_kind:
            return None
        return replace(
            self.supplier.area, kind=self.area_kind, km=self.area_km, codes=tuple(self.area_codes)
        )

    @property
    def capacity(self) -> str:
        """« 18 000 contenants par jour »; nothing when none is declared."""
        if self.capacity_value is None:
            return ""
        return written(float(self.capacity_value), self.capacity_unit, self.capacity_period)

    def declared_means(self) -> list[Means]:
        return means.from_json(self.means)
