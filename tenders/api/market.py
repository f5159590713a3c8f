"""What the API says of a tender in front of the market, and of its marks on fictitious offers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.models import Ability, Declaration
from tenders.forms.simulation import DEAREST
from tenders.market import market_of
from tenders.simulating import amount_of, parts_of
from tenders.simulation import (
    FORMULAS,
    MOST_OFFERS,
    TOPS,
    Offer,
    Scale,
    Simulation,
    draw,
    remarks,
)


class OfferSerializer(serializers.Serializer):
    """A fictitious offer; `marks` are {criterion or sub-criterion id: mark}, zero when absent."""

    name = serializers.CharField(max_length=40)
    price = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=1, max_value=DEAREST
    )
    marks = serializers.DictField(
        child=serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0), default=dict
    )

    def to_internal_value(self, data: Any) -> Offer:  # type: ignore[override]
        said = super().to_internal_value(data)
        marks = {key: float(mark) for key, mark in said["marks"].items()}
        return Offer(said["name"], float(said["price"]), marks)


class SimulationSerializer(serializers.Serializer):
    """Offers typed, or else drawn by their number."""

    formula = serializers.ChoiceField(choices=list(FORMULAS), default="proportional")
    top = serializers.ChoiceField(choices=TOPS, default=5)
    relative = serializers.BooleanField(default=False)
    offers = serializers.ListField(
        child=OfferSerializer(), required=False, min_length=2, max_length=MOST_OFFERS
    )
    seed = serializers.IntegerField(min_value=1, max_value=999_999, default=1)
    count = serializers.IntegerField(min_value=2, max_value=MOST_OFFERS, default=4)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        marks = [mark for offer in attrs.get("offers", []) for mark in offer.marks.values()]
        if any(mark > attrs["top"] for mark in marks):
            raise serializers.ValidationError(
                {"offers": f"Une note dépasse {attrs['top']}, le haut de l'échelle."}
            )
        return attrs


# Nothing of these is kept: whoever may read the tender may ask.
MARKET_READING = ("proportionality", "reserves", "simulate")


class MarketActions(viewsets.GenericViewSet):
    """Added to the tenders of the API; each answers like the page of the same name."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def proportionality(self, request: Request, pk: str | None = None) -> Response:
        """Combien des fournisseurs trouvés chaque exigence laisse, lot par lot."""
        market = market_of(self.get_object())
        return Response(
            {
                "run": market.run and str(market.run.pk),
                "lots": [meter.as_dict() for meter in market.meters] if market.run else [],
                "findings": [finding.as_dict() for finding in market.findings()],
            }
        )

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def reserves(self, request: Request, pk: str | None = None) -> Response:
        """Pour chaque lot et chaque fondement, qui pourrait répondre à un marché réservé."""
        market = market_of(self.get_object())
        return Response(
            [
                {"lot": lot.title, "grounds": [reserve.as_dict() for reserve in grounds]}
                for lot, grounds in market.reserves
            ]
        )

    @extend_schema(request=SimulationSerializer, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def simulate(self, request: Request, pk: str | None = None) -> Response:
        """Note des offres fictives avec les critères du marché ; rien n'est enregistré."""
        tender = self.get_object()
        serializer = SimulationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said, parts = serializer.validated_data, parts_of(tender)
        if not parts:
            raise serializers.ValidationError({"detail": "Le marché n'a pas encore de critères."})
        offers = said.get("offers") or draw(
            parts, said["count"], said["seed"], around=amount_of(tender), top=said["top"]
        )
        found = Simulation(
            parts,
            tuple(offers),
            FORMULAS[said["formula"]],
            Scale(said["top"], said["relative"]),
            amount_of(tender),
        )
        findings = [finding.as_dict() for finding in remarks(found)]
        return Response({**found.as_dict(), "findings": findings})


class DeclarationSerializer(serializers.ModelSerializer):
    ability = serializers.ChoiceField(choices=Ability.choices)

    class Meta:
        model = Declaration
        fields = ["supplier", "clause_id", "clause_version", "level", "ability", "note"]
        fields += ["declared_at"]


class DeclarationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Ce que votre structure déclare pouvoir tenir, clause par clause ; nul autre ne le lit."""

    serializer_class = DeclarationSerializer
    queryset = Declaration.objects.none()

    def get_queryset(self) -> Any:
        return Declaration.objects.visible_to(self.request.user)


ROUTES = [("declarations", DeclarationViewSet, "declaration")]
