"""The REST API of sessions: the public agenda, and the figures of one's own organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from tenders.training.counting import figures_for
from tenders.training.figures import COLUMNS, LEVELS, Figures
from tenders.training.models import Sitting, TrainingSession


class StepSerializer(serializers.Serializer):
    minutes = serializers.IntegerField()
    title = serializers.CharField()
    detail = serializers.CharField()


class SittingSerializer(serializers.ModelSerializer):
    programme = StepSerializer(source="steps", many=True, read_only=True)

    class Meta:
        model = Sitting
        fields = ["id", "starts_at", "ends_at", "programme"]


class SessionSerializer(serializers.ModelSerializer):
    """What the public page shows: the video link is not part of it, nor anybody's name."""

    organiser = serializers.CharField(source="organiser.name", read_only=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    audiences = serializers.ListField(child=serializers.CharField(), read_only=True)
    takes_registrations = serializers.SerializerMethodField()
    page = serializers.CharField(source="get_absolute_url", read_only=True)
    sittings = SittingSerializer(many=True, read_only=True)

    class Meta:
        model = TrainingSession
        fields = ["id", "kind", "kind_label", "title", "summary", "audiences", "organiser"]
        fields += ["project", "place", "access", "contact_email", "territory_kind"]
        fields += ["territory_code", "territory_name", "capacity", "status", "cancel_reason"]
        fields += ["takes_registrations", "page", "sittings"]

    def get_takes_registrations(self, session: TrainingSession) -> bool:
        starts = [sitting.starts_at for sitting in session.sittings.all()]
        return session.status == "open" and bool(starts) and timezone.now() < min(starts)


class SessionViewSet(viewsets.ReadOnlyModelViewSet):
    """L'agenda public des sessions de sensibilisation et de formation."""

    serializer_class = SessionSerializer
    permission_classes = [AllowAny]

    def get_queryset(self) -> QuerySet[TrainingSession]:
        seen = TrainingSession.objects.on_agenda().select_related("organiser")
        return seen.prefetch_related("sittings").order_by("-created_at", "pk")


class LineSerializer(serializers.Serializer):
    name = serializers.CharField()
    aware = serializers.IntegerField()
    trained = serializers.IntegerField()
    informed = serializers.IntegerField()
    attended = serializers.IntegerField()


class FiguresSerializer(serializers.Serializer):
    """Les mêmes chiffres, et les mêmes définitions, que la page et les fichiers."""

    sessions = serializers.IntegerField()
    registered = serializers.IntegerField()
    attended = serializers.IntegerField()
    hours = serializers.FloatField()
    aware = serializers.IntegerField()
    trained = serializers.IntegerField()
    informed = serializers.IntegerField()
    by_audience = LineSerializer(many=True)
    by_year = LineSerializer(many=True)
    by_place = serializers.DictField(child=LineSerializer(many=True))
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField())


class FiguresViewSet(viewsets.ViewSet):
    @extend_schema(
        parameters=[OpenApiParameter("year", int, description="Une année civile.")],
        responses=FiguresSerializer,
    )
    def list(self, request: Request) -> Response:
        """Personnes sensibilisées, formées, informées, par public, territoire et année."""
        year = request.query_params.get("year", "")
        if year and not (year.isascii() and year.isdigit() and len(year) == 4):
            raise serializers.ValidationError({"year": "Écrivez une année, par exemple 2026."})
        found = figures_for(request.user, now=timezone.now(), year=int(year) if year else None)
        return Response(_told(found))


def _told(found: Figures) -> dict[str, Any]:
    return {
        "sessions": len(found.sessions),
        "registered": found.registered,
        "attended": found.attended,
        "hours": float(found.hours_attended),
        **{measure: found.people(measure) for measure in ("aware", "trained", "informed")},
        "by_audience": _lines(found.by_audience()),
        "by_year": _lines(found.by_year()),
        "by_place": {level: _lines(found.by_place(level)) for level in LEVELS},
        "columns": COLUMNS,
        "rows": found.rows(),
    }


def _lines(lines: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": line.name,
            **dict(zip(("aware", "trained", "informed"), line.people, strict=True)),
            "attended": line.attended,
        }
        for line in lines
    ]


ROUTES = (
    ("training-sessions", SessionViewSet, "training-session"),
    ("training-figures", FiguresViewSet, "training-figures"),
)
