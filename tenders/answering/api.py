"""The REST API of answers: open calls for all, a supplier's own preparations for itself alone."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from suppliers.models import Supplier
from tenders.answering import readings
from tenders.answering.models import (
    Preparation,
    Publication,
    SafeguardEntry,
    SharedHelp,
    StalePreparation,
)
from tenders.answering.partners import sought
from tenders.answering.prepared import Prepared
from tenders.api.consultation import Conflict


class SharedHelpSerializer(serializers.ModelSerializer):
    """Who asked and who answered are not part of it."""

    class Meta:
        model = SharedHelp
        fields = ["question", "answer", "published_at"]


class PublicationSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source="__str__", read_only=True)
    buyer = serializers.CharField(source="tender.project.lead.name", read_only=True)
    shared_help = SharedHelpSerializer(many=True, read_only=True)
    booklets = serializers.ListField(
        source="learning", child=serializers.DictField(), read_only=True
    )

    class Meta:
        model = Publication
        fields = ["id", "title", "buyer", "number", "due_at", "published_at", "content"]
        fields += ["booklets", "shared_help"]


class PublicationViewSet(viewsets.ReadOnlyModelViewSet):
    """Les dossiers mis à la disposition des candidats, tels qu'ils ont été publiés."""

    serializer_class = PublicationSerializer
    permission_classes = [AllowAny]
    queryset = Publication.objects.none()

    def get_queryset(self) -> QuerySet[Publication]:
        found = Publication.objects.current().select_related("tender__project__lead", "package")
        return found.prefetch_related("shared_help")


class PreparationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Preparation
        fields = ["id", "supplier", "publication", "dossier", "dossier_name", "dossier_read_at"]
        fields += ["title", "buyer", "due_at", "lots"]
        fields += ["decision", "reason", "assumed", "said", "version"]
        read_only_fields = ["id", "title", "buyer", "due_at", "assumed"]
        read_only_fields += ["dossier_name", "dossier_read_at"]
        extra_kwargs = {
            "version": {"required": False, "read_only": False},
            "publication": {"required": False},
            "dossier": {"required": False},
            "supplier": {"required": False},
        }

    def validate_lots(self, lots: Any) -> list[int]:
        known = {lot.number for lot in self.instance.call().lots} if self.instance else set()
        if not isinstance(lots, list) or any(lot not in known for lot in lots):
            raise serializers.ValidationError("Ces lots ne sont pas tous dans le dossier.")
        return sorted(set(lots))

    def validate_said(self, said: Any) -> dict[str, str]:
        texts = said.values() if isinstance(said, dict) else [None]
        if any(not isinstance(text, str) or len(text) > 4000 for text in texts):
            raise serializers.ValidationError("{point: texte de 4 000 signes au plus} est attendu.")
        return said


class PreparationViewSet(viewsets.ModelViewSet):
    """Les réponses que prépare votre structure : personne d'autre ne les lit."""

    serializer_class = PreparationSerializer
    queryset = Preparation.objects.none()
    http_method_names = ["get", "post", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Preparation]:
        own = Preparation.objects.visible_to(self.request.user)
        return own.select_related("supplier", "publication")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Commencer, ou retrouver, la réponse à un dossier publié (`supplier`, `publication`),
        ou à un dossier que vous avez fait lire (`dossier`)."""
        begun = _from_dossier(request) if "dossier" in request.data else _from_publication(request)
        return Response(self.get_serializer(begun).data, status=201)

    def perform_update(self, serializer: Any) -> None:
        """Lots, décision, motif et textes ; `version` est celle qui a été lue."""
        said = dict(serializer.validated_data)
        version = said.pop("version", serializer.instance.version)
        for fixed in ("supplier", "publication", "dossier"):
            said.pop(fixed, None)
        try:
            serializer.instance.change(version=version, now=timezone.now(), **said)
        except StalePreparation as error:
            raise Conflict(
                "Quelqu'un de votre structure l'a modifiée entre-temps : lisez-la de nouveau."
            ) from error

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def kit(self, request: Request, pk: str | None = None) -> Response:
        """Conditions face à la fiche, conseil, heures, plan du mémoire, candidature, tâches."""
        return Response(Prepared(self.get_object(), now=timezone.now()).as_dict())

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def partners(self, request: Request, pk: str | None = None) -> Response:
        """Qui, au registre public, apporterait ce qui manque ; personne n'est prévenu."""
        found = sought(Prepared(self.get_object(), now=timezone.now()))
        return Response(
            [
                {
                    "missing": one.line.title,
                    "partners": [
                        {"supplier": p.key, "name": p.name, "city": p.city, "brings": p.brings}
                        for p in one.partners
                    ],
                }
                for one in found
            ]
        )


def _from_publication(request: Request) -> Preparation:
    mine = Supplier.objects.editable_by(request.user)
    supplier = get_object_or_404(mine, pk=_key(request, "supplier"))
    publication = get_object_or_404(Publication.objects.current(), pk=_key(request, "publication"))
    return Preparation.objects.begin(
        supplier, publication.call(), by=request.user, now=timezone.now(), publication=publication
    )


def _from_dossier(request: Request) -> Preparation:
    dossier = get_object_or_404(readings.preparable_by(request.user), pk=_key(request, "dossier"))
    return readings.begin(dossier, by=request.user, now=timezone.now())


def _key(request: Request, name: str) -> Any:
    value = request.data.get(name)
    try:
        return serializers.UUIDField().to_internal_value(value)
    except serializers.ValidationError as error:
        raise serializers.ValidationError({name: error.detail}) from error


class SafeguardSerializer(serializers.ModelSerializer):
    class Meta:
        model = SafeguardEntry
        fields = ["number", "at", "act", "act_label", "named", "about", "ruling", "seal"]


class SafeguardViewSet(viewsets.ReadOnlyModelViewSet):
    """Ce que la garantie d'égalité a décidé et qui vous concerne."""

    serializer_class = SafeguardSerializer
    queryset = SafeguardEntry.objects.none()

    def get_queryset(self) -> QuerySet[SafeguardEntry]:
        return SafeguardEntry.objects.visible_to(self.request.user)


ROUTES = (
    ("calls", PublicationViewSet, "call"),
    ("preparations", PreparationViewSet, "preparation"),
    ("safeguard", SafeguardViewSet, "safeguard"),
)
