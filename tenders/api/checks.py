"""The checks of a wording or of a whole tender, on what the caller sends."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import LegalAmendment
from procurement.legal import LawUnknown
from tenders.compliance import BadFacts, TenderFacts, check
from tenders.wording import check_wording


class WordingSerializer(serializers.Serializer):
    where = serializers.ChoiceField(
        choices=["rc_critere", "rc_candidature", "cctp", "ccap", "sourcing"]
    )
    text = serializers.CharField(max_length=20_000, trim_whitespace=False)
    as_of = serializers.DateField(
        required=False, help_text="Date de lancement de la consultation ; aujourd'hui à défaut."
    )


class CheckViewSet(viewsets.ViewSet):
    """Contrôles sans rien enregistrer : une rédaction, ou une configuration de marché."""

    @extend_schema(request=WordingSerializer, responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["post"])
    def wording(self, request: Request) -> Response:
        """Contrôle d'une rédaction, comme `check_wording`."""
        serializer = WordingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        try:
            found = check_wording(
                said["text"],
                said["where"],
                at=said.get("as_of"),
                legal=LegalAmendment.objects.law(),
            )
        except LawUnknown as error:
            raise serializers.ValidationError({"as_of": str(error)}) from error
        return Response(found.as_dict())

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["post"])
    def tender(self, request: Request) -> Response:
        """Contrôle d'une configuration de marché, comme `check_tender`."""
        if not isinstance(request.data, dict):
            raise serializers.ValidationError({"detail": "Un objet JSON ({…}) est attendu."})
        try:
            found = check(TenderFacts.from_dict(request.data), LegalAmendment.objects.law())
        except (BadFacts, LawUnknown) as error:
            raise serializers.ValidationError({"detail": str(error)}) from error
        return Response(found.as_dict())


ROUTES = [("checks", CheckViewSet, "api-check")]
