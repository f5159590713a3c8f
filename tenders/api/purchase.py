"""The REST API of a purchase to come: its levers, the buyer's decisions, and proposed lots."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from needs.forms.fields import checked_cpv
from needs.levers import Family, Lever
from needs.models import LeverDecision, Project, PurchaseFacts, StalePurchase
from tenders.purchase import Purchase, purchase_of


class StaleDecision(serializers.ValidationError):
    """Somebody saved first, or the caller did not say what it read."""

    status_code = 409
    default_detail = "Relisez le conseil : quelqu'un a enregistré entre-temps."


class PurchaseFactsSerializer(serializers.ModelSerializer):
    """What the buyer types; a blank leaves what Balise gathers. Send the `version` you read."""

    version = serializers.IntegerField(min_value=0)

    class Meta:
        model = PurchaseFacts
        fields = (
            "amount",
            "nature",
            "duration_months",
            "cpv",
            "labour_share_pct",
            "insertion_rate_pct",
            "hourly_cost",
            "divisible",
            "prison_suppliers",
            "version",
        )

    def validate_cpv(self, value: str) -> str:
        try:
            return checked_cpv(value)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error


class LeverDecisionSerializer(serializers.ModelSerializer):
    """A decision with its reason. `after` is the last decision read for the family, 0 if none."""

    after = serializers.IntegerField(min_value=0, write_only=True)
    family = serializers.ChoiceField([(one.value, one.label) for one in Family])
    lever = serializers.ChoiceField([(one.value, one.label) for one in Lever])
    advised = serializers.CharField(read_only=True)
    by: serializers.Field = serializers.StringRelatedField()

    class Meta:
        model = LeverDecision
        fields = ("id", "family", "lever", "advised", "rule", "reason", "by", "at", "after")
        read_only_fields = ("id", "rule", "at")


class ProjectPart(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Something computed of a project, under the project's own identifier."""

    queryset = Project.objects.none()
    reading = ("retrieve",)

    def get_queryset(self) -> Any:
        reads = self.action in self.reading
        scope = Project.objects.visible_to if reads else Project.objects.editable_by
        return scope(self.request.user).select_related("lead")

    def purchase(self) -> Purchase:
        project = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return purchase_of(project, today=timezone.localdate())


class LeverViewSet(ProjectPart):
    """Leviers d'une démarche : conseil par famille, faits, décisions et ce qui le changerait."""

    serializer_class = PurchaseFactsSerializer
    http_method_names = ["get", "post", "patch", "head", "options"]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, pk: str | None = None) -> Response:
        return Response(lever_record(self.purchase()))

    @extend_schema(request=PurchaseFactsSerializer, responses=OpenApiTypes.OBJECT)
    def partial_update(self, request: Request, pk: str | None = None) -> Response:
        """Change les faits saisis ; ceux qui ne sont pas envoyés restent."""
        typed = self.purchase().typed
        asked = PurchaseFactsSerializer(typed, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        said = dict(asked.validated_data)
        version = said.pop("version", 0)
        for name, value in said.items():
            setattr(typed, name, value)
        try:
            typed.keep(version=version, by=request.user, now=timezone.now())
        except StalePurchase as error:
            raise StaleDecision from error
        return Response(lever_record(self.purchase()))

    @extend_schema(request=LeverDecisionSerializer, responses={201: LeverDecisionSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str | None = None) -> Response:
        """Écrit une décision et son motif ; l'historique ne s'efface pas."""
        purchase = self.purchase()
        asked = LeverDecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            decision = LeverDecision.objects.record(
                purchase.project,
                advised=purchase.advice.best(Family(said["family"])),
                lever=said["lever"],
                reason=said["reason"],
                after=said["after"],
                by=request.user,
                now=timezone.now(),
            )
        except StalePurchase as error:
            raise StaleDecision from error
        return Response(LeverDecisionSerializer(decision).data, status=201)


def lever_record(purchase: Purchase) -> dict[str, Any]:
    """The page's content as plain data."""
    history = LeverDecision.objects.for_project(purchase.project)
    return {
        "at": purchase.at.isoformat(),
        "match_run": purchase.run and str(purchase.run.pk),
        "facts": [asdict(fact) for fact in purchase.known],
        "typed": PurchaseFactsSerializer(purchase.typed).data,
        **purchase.advice.as_dict(),
        "would_change": [
            asdict(change) | {"lever_label": change.lever.label} for change in purchase.changes
        ],
        "decisions": LeverDecisionSerializer(history, many=True).data,
    }


class LotProposalViewSet(ProjectPart):
    """Lots proposés d'une démarche : les façons de couper, leurs raisons, leurs risques."""

    serializer_class = serializers.Serializer
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, pk: str | None = None) -> Response:
        return Response(self.purchase().allotment.as_dict())


ROUTES: list[tuple[str, Any, str]] = [
    ("levers", LeverViewSet, "api-lever"),
    ("lot-proposals", LotProposalViewSet, "api-lot-proposal"),
]
