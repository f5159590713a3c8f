"""The REST API of tenders: read, change, check, and download documents."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import Project
from procurement.legal import LawUnknown
from tenders import documents
from tenders.compliance import BadFacts, TenderFacts, check
from tenders.drafting import advice_for, check_of, configuration
from tenders.models import AwardCriterion, Lot, Tender, TenderClause
from tenders.views.documents import DOCX, attachment
from tenders.wording import check_wording


class LotSerializer(serializers.ModelSerializer):
    class Meta:
        model = Lot
        fields = ["id", "number", "title", "description", "amount", "cpv", "reserved"]


class CriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = AwardCriterion
        fields = ["id", "lot", "parent", "position", "name", "kind", "weight", "method", "expected"]


class TenderClauseSerializer(serializers.ModelSerializer):
    class Meta:
        model = TenderClause
        fields = ["id", "lot", "clause_id", "clause_version", "level", "values", "wording"]


class TenderSerializer(serializers.ModelSerializer):
    lots = LotSerializer(many=True, read_only=True)
    criteria = CriterionSerializer(many=True, read_only=True)
    clauses = TenderClauseSerializer(many=True, read_only=True)
    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.none())
    version = serializers.IntegerField(required=False)

    class Meta:
        model = Tender
        fields = [
            "id",
            "reference",
            "project",
            "title",
            "launch_on",
            "buyer_kind",
            "nature",
            "estimated_value",
            "duration_months",
            "renewals",
            "procedure",
            "offers_due_at",
            "settings",
            "version",
            "lots",
            "criteria",
            "clauses",
        ]

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["project"].queryset = Project.objects.editable_by(request.user)
        return fields

    def validate_settings(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise serializers.ValidationError("Un objet JSON ({…}) est attendu.")
        try:  # the day is the tender's own: any will do to judge the other keys
            TenderFacts.from_dict({**value, "id": "essai", "as_of": "2026-01-01"})
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the pages refuse of the whole tender, the API refuses too."""
        known = {name: getattr(self.instance, name) for name in _DATES} if self.instance else {}
        try:
            Tender(**known | {name: attrs[name] for name in _DATES if name in attrs}).clean()
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.message_dict) from error
        return attrs

    @transaction.atomic
    def update(self, instance: Tender, validated_data: dict[str, Any]) -> Tender:
        version = validated_data.pop("version", None)
        if version is None or not instance.claim(version):
            raise StaleVersion()
        return super().update(instance, validated_data)


_DATES = ("launch_on", "offers_due_at")


class StaleVersion(serializers.ValidationError):
    """Somebody saved first, or the caller did not say which version it read."""

    status_code = 409
    default_detail = "Relisez le marché : envoyez la version que vous avez lue dans « version »."


class WordingSerializer(serializers.Serializer):
    where = serializers.ChoiceField(
        choices=["rc_critere", "rc_candidature", "cctp", "ccap", "sourcing"]
    )
    text = serializers.CharField(max_length=20_000, trim_whitespace=False)


class TenderViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,
):
    """Marchés des démarches auxquelles la personne participe."""

    serializer_class = TenderSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]
    queryset = Tender.objects.none()

    def get_queryset(self) -> Any:
        scope = Tender.objects.visible_to if self.action in READING else Tender.objects.editable_by
        return scope(self.request.user).prefetch_related("lots", "criteria", "clauses")

    @transaction.atomic
    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        serializer.validated_data.pop("version", None)
        tender = serializer.save(created_by=self.request.user)
        tender.note("tender_created", by=self.request.user, now=timezone.now(), title=tender.title)

    @transaction.atomic
    def perform_update(self, serializer: serializers.BaseSerializer) -> None:
        fields = sorted(set(serializer.validated_data) - {"version"})
        tender = serializer.save()
        tender.note("tender_changed", by=self.request.user, now=timezone.now(), fields=fields)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def check(self, request: Request, pk: str | None = None) -> Response:
        """Contrôles du marché, comme `check_tender`."""
        return Response(check_of(self.get_object()).as_dict())

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def advice(self, request: Request, pk: str | None = None) -> Response:
        """Procédure et publicité conseillées, avec leur raisonnement."""
        advice = advice_for(self.get_object())
        return Response(asdict(advice) if advice else {"missing": ["estimated_value"]})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def configuration(self, request: Request, pk: str | None = None) -> Response:
        """Le marché dans le format que lit `check_tender`."""
        return Response(configuration(self.get_object()))

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, OpenApiParameter.PATH)],
        responses={(200, DOCX): OpenApiTypes.BINARY},
    )
    @action(detail=True, url_path=r"documents/(?P<kind>[a-z_]+)")
    def documents(self, request: Request, kind: str, pk: str | None = None) -> HttpResponse:
        """Une pièce du marché en Word."""
        if kind not in documents.KINDS:
            raise NotFound(f"Aucune pièce ne s'appelle « {kind} ».")
        tender = self.get_object()
        content = documents.render_docx(tender, kind)
        return attachment(content, f"{tender.reference}-{kind}.docx", DOCX)


READING = ("list", "retrieve", "check", "advice", "configuration", "documents")


class CheckViewSet(viewsets.ViewSet):
    """Contrôles sans rien enregistrer : une rédaction, ou une configuration de marché."""

    @extend_schema(request=WordingSerializer, responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["post"])
    def wording(self, request: Request) -> Response:
        """Contrôle d'une rédaction, comme `check_wording`."""
        serializer = WordingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        found = check_wording(serializer.validated_data["text"], serializer.validated_data["where"])
        return Response(found.as_dict())

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["post"])
    def tender(self, request: Request) -> Response:
        """Contrôle d'une configuration de marché, comme `check_tender`."""
        if not isinstance(request.data, dict):
            raise serializers.ValidationError({"detail": "Un objet JSON ({…}) est attendu."})
        try:
            found = check(TenderFacts.from_dict(request.data))
        except (BadFacts, LawUnknown) as error:
            raise serializers.ValidationError({"detail": str(error)}) from error
        return Response(found.as_dict())


ROUTES = [("tenders", TenderViewSet, "api-tender"), ("checks", CheckViewSet, "api-check")]
