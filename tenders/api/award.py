"""What the API says of the award of a tender: the essential data and the reasons of their codes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tenders.awarding import Awarded, awarded, publication


class AwardActions:
    """Lecture des attributions d'un marché."""

    get_object: Any

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, url_path="essential-data")
    def essential_data(self, request: Request, pk: str | None = None) -> Response:
        """Données essentielles au format officiel, ce qui leur manque, et pourquoi ces codes."""
        contracts = awarded(self.get_object())
        content, missing = publication(contracts)
        told = [described(one) for one in contracts]
        return Response({"publication": content, "missing": missing, "contracts": told})


def described(one: Awarded) -> dict[str, Any]:
    return {
        "number": one.contract.number,
        "lot": one.contract.lot.number if one.contract.lot else None,
        "holders": [asdict(holder) for holder in one.facts.holders],
        "considerations": asdict(one.facts.considered),
        "findings": [finding.as_dict() for finding in one.remarks],
    }
