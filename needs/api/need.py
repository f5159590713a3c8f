"""Needs, what was read in them, and the reading of any text."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from needs.api.versions import VersionedMixin, VersionedSerializer, acting_for
from needs.forms import CorrectionForm
from needs.models import FactStatus, Need, NeedFact, Project
from needs.models.need import validate_length
from needs.parts import TEXT
from procurement.accounts.models import Organisation


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
        return acting_for(value, self.context["request"].user)

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


class AnalyseSerializer(serializers.Serializer):
    id = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, validators=[validate_length]
    )


class NeedViewSet(
    VersionedMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Need],
):
    """Besoins que l'on peut lire ; une version périmée reçoit 409 et la fiche d'aujourd'hui."""

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
        """Accepte, corrige, écarte ou remet à décider un élément compris."""
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


class AnalyseViewSet(viewsets.ViewSet):
    """Ce que Balise comprend d'un texte français, comme le dit `analyse_text`."""

    @extend_schema(request=AnalyseSerializer, responses=OpenApiTypes.OBJECT)
    def create(self, request: Request) -> Response:
        from needs.findings import read_text

        wanted = AnalyseSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        reading = read_text(wanted.validated_data["text"])
        return Response({"id": wanted.validated_data.get("id", ""), **reading.as_dict()})


ROUTES = [("needs", NeedViewSet, "need"), ("analyse", AnalyseViewSet, "analyse")]
