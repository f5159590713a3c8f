"""What the API says of a project's scenarios."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from needs.scenarios import words


class ScenarioActions:
    get_object: Any

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def scenarios(self, request: Request, pk: str | None = None) -> Response:
        """Usage unique et réemploi comparés : coefficients sourcés, coûts, points d'équilibre."""
        project = self.get_object()
        facts = project.diagnosis().facts()
        return Response(
            [
                {"id": s.pk, "title": s.title, **words.as_dict(s.given(facts))}
                for s in project.scenarios.all()
            ]
        )
