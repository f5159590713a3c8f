"""The API of the law at a date: the same values as the page, for other tools to read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import LegalAmendment
from procurement import legal


class LawViewSet(viewsets.ViewSet):
    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[OpenApiParameter("date", date, description="Aujourd'hui à défaut.")],
        responses=OpenApiTypes.OBJECT,
    )
    def list(self, request: Request) -> Response:
        """Les valeurs légales en vigueur à une date, et celles qui suivent."""
        day = _day(request.query_params.get("date"))
        return Response(
            {
                "date": day,
                "subjects": [_subject(s) for s in LegalAmendment.objects.law().subjects(day)],
            }
        )


def _day(given: str | None) -> date:
    if not given:
        return timezone.localdate()
    try:
        return date.fromisoformat(given)
    except ValueError:
        message = "Écrivez une date comme 2027-03-15."
        raise serializers.ValidationError({"date": message}) from None


def _subject(subject: legal.Subject) -> dict[str, Any]:
    first, coming = subject.first, subject.coming
    return {
        "id": first.id,
        "label": first.label,
        "subject": first.subject,
        "current": _value(subject.current),
        "coming": _value(coming),
    }


def _value(value: legal.LegalValue | None) -> dict[str, Any] | None:
    return {**asdict(value), "shown": value.shown} if value else None
