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
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.downloads import as_attachment
from tenders import documents
from tenders.api.award import AwardActions
from tenders.api.contents import (
    ClausesSerializer,
    ClauseValuesSerializer,
    CriteriaSerializer,
    LotsSerializer,
    StaleVersion,
    TenderSerializer,
)
from tenders.api.market import MARKET_READING, MarketActions
from tenders.api.returned import ReturnActions
from tenders.clause_alerts import alerts_of
from tenders.drafting import advice_for, check_of, configuration, fact_values
from tenders.forms.clause import ClauseValuesForm
from tenders.models import AwardCriterion, Lot, Tender
from tenders.planning import aggregation_of, calendar_of
from tenders.proofreading import proofread
from tenders.shelf import shelf_of
from tenders.views.documents import DOCX, with_provenance


class TenderViewSet(
    AwardActions,
    MarketActions,
    ReturnActions,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
):
    """Marchés des démarches auxquelles la personne participe."""

    serializer_class = TenderSerializer
    http_method_names = ["get", "post", "put", "patch", "head", "options"]
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

    @extend_schema(request=LotsSerializer, responses=TenderSerializer)
    @action(detail=True, methods=["put"])
    @transaction.atomic
    def lots(self, request: Request, pk: str | None = None) -> Response:
        """Remplace les lots du marché ; un lot garde ses critères et clauses par son numéro."""
        tender, said = self.claimed(request, LotsSerializer)
        try:
            tender.replace_lots(Lot(**lot) for lot in said["lots"])
        except DjangoValidationError as error:
            raise serializers.ValidationError({"lots": error.messages}) from error
        return self.changed(tender, "lots_changed", rows=[lot["title"] for lot in said["lots"]])

    @extend_schema(request=CriteriaSerializer, responses=TenderSerializer)
    @action(detail=True, methods=["put"])
    @transaction.atomic
    def criteria(self, request: Request, pk: str | None = None) -> Response:
        """Remplace les critères et leurs sous-critères ; les poids font 100 %."""
        tender, said = self.claimed(request, CriteriaSerializer)
        rows = [(row, row.pop("subcriteria", [])) for row in said["criteria"]]
        try:
            tender.replace_criteria(
                (AwardCriterion(**row), [AwardCriterion(**sub) for sub in subs])
                for row, subs in rows
            )
        except DjangoValidationError as error:
            raise serializers.ValidationError({"criteria": error.messages}) from error
        return self.changed(tender, "criteria_changed", rows=[row["name"] for row, _ in rows])

    @extend_schema(request=ClausesSerializer, responses=TenderSerializer)
    @action(detail=True, methods=["post"])
    @transaction.atomic
    def clauses(self, request: Request, pk: str | None = None) -> Response:
        """Ajoute des clauses de la bibliothèque ; un critère d'attribution devient un critère."""
        tender, said = self.claimed(request, ClausesSerializer)
        added = tender.add_clauses(said["clauses"], shelf_of(request.user))
        return self.changed(tender, "clauses_added", clauses=[c.name for c in added])

    @extend_schema(
        request=ClauseValuesSerializer,
        responses=TenderSerializer,
        parameters=[OpenApiParameter("clause", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["patch"], url_path=r"clauses/(?P<clause>[0-9]{1,18})")
    @transaction.atomic
    def clause(self, request: Request, clause: str, pk: str | None = None) -> Response:
        """Fixe le niveau, les valeurs et la rédaction propre d'une clause du marché."""
        tender, said = self.claimed(request, ClauseValuesSerializer)
        used = get_object_or_404(tender.clauses, pk=clause)
        given = {"level": used.level, "title": used.title, "wording": used.wording} | said
        values = {**used.values, **said.get("values", {})}
        form = ClauseValuesForm(
            {**given, **{f"value_{name}": value for name, value in values.items()}},
            instance=used,
            facts=fact_values(tender),
        )
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        form.save()
        return self.changed(tender, "clause_changed", clause=used.clause_id, values=used.values)

    def claimed(
        self, request: Request, serializer: type[serializers.Serializer]
    ) -> tuple[Tender, dict[str, Any]]:
        """The tender, if the version sent is the latest, and what was sent, checked."""
        tender = self.get_object()
        asked = serializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        if not tender.claim(asked.validated_data["version"]):
            raise StaleVersion()
        return tender, asked.validated_data

    def changed(self, tender: Tender, act: str, **facts: Any) -> Response:
        """The tender as it now is, the change written to the register."""
        tender.note(act, by=self.request.user, now=timezone.now(), **facts)
        return Response(self.get_serializer(self.get_queryset().get(pk=tender.pk)).data)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def check(self, request: Request, pk: str | None = None) -> Response:
        """Contrôles du marché, comme `check_tender`."""
        tender = self.get_object()
        passages = [passage.as_dict() for passage in proofread(tender)]
        return Response({**check_of(tender).as_dict(), "wording": passages})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, url_path="clause-alerts")
    def clause_alerts(self, request: Request, pk: str | None = None) -> Response:
        """Ce qui a changé sous les clauses du marché depuis qu'elles y sont."""
        return Response([finding.as_dict() for finding in alerts_of(self.get_object())])

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def advice(self, request: Request, pk: str | None = None) -> Response:
        """Procédure et publicité conseillées, avec leur raisonnement."""
        tender = self.get_object()
        advice = advice_for(tender)
        if advice is None:
            return Response({"missing": ["estimated_value"]})
        aggregation = aggregation_of(tender, advice, by=request.user)
        calendar = calendar_of(tender, advice)
        return Response(
            {
                **asdict(advice),
                "aggregation": asdict(aggregation) | {"text": aggregation.text}
                if aggregation
                else None,
                "calendar": asdict(calendar) | {"starts": calendar.starts},
            }
        )

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def configuration(self, request: Request, pk: str | None = None) -> Response:
        """Le marché dans le format que lit `check_tender`."""
        return Response(configuration(self.get_object()))

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str, OpenApiParameter.PATH),
            OpenApiParameter("provenance", str, enum=["oui"], description="ajoute l'annexe"),
        ],
        responses={(200, DOCX): OpenApiTypes.BINARY},
    )
    @action(detail=True, url_path=r"documents/(?P<kind>[a-z_]+)")
    def documents(self, request: Request, kind: str, pk: str | None = None) -> HttpResponse:
        """Une pièce du marché en Word."""
        if kind not in documents.KINDS:
            raise NotFound(f"Aucune pièce ne s'appelle « {kind} ».")
        tender = self.get_object()
        content = documents.render_docx(tender, kind, provenance=with_provenance(request))
        return as_attachment(content, f"{tender.reference}-{kind}.docx", DOCX)


READING = {
    "list", "retrieve", "check", "clause_alerts", "advice", "configuration", "documents",
    "essential_data",
    *MARKET_READING,
}  # fmt: skip
ROUTES = [("tenders", TenderViewSet, "api-tender")]
