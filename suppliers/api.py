"""The REST API of suppliers: the same objects, rules and explanations as the pages."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.forms import model_to_dict
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import Need, Project
from suppliers import means
from suppliers.alerts import profile_changed
from suppliers.api_origins import OriginsMixin
from suppliers.filters import SupplierFilter
from suppliers.forms.activity import ActivityForm
from suppliers.forms.record import SupplierForm
from suppliers.matching import InvalidWeights, Weights
from suppliers.membership import standings_of
from suppliers.models import Activity, Certificate, ClientReference, MatchRun, Supplier
from suppliers.standing import Rests, Standing, State


class TextsField(serializers.ListField):
    child = serializers.CharField(max_length=200)


class MeansSerializer(serializers.Serializer):
    """Lead time, storage, wash line, vehicles or hygiene plan; `value` when it is counted."""

    kind = serializers.ChoiceField(choices=list(means.kinds()))
    value = serializers.FloatField(required=False, allow_null=True, min_value=0)
    unit = serializers.CharField(max_length=40)
    proof = serializers.CharField(required=False, allow_blank=True, max_length=means.LONGEST_PROOF)


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
            supplier.was_edited(["activities"])
        supplier.reindex()
        transaction.on_commit(lambda: profile_changed.enqueue(str(supplier.pk)))
        return supplier


def checked(form: Any) -> Any:
    """The form, once valid; its errors are those of the API."""
    if not form.is_valid():
        raise serializers.ValidationError(form.errors)
    return form


class SupplierViewSet(
    OriginsMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet
):
    queryset = Supplier.objects.none()
    serializer_class = SupplierSerializer
    permission_classes = [IsAuthenticatedOrReadOnly]
    filterset_class = SupplierFilter

    def get_queryset(self) -> QuerySet[Supplier]:
        suppliers = Supplier.objects.visible_to(self.request.user)
        return suppliers.prefetch_related("activities", "certificates", "client_references")

    @extend_schema(request=SupplierChangeSerializer, responses=SupplierSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change one's own record, by the rules of the page."""
        supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
        if not Supplier.objects.editable_by(request.user).filter(pk=supplier.pk).exists():
            raise PermissionDenied("Seules les personnes de cette structure modifient sa fiche.")
        change = SupplierChangeSerializer(supplier, data=request.data, partial=True)
        change.is_valid(raise_exception=True)
        change.save()
        supplier.note("edited", by=request.user, now=timezone.now())
        return Response(SupplierSerializer(self.get_queryset().get(pk=supplier.pk)).data)


class MatchedSerializer(serializers.Serializer):
    need = serializers.CharField()
    supplier = serializers.CharField()


class PartSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    weight = serializers.IntegerField()
    points = serializers.FloatField()
    reason = serializers.CharField()
    matched = MatchedSerializer(many=True)


class RankedSerializer(serializers.Serializer):
    rank = serializers.IntegerField()
    supplier_id = serializers.CharField()
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    siret = serializers.CharField()
    city = serializers.CharField()
    department = serializers.CharField()
    fictitious = serializers.BooleanField()
    score = serializers.FloatField()
    parts = PartSerializer(many=True)
    gained = serializers.ListField(child=serializers.CharField())
    lost = serializers.ListField(child=serializers.CharField())
    would_change = serializers.ListField(child=serializers.CharField())
    data_used = serializers.ListField(child=serializers.CharField())
    notice = serializers.CharField()


class ExcludedSerializer(serializers.Serializer):
    supplier_id = serializers.CharField()
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    city = serializers.CharField()
    filter = serializers.CharField()
    reason = serializers.CharField()


class ScopeSerializer(serializers.Serializer):
    """Whom the search looked at."""

    matching = serializers.IntegerField(help_text="Fiches qui partagent un mot avec le besoin.")
    scored = serializers.IntegerField(help_text="Les plus proches par leurs mots, notées.")
    elsewhere = serializers.IntegerField(help_text="Autres fiches, au plus près dans tout le pays.")
    told = serializers.CharField()


class ExcludedBySerializer(serializers.Serializer):
    filter = serializers.CharField()
    filter_name = serializers.CharField()
    count = serializers.IntegerField()


class ComponentSerializer(serializers.Serializer):
    name = serializers.CharField()
    why = serializers.CharField()


class CellSerializer(serializers.Serializer):
    member = serializers.CharField()
    covers = serializers.BooleanField()
    capacity = serializers.CharField()
    note = serializers.CharField()


class GridLineSerializer(serializers.Serializer):
    component = serializers.CharField()
    why = serializers.CharField()
    cells = CellSerializer(many=True)


class GroupSerializer(serializers.Serializer):
    members = serializers.ListField(child=serializers.CharField())
    names = serializers.DictField(child=serializers.CharField())
    covers = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    missing = serializers.ListField(child=serializers.CharField())
    lead = serializers.CharField()
    lead_reason = serializers.CharField()
    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    to_find = serializers.ListField(child=serializers.CharField())
    grid = GridLineSerializer(many=True)


