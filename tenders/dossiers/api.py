"""Have files read through the API: the same reading as the page and the command."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.upload_handlers import oversized_fields
from procurement.uploads import TooLarge
from tenders.dossiers.forms import DossierForm
from tenders.dossiers.models import Dossier
from tenders.dossiers.receiving import receive
from tenders.dossiers.showing import corrected


class DossierSerializer(serializers.ModelSerializer):
    facts = serializers.SerializerMethodField(help_text="Ce qui a été lu, corrections comprises.")

    class Meta:
        model = Dossier
        fields = [
            "id",
            "name",
            "supplier",
            "state",
            "why",
            "sent_at",
            "read_at",
            "kept_until",
            "facts",
        ]

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_facts(self, dossier: Dossier) -> dict[str, Any]:
        return corrected(dossier.facts, dossier.corrections) if dossier.facts else {}


class DossierSummarySerializer(serializers.ModelSerializer):
    class Meta:
        model = Dossier
        fields = ["id", "name", "supplier", "state", "why", "sent_at", "read_at", "kept_until"]


class DossierFilesSerializer(serializers.Serializer):
    supplier = serializers.UUIDField(help_text="La structure pour laquelle ces pièces sont lues.")
    pieces = serializers.ListField(
        child=serializers.FileField(), help_text="Pièces d'une même consultation, ou un zip."
    )
    name = serializers.CharField(required=False, max_length=200)


class TooLargeFile(serializers.ValidationError):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__({"pieces": [str(TooLarge())]})


class DossierViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """Dossiers de consultation lus pour vos structures."""

    queryset = Dossier.objects.none()
    parser_classes = [MultiPartParser]
    serializer_class = DossierSerializer

    def get_queryset(self) -> QuerySet[Dossier]:
        dossiers = Dossier.objects.visible_to(self.request.user)
        return dossiers.defer("facts", "text") if self.action == "list" else dossiers

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return DossierSummarySerializer if self.action == "list" else DossierSerializer

    @extend_schema(
        request={"multipart/form-data": DossierFilesSerializer},
        responses={201: DossierSerializer},
    )
    def create(self, request: Request) -> Response:
        """Lit des pièces : date limite, lots, critères, pièces à remettre, questions à poser."""
        files = request.FILES  # parses the request, and bounds what it keeps
        if "pieces" in oversized_fields(request._request):
            raise TooLargeFile()
        form = DossierForm(request.data, files, user=request.user)
        if not form.is_valid():
            raise serializers.ValidationError(dict(form.errors))
        dossier = receive(
            form.cleaned_data["supplier"],
            form.sent,
            name=form.cleaned_data["name"],
            by=request.user,
            now=timezone.now(),
        )
        dossier.refresh_from_db()
        return Response(DossierSerializer(dossier).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance: Dossier) -> None:
        instance.forget()


ROUTES = (("dossiers", DossierViewSet, "dossier"),)
