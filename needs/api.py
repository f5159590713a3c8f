"""The REST API of needs: the same objects and explanations as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from needs import diagnosis, questions
from needs.api_scenarios import ScenarioActions
from needs.api_team import TeamActions
from needs.diagnosis.sheets import HALF_DAY
from needs.forms import BUYER_ROLES, CorrectionForm
from needs.law import LawViewSet
from needs.models import FactStatus, Need, NeedFact, Project, Site, StaleVersion, Volume
from needs.models.need import validate_length
from needs.parts import SITES, TEXT, VOLUMES
from needs.places import UnknownCommune, find_commune
from procurement.accounts.models import Organisation, OrganisationKind


class VersionedSerializer(serializers.ModelSerializer):
    """A change sends the `version` it read; a stale one is answered by 409 and the current row."""

    version = serializers.IntegerField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            attrs.pop("version", None)
        elif "version" not in attrs:
            raise serializers.ValidationError(
                {"version": "Envoyez la version que vous avez lue : elle évite d'écraser un autre."}
            )
        return attrs

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        version = validated_data.pop("version")
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save_from(version)
        return instance


class VersionedMixin:
    """Answers a stale change by 409 and the row as it is now."""

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            return super().update(request, *args, **kwargs)  # type: ignore[misc]
        except StaleVersion as stale:
            current = self.get_serializer(stale.current).data  # type: ignore[attr-defined]
            return Response(current, status=status.HTTP_409_CONFLICT)


class ProjectSerializer(VersionedSerializer):
    class Meta:
        model = Project
        fields = (
            "id",
            "reference",
            "title",
            "summary",
            "sector",
            "lead",
            "facilitator",
            "launch_on",
            "version",
            "frozen_at",
            "created_at",
        )
        read_only_fields = ("id", "reference", "frozen_at", "created_at")

    def validate_sector(self, value: str) -> str:
        if value not in questions.question_sets():
            known = ", ".join(questions.question_sets())
            raise serializers.ValidationError(f"Secteur inconnu ; les secteurs sont : {known}.")
        return value

    def validate_lead(self, value: Organisation) -> Organisation:
        return _own(value, self.context["request"].user)

    def validate_facilitator(self, value: Organisation | None) -> Organisation | None:
        if value and value.kind != OrganisationKind.NETWORK:
            raise serializers.ValidationError("Seul un réseau anime une démarche.")
        return value


class FactSerializer(serializers.ModelSerializer):
    class Meta:
        model = NeedFact
        fields = ("id", "kind", "start", "end", "text", "data", "status", "decided_at")
        read_only_fields = fields


class NeedSerializer(VersionedSerializer):
    facts = FactSerializer(many=True, read_only=True)

    class Meta:
        model = Need
        fields = (
            "id",
            "project",
            "organisation",
            "service",
            "title",
            "text",
            "place_kind",
            "place_code",
            "place_name",
            "answers",
            "version",
            "validated_at",
            "created_at",
            "updated_at",
            "facts",
        )
        read_only_fields = ("id", "answers", "validated_at", "created_at", "updated_at")

    def validate_organisation(self, value: Organisation) -> Organisation:
        return _own(value, self.context["request"].user)

    def validate_project(self, value: Project | None) -> Project | None:
        open_to_me = Project.objects.receiving_from(self.context["request"].user).unfrozen()
        if value and not open_to_me.filter(pk=value.pk).exists():
            raise serializers.ValidationError("Cette démarche ne vous est pas ouverte.")
        return value

    def validate_text(self, value: str) -> str:
        return value.replace("\r\n", "\n")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if self.instance is not None:
            attrs.pop("organisation", None)
            attrs.pop("project", None)
        return attrs


class DecisionSerializer(serializers.Serializer):
    decision = serializers.ChoiceField(FactStatus.choices)
    value = serializers.DictField(
        required=False, help_text="La valeur corrigée, quand la décision est « corrected »."
    )


class CommuneField(serializers.CharField):
    """Read as a name, a postcode or an Insee code; written as the Insee code."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return find_commune(super().to_internal_value(data))
        except UnknownCommune as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> str:
        return value.insee


class PartSerializer(VersionedSerializer):
    part: str

    def validate_need(self, value: Need) -> Need:
        user = self.context["request"].user
        if not Need.objects.open_to(user, self.part).filter(pk=value.pk).exists():
            raise serializers.ValidationError("Ce besoin ne vous est pas ouvert.")
        return value


class SiteSerializer(PartSerializer):
    part = SITES
    commune = CommuneField()

    class Meta:
        model = Site
        fields = ("id", "need", "name", "kind", "commune", "siret", "details", "version")


class DaysField(serializers.DecimalField):
    """Days a week, a number in JSON: 5, or 4.5 for four days and a half."""

    def to_representation(self, value: Any) -> float:
        return float(value)


class VolumeSerializer(PartSerializer):
    part = VOLUMES
    open_days = DaysField(
        max_digits=2,
        decimal_places=1,
        min_value=HALF_DAY,
        max_value=7,
        coerce_to_string=False,
        required=False,
    )

    class Meta:
        model = Volume
        fields = (
            "id",
            "need",
            "site",
            "component",
            "label",
            "quantity",
            "unit",
            "period",
            "open_days",
            "open_weeks",
            "version",
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        need = attrs.get("need") or getattr(self.instance, "need", None)
        site = attrs.get("site")
        if site and need and site.need_id != need.pk:
            raise serializers.ValidationError({"site": "Ce site est celui d'un autre besoin."})
        return attrs


class AnalyseSerializer(serializers.Serializer):
    id = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, validators=[validate_length]
    )