class ResultSerializer(serializers.Serializer):
    """The frozen answer, as `MatchRun.result` keeps it."""

    need_id = serializers.CharField()
    title = serializers.CharField()
    components = ComponentSerializer(many=True)
    scope = ScopeSerializer(required=False)
    candidates = serializers.IntegerField()
    weights = serializers.DictField(child=serializers.IntegerField())
    tie_break = serializers.CharField()
    notices = serializers.ListField(child=serializers.CharField())
    results = RankedSerializer(many=True)
    excluded = ExcludedSerializer(many=True)
    excluded_by = ExcludedBySerializer(many=True, required=False)
    groups = GroupSerializer(many=True)


class MatchRunSerializer(serializers.ModelSerializer):
    class Meta:
        model = MatchRun
        fields = ("id", "project", "need", "weights", "created_at")


class MatchRunDetailSerializer(MatchRunSerializer):
    result = serializers.SerializerMethodField()

    class Meta(MatchRunSerializer.Meta):
        fields = (*MatchRunSerializer.Meta.fields, "demand", "result")  # type: ignore[assignment]

    @extend_schema_field(ResultSerializer)
    def get_result(self, run: MatchRun) -> dict[str, Any]:
        return run.result


class PartChangeSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class MovedSerializer(serializers.Serializer):
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    siret = serializers.CharField()
    status = serializers.CharField(help_text="monte de N, descend de N, même rang, entre ou sort.")
    rank_before = serializers.IntegerField(allow_null=True)
    rank_after = serializers.IntegerField(allow_null=True)
    score_before = serializers.FloatField(allow_null=True)
    score_after = serializers.FloatField(allow_null=True)
    parts = PartChangeSerializer(many=True)
    why = serializers.ListField(child=serializers.CharField())


class CountSerializer(serializers.Serializer):
    name = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class ComparedGroupSerializer(serializers.Serializer):
    members = serializers.CharField()
    status = serializers.CharField()


class ComparisonSerializer(serializers.Serializer):
    """Two searches about the same thing, the earlier and the later."""

    earlier = serializers.UUIDField()
    later = serializers.UUIDField()
    weights = CountSerializer(many=True)
    need = serializers.ListField(child=serializers.CharField())
    lines = MovedSerializer(many=True)
    excluded = CountSerializer(many=True)
    groups = ComparedGroupSerializer(many=True)
    notices = serializers.ListField(child=serializers.CharField())


class LaunchSerializer(serializers.Serializer):
    """What to search for, a project or a need, and the points of each part, 100 together."""

    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.none(), required=False)
    need = serializers.PrimaryKeyRelatedField(queryset=Need.objects.none(), required=False)
    weights = serializers.DictField(child=serializers.IntegerField(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["project"].queryset = Project.objects.editable_by(request.user)
            self.fields["need"].queryset = Need.objects.editable_by(request.user)

    def validate_weights(self, value: dict[str, int]) -> Weights:
        try:
            return Weights(**value)
        except TypeError as error:
            known = ", ".join(Weights().as_dict())
            raise serializers.ValidationError(f"Les parts sont : {known}.") from error
        except InvalidWeights as error:
            raise serializers.ValidationError(str(error)) from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("project" in attrs) == ("need" in attrs):
            raise serializers.ValidationError("Donnez une démarche ou un besoin, l'un des deux.")
        return attrs


class MatchRunViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Searches of the projects and needs that one takes part in; never changed, never deleted."""

    queryset = MatchRun.objects.none()
    filterset_fields = ["project", "need"]

    def get_queryset(self) -> QuerySet[MatchRun]:
        return MatchRun.objects.visible_to(self.request.user)

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return MatchRunSerializer if self.action == "list" else MatchRunDetailSerializer

    @extend_schema(request=LaunchSerializer, responses={201: MatchRunDetailSerializer})
    def create(self, request: Request) -> Response:
        """Launch a search, frozen with its weights and its date."""
        asked = LaunchSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        run = MatchRun.objects.launch(**asked.validated_data, by=request.user, now=timezone.now())
        return Response(MatchRunDetailSerializer(run).data, status=201)

    @extend_schema(responses=ComparisonSerializer)
    @action(detail=True, url_path="compare/(?P<other_pk>[0-9a-f-]{36})")
    def compare(self, request: Request, pk: str, other_pk: str) -> Response:
        """Who moved between two searches about the same thing, and why."""
        run = self.get_object()
        other = get_object_or_404(run.others(), pk=other_pk)
        earlier, later = run.in_order_with(other)
        found = later.compared_with(earlier).as_dict()
        return Response({"earlier": earlier.pk, "later": later.pk} | found)


ROUTES: list[tuple[str, Any, str]] = [
    ("suppliers", SupplierViewSet, "supplier"),
    ("matches", MatchRunViewSet, "match"),
]
