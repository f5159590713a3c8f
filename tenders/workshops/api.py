"""The REST API of workshops: public reading, and the team that prepares and announces."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as InvalidRequest
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from tenders.api.consultation import Conflict
from tenders.models import MarketConsultation
from tenders.workshops import convening, telling
from tenders.workshops.forms import ItemForm, WorkshopForm
from tenders.workshops.models import AgendaItem, MinutesPoint, Workshop


class AgendaItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = AgendaItem
        fields = ["title", "minutes", "details", "question"]


class MinutesPointSerializer(serializers.ModelSerializer):
    class Meta:
        model = MinutesPoint
        fields = ["position", "kind", "text", "item", "question"]


class WorkshopSerializer(serializers.ModelSerializer):
    """What everyone reads: neither who registered, nor who came, nor the video address."""

    items = AgendaItemSerializer(many=True)
    is_remote = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField()

    class Meta:
        model = Workshop
        fields = ["id", "consultation", "title", "purpose", "starts_at", "place", "is_remote"]
        fields += ["people_each", "items", "announced_at", "cancelled_at", "cancelled_because"]
        fields += ["minutes_published_at", "corrections_until", "minutes_closed_at", "minutes"]

    def get_is_remote(self, workshop: Workshop) -> bool:
        return bool(workshop.video_url)

    def get_minutes(self, workshop: Workshop) -> list[dict[str, Any]]:
        """Empty until they are published for all."""
        points = workshop.points.all() if workshop.minutes_published_at else ()
        return list(MinutesPointSerializer(points, many=True).data)


class NewWorkshopSerializer(serializers.ModelSerializer):
    """A draft with its agenda; refused in the words of the page's own forms."""

    items = AgendaItemSerializer(many=True)

    class Meta:
        model = Workshop
        fields = ["consultation", "title", "purpose", "starts_at", "place", "video_url"]
        fields += ["people_each", "reason", "items"]

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if request := self.context.get("request"):
            editable = MarketConsultation.objects.editable_by(request.user)
            fields["consultation"].queryset = editable
        return fields

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> Workshop:
        consultation, rows = validated_data.pop("consultation"), validated_data.pop("items")
        typed = {"people_each": 2, **validated_data}
        typed["starts_at"] = timezone.localtime(typed["starts_at"]).strftime("%Y-%m-%dT%H:%M")
        form = WorkshopForm(
            typed, instance=Workshop(consultation=consultation), now=timezone.localtime()
        )
        if not form.is_valid():
            raise InvalidRequest(form.errors)
        workshop = form.save()
        workshop.replace_items([_item(row, consultation) for row in rows])
        return workshop


def _item(row: dict[str, Any], consultation: MarketConsultation) -> AgendaItem:
    question = row.get("question")
    form = ItemForm({**row, "question": question.pk if question else ""}, consultation=consultation)
    if not form.is_valid():
        raise InvalidRequest({"items": dict(form.errors)})
    return form.save(commit=False)


class ToldSerializer(serializers.Serializer):
    name = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class AttendanceSerializer(serializers.Serializer):
    """Whom it was told to and when, how many come, and what could be said against it."""

    told = ToldSerializer(many=True)
    newcomers = serializers.ListField(child=serializers.CharField())
    registered = serializers.IntegerField()
    findings = serializers.ListField(child=serializers.DictField())


class WorkshopViewSet(viewsets.ReadOnlyModelViewSet):
    """Ateliers annoncés, pour tous ; l'équipe prépare, annonce et suit les siens."""

    serializer_class = WorkshopSerializer
    filterset_fields = ["consultation"]
    queryset = Workshop.objects.announced().prefetch_related("items", "points")

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action in ("list", "retrieve") else IsAuthenticated()]

    @extend_schema(request=NewWorkshopSerializer, responses={201: WorkshopSerializer})
    def create(self, request: Request) -> Response:
        """Prépare un atelier et son ordre du jour ; il reste un brouillon."""
        asked = NewWorkshopSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        return Response(WorkshopSerializer(asked.save()).data, status=201)

    @extend_schema(request=None, responses=WorkshopSerializer)
    @action(detail=True, methods=["post"])
    def announce(self, request: Request, pk: str | None = None) -> Response:
        """Annonce l'atelier à toutes les structures de la consultation, en même temps."""
        drafts = Workshop.objects.validatable_by(request.user)
        workshop = get_object_or_404(drafts.select_related("consultation__project"), pk=pk)
        try:
            telling.announce(workshop, by=request.user, now=timezone.now())
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        return Response(WorkshopSerializer(workshop).data)

    @extend_schema(responses=AttendanceSerializer)
    @action(detail=True, url_path="follow-up")
    def follow_up(self, request: Request, pk: str | None = None) -> Response:
        """Qui est informé et quand, et ce qui pourrait manquer à l'égalité entre tous."""
        found = Workshop.objects.visible_to(request.user)
        workshop = get_object_or_404(found.select_related("consultation__project"), pk=pk)
        facts = telling.facts_of(workshop)
        followed = {
            "told": facts.told,
            "newcomers": telling.newcomers_of(workshop) if workshop.announced_at else [],
            "registered": workshop.registrations.standing().of_suppliers().count(),
            "findings": [
                finding.as_dict() for finding in convening.findings(facts, now=timezone.localtime())
            ],
        }
        return Response(AttendanceSerializer(followed).data)


ROUTES: list[tuple[str, Any, str]] = [("workshops", WorkshopViewSet, "workshop")]
