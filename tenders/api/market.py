"""What the API says of a tender in front of the market, and of its marks on fictitious offers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.typography import join_words
from suppliers.models import Ability, Declaration, Supplier
from tenders.forms.declaration import DeclarationForm
from tenders.forms.simulation import DEAREST
from tenders.market import market_of
from tenders.requirements import is_asking
from tenders.shelf import shared_shelf
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


class SaidSerializer(serializers.Serializer):
    """One level of a clause; a clause without levels has one, written with an empty level."""

    level = serializers.CharField(default="", allow_blank=True, max_length=12)
    ability = serializers.ChoiceField(choices=Ability.choices)
    note = serializers.CharField(default="", allow_blank=True, max_length=500)


class SayingSerializer(serializers.Serializer):
    """What one of your suppliers says of a clause; it replaces what it said before."""

    supplier = serializers.PrimaryKeyRelatedField(queryset=Supplier.objects.none())
    clause_id = serializers.SlugField()
    said = serializers.ListField(child=SaidSerializer(), max_length=3)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if request := self.context.get("request"):
            fields["supplier"].queryset = Supplier.objects.editable_by(request.user)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The page's own form refuses the same things in the same words."""
        clause = shared_shelf().get(attrs["clause_id"])
        if clause is None or not is_asking(clause):
            raise serializers.ValidationError({"clause_id": "Aucune clause à tenir de ce nom."})
        form = DeclarationForm(
            {
                f"{name}_{said['level']}": said[name]
                for said in attrs["said"]
                for name in ("ability", "note")
            },
            clause=clause,
            known={},
        )
        unknown = {said["level"] for said in attrs["said"]} - {str(x or "") for x in form.levels}
        if unknown:
            raise serializers.ValidationError(
                {"said": f"Niveau inconnu : {join_words([*unknown])}."}
            )
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return {**attrs, "clause": clause, "said": form.said()}


class DeclarationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Ce que votre structure déclare pouvoir tenir, clause par clause ; nul autre ne le lit."""

    serializer_class = DeclarationSerializer
    queryset = Declaration.objects.none()

    def get_queryset(self) -> Any:
        return Declaration.objects.visible_to(self.request.user)

    @extend_schema(request=SayingSerializer, responses=DeclarationSerializer(many=True))
    def create(self, request: Request) -> Response:
        """Dit, niveau par niveau, si votre structure peut tenir une clause."""
        asked = SayingSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        supplier, clause = said["supplier"], said["clause"]
        Declaration.objects.say(
            supplier, clause.id, clause.version, said["said"], by=request.user, now=timezone.now()
        )
        rows = self.get_queryset().filter(supplier=supplier, clause_id=clause.id)
        return Response(DeclarationSerializer(rows, many=True).data, status=201)


ROUTES = [("declarations", DeclarationViewSet, "declaration")]
