"""Records by the REST API: read by all, written by their own people, by the rules of the page."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers import means
from suppliers.api.origins import OriginsMixin
from suppliers.filters import SupplierFilter
from suppliers.forms.activity import ActivityForm
from suppliers.forms.record import SupplierForm, after_saving
from suppliers.membership import standings_of
from suppliers.models import Activity, Certificate, ClientReference, Supplier
from suppliers.register import MOST_ACTIVITIES
from suppliers.standing import Rests, Standing, State


class TextsField(serializers.ListField):
    child = serializers.CharField(max_length=200)


class MeansSerializer(serializers.Serializer):
    """Lead time, storage, wash line, vehicles or hygiene plan; `value` when it is counted."""

    kind = serializers.ChoiceField(choices=list(means.kinds()))
    value = serializers.FloatField(required=False, allow_null=True, min_value=0)
    unit = serializers.CharField(max_length=40)
    proof = serializers.CharField(required=False, allow_blank=True, max_length=means.LONGEST_PROOF)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if means.kinds()[attrs["kind"]].counted and attrs.get("value") is None:
            raise serializers.ValidationError({"value": "Ce moyen demande un nombre."})
        return attrs


class ActivitySerializer(serializers.ModelSerializer):
    cpv = TextsField(required=False)
    area_codes = TextsField(required=False)
    means = MeansSerializer(many=True, required=False)

    class Meta:
        model = Activity
        fields = (
            "label",
            "description",
            "cpv",
            "capacity_value",
            "capacity_unit",
            "capacity_period",
            "capacity_proof",
            "area_kind",
            "area_km",
            "area_codes",
            "means",
        )


class CertificateSerializer(serializers.ModelSerializer):
    """A label with its dates; `holds` says whether it still counts today."""

    holds = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = ("label", "name", "issuer", "proof_url", "issued_on", "expires_on", "holds")

    def get_holds(self, certificate: Certificate) -> bool:
        return certificate.validity(at=timezone.localdate()).holds


class ReferenceSerializer(serializers.ModelSerializer):
    """A client for whom the supplier says that it worked."""

    class Meta:
        model = ClientReference
        fields = ("client", "object", "cpv", "began", "ended", "amount")


class StandingSerializer(serializers.Serializer):
    """One family that day: its ground, what says so, and whether a document proves it."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    ground = serializers.CharField(help_text="Pourquoi elle appartient à l'ESS.")
    rests_on = serializers.ChoiceField(
        choices=[(rests.value, rests.label) for rests in Rests],
        help_text="Un indicateur ou une liste ne prouvent rien.",
    )
    rests_on_label = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state.value, state.label) for state in State])
    state_label = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    noted_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    sentence = serializers.CharField()
    proof = serializers.CharField(help_text="La pièce qui le prouve à la candidature.")


class SupplierSerializer(serializers.ModelSerializer):
    """The public part of a record: no address of a person is in it."""

    families = serializers.SerializerMethodField()
    ess_kinds = TextsField()
    area_codes = TextsField()
    capacities = TextsField()
    labels = TextsField()
    activities = ActivitySerializer(many=True)
    certificates = CertificateSerializer(many=True)
    references = ReferenceSerializer(many=True, source="client_references")

    class Meta:
        model = Supplier
        fields = (
            "id",
            "name",
            "siret",
            "legal_form",
            "ess_kinds",
            "families",
            "naf",
            "description",
            "city",
            "postal_code",
            "insee",
            "department",
            "lat",
            "lon",
            "area_kind",
            "area_km",
            "area_codes",
            "fte",
            "max_yearly_eur",
            "capacities",
            "labels",
            "website",
            "is_fictitious",
            "source",
            "updated_at",
            "activities",
            "certificates",
            "references",
        )

    @extend_schema_field(StandingSerializer(many=True))
    def get_families(self, supplier: Supplier) -> Any:
        return [standing.as_dict() for standing in self._standings[supplier.pk]]

    @cached_property
    def _standings(self) -> dict[UUID, tuple[Standing, ...]]:
        """Of all those of the page, in a fixed number of queries."""
        shown = self.parent.instance if self.parent else self.instance
        suppliers = [shown] if isinstance(shown, Supplier) else list(shown or [])
        return standings_of(suppliers, at=timezone.localdate())


class SupplierChangeSerializer(serializers.ModelSerializer):
    """What a supplier may write of its own record; `activities` replace those there were."""

    ess_kinds = TextsField(required=False)
    area_codes = TextsField(required=False)
    capacities = TextsField(required=False)
    labels = TextsField(required=False)
    activities = ActivitySerializer(many=True, required=False)

    class Meta:
        model = Supplier
        fields = (*(name for name in SupplierForm.Meta.fields if name != "siret"), "activities")
        extra_kwargs = {"name": {"required": False}}

    def validate_activities(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len(value) > MOST_ACTIVITIES:
            raise serializers.ValidationError(f"{MOST_ACTIVITIES} activités au plus.")
        return value

    @transaction.atomic
    def update(self, supplier: Supplier, validated: dict[str, Any]) -> Supplier:
        """By the rules of the page's own forms: all that was sent, or nothing."""
        activities = validated.pop("activities", None)
        known = model_to_dict(supplier, SupplierForm.Meta.fields)
        checked(SupplierForm({**known, **validated}, instance=supplier)).save()
        if activities is not None:
            supplier.activities.all().delete()
            for activity in activities:
                kept = Activity(supplier=supplier, means=activity.pop("means", []))
                checked(ActivityForm(activity, instance=kept)).save()
        after_saving(supplier, has_new_activities=activities is not None)
        return supplier


def checked(form: Any) -> Any:
    """The form, once valid; its errors are those of the API."""
    if not form.is_valid():
        raise serializers.ValidationError(form.errors)
    return form


@extend_schema_view(
    list=extend_schema(summary="Les fiches du registre, avec les filtres de la page."),
    retrieve=extend_schema(summary="Une fiche : ce que tout le monde peut en lire."),
)
class SupplierViewSet(
    OriginsMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet
):
    """Le registre de l'ESS, lu de tous ; chaque structure y modifie sa fiche."""

    queryset = Supplier.objects.none()
    serializer_class = SupplierSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    filterset_class = SupplierFilter

    def get_queryset(self) -> QuerySet[Supplier]:
        suppliers = Supplier.objects.visible_to(self.request.user)
        return suppliers.prefetch_related("activities", "certificates", "client_references")

    @extend_schema(
        request=SupplierChangeSerializer,
        responses=SupplierSerializer,
        summary="Modifier la fiche de sa structure, par les règles de la page.",
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Les personnes de la structure le peuvent, et le réseau à qui elle le permet."""
        supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
        if not Supplier.objects.writable_by(request.user).filter(pk=supplier.pk).exists():
            raise PermissionDenied(
                "Seules les personnes de cette structure, et le réseau à qui elle le permet, "
                "modifient sa fiche."
            )
        change = SupplierChangeSerializer(supplier, data=request.data, partial=True)
        change.is_valid(raise_exception=True)
        change.save()
        supplier.note("edited", by=request.user, now=timezone.now())
        return Response(SupplierSerializer(self.get_queryset().get(pk=supplier.pk)).data)


ROUTES: list[tuple[str, Any, str]] = [("suppliers", SupplierViewSet, "supplier")]