def _own(organisation: Organisation, user: Any) -> Organisation:
    mine = Organisation.objects.for_user(user, *BUYER_ROLES)
    if not mine.filter(pk=organisation.pk).exists():
        raise serializers.ValidationError("Vous n'agissez pas pour cette organisation.")
    return organisation


class ProjectViewSet(
    ScenarioActions,
    TeamActions,
    VersionedMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Project],
):
    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    filterset_fields = ("sector",)

    def get_queryset(self) -> QuerySet[Project]:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            return Project.objects.visible_to(self.request.user)
        if self.action == "freeze":
            return Project.objects.validatable_by(self.request.user)
        return Project.objects.editable_by(self.request.user)

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = Project.objects.start(
            by=self.request.user, now=timezone.now(), **serializer.validated_data
        )

    def perform_update(self, serializer: Any) -> None:
        before = Project.objects.get(pk=serializer.instance.pk)
        project = serializer.save()
        project.note_changes(before, by=self.request.user, now=timezone.now())

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def diagnosis(self, request: Request, pk: str | None = None) -> Response:
        """Totals per member and per site, gaps, and the facts that fill clauses."""
        return Response(diagnosis.as_dict(self.get_object().diagnosis()))

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: str | None = None) -> Response:
        """Close the diagnosis; nothing happens when it already is."""
        project = self.get_object()
        if project.frozen_at is None:
            project.freeze(by=request.user, now=timezone.now())
        return Response(self.get_serializer(project).data)


class NeedViewSet(
    VersionedMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Need],
):
    queryset = Need.objects.all()
    serializer_class = NeedSerializer
    filterset_fields = ("project", "organisation")

    def get_queryset(self) -> QuerySet[Need]:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            needs = Need.objects.visible_to(self.request.user)
        else:
            needs = Need.objects.open_to(self.request.user, TEXT)
        return needs.prefetch_related("facts")

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = Need.objects.write(
            by=self.request.user, now=timezone.now(), **serializer.validated_data
        )

    def perform_update(self, serializer: Any) -> None:
        serializer.instance.revise(
            by=self.request.user, now=timezone.now(), **serializer.validated_data
        )
        serializer.instance = self.get_queryset().get(pk=serializer.instance.pk)

    @extend_schema(
        request=DecisionSerializer,
        responses={200: FactSerializer, 400: OpenApiResponse(description="Valeur refusée")},
        parameters=[OpenApiParameter("fact", OpenApiTypes.INT, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["post"], url_path=r"facts/(?P<fact>\d+)/decision")
    def decide(self, request: Request, fact: str, pk: str | None = None) -> Response:
        """Accept, correct, set aside or give back to decide one thing understood."""
        item = get_object_or_404(self.get_object().facts.all(), pk=fact)
        wanted = DecisionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        decision = wanted.validated_data["decision"]
        if decision == FactStatus.CORRECTED:
            form = CorrectionForm(wanted.validated_data.get("value", {}), fact=item)
            if not form.is_valid():
                raise serializers.ValidationError(form.errors)
            item.correct(form.correction(), by=request.user, now=timezone.now())
        else:
            item.decide(decision, by=request.user, now=timezone.now())
        return Response(FactSerializer(item).data)


class _PartViewSet(VersionedMixin, viewsets.ModelViewSet):
    """Sites and volumes: read by all who read the need, written by those who write that part."""

    filterset_fields: tuple[str, ...] = ("need",)

    def get_queryset(self) -> QuerySet[Any]:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            needs = Need.objects.visible_to(self.request.user)
        else:
            needs = Need.objects.open_to(self.request.user, self.serializer_class.part)
        return super().get_queryset().filter(need__in=needs.values("pk"))

    def perform_create(self, serializer: Any) -> None:
        self._tell(serializer.save(), ("", "ajouté"))

    def perform_update(self, serializer: Any) -> None:
        before = str(serializer.instance)
        self._tell(serializer.save(), (before, str(serializer.instance)))

    def perform_destroy(self, instance: Any) -> None:
        instance.delete()
        self._tell(instance, (str(instance), "retiré"))

    def _tell(self, row: Any, change: tuple[str, str]) -> None:
        kind = str(row._meta.verbose_name).capitalize()
        row.need.changed(
            self.serializer_class.part,
            f"{kind} « {row.name if isinstance(row, Site) else row.label} »",
            {kind: change},
            by=self.request.user,
            now=timezone.now(),
        )


class SiteViewSet(_PartViewSet):
    queryset = Site.objects.select_related("commune")
    serializer_class = SiteSerializer


class VolumeViewSet(_PartViewSet):
    queryset = Volume.objects.all()
    serializer_class = VolumeSerializer
    filterset_fields = ("need", "site")


class AnalyseViewSet(viewsets.ViewSet):
    """What Balise understands in a French text, as `analyse_text` says it."""

    @extend_schema(request=AnalyseSerializer, responses=OpenApiTypes.OBJECT)
    def create(self, request: Request) -> Response:
        from needs.findings import read_text

        wanted = AnalyseSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        reading = read_text(wanted.validated_data["text"])
        return Response({"id": wanted.validated_data.get("id", ""), **reading.as_dict()})


ROUTES: list[tuple[str, Any, str]] = [
    ("projects", ProjectViewSet, "project"),
    ("needs", NeedViewSet, "need"),
    ("sites", SiteViewSet, "site"),
    ("volumes", VolumeViewSet, "volume"),
    ("analyse", AnalyseViewSet, "analyse"),
    ("law", LawViewSet, "law"),
]
