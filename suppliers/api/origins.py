"""Where the facts of a record come from, by the API: the same answers as the pages."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.checks import PublicFacts, remarks
from suppliers.lookup import Unavailable, check, lookup
from suppliers.models import Supplier
from suppliers.origins import Origins, differences_of, origins_table, told_by


class DifferenceSerializer(serializers.Serializer):
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    mine = serializers.CharField(help_text="Ce qu'une personne a écrit, et qui reste.")
    theirs = serializers.CharField(help_text="Ce que dit l'import.")
    source = serializers.CharField()  # type: ignore[assignment]
    as_of = serializers.DateField(allow_null=True)


class FactOriginSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    source = serializers.CharField()  # type: ignore[assignment]
    as_of = serializers.DateField(allow_null=True)


class ProvenanceSerializer(serializers.Serializer):
    origins = FactOriginSerializer(many=True)
    differences = DifferenceSerializer(many=True)


class SettlingSerializer(serializers.Serializer):
    """Facts whose difference is settled: one's own kept, or the import's taken."""

    keep = serializers.ListField(child=serializers.SlugField(), default=list)
    take = serializers.ListField(child=serializers.SlugField(), default=list)


class CheckSerializer(serializers.Serializer):
    checked_at = serializers.DateTimeField()
    found = serializers.DictField()
    remarks = serializers.ListField(child=serializers.CharField())


class OriginsMixin(viewsets.GenericViewSet):
    """Two more addresses of a supplier."""

    @extend_schema(
        methods=["get"],
        responses=ProvenanceSerializer,
        filters=False,
        operation_id="provenance",
        summary="D'où vient chaque donnée de sa fiche, et ce que des imports disent autrement.",
    )
    @extend_schema(
        methods=["post"],
        request=SettlingSerializer,
        responses=ProvenanceSerializer,
        operation_id="settle_differences",
        summary="Trancher des différences : garder les siennes, ou prendre celles de l'import.",
    )
    @action(detail=True, methods=["get", "post"], permission_classes=[IsAuthenticated])
    def provenance(self, request: Request, pk: str) -> Response:
        """Pour les personnes de la structure seulement."""
        supplier = get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
        if request.method == "POST":
            choice = SettlingSerializer(data=request.data)
            choice.is_valid(raise_exception=True)
            supplier.settle(choice.validated_data["take"], choice.validated_data["keep"])
            supplier.refresh_from_db()
        origins = Origins([supplier])
        said = {
            "origins": [
                {"label": label, "source": source, "as_of": as_of}
                for label, source, as_of in origins_table(supplier, origins)
            ],
            "differences": differences_of(supplier, origins),
        }
        return Response(ProvenanceSerializer(said).data)

    @extend_schema(
        request=None,
        responses=CheckSerializer,
        summary="Vérifier une fiche par son SIRET sur les données publiques (503 sans réponse).",
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def check(self, request: Request, pk: str) -> Response:
        """La réponse 503 dit pourquoi personne n'a répondu."""
        supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
        try:
            kept = check(supplier, by=lookup(), now=timezone.now())
        except Unavailable as error:
            return Response({"detail": str(error)}, status=503)
        found = PublicFacts(**kept.found)
        said = {
            "checked_at": kept.checked_at,
            "found": kept.found,
            "remarks": list(remarks(found, told_by(supplier))),
        }
        return Response(CheckSerializer(said).data)
