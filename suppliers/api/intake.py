"""Imports by the REST API: the records of the published format, by the rules of every import."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.accounts.models import User
from suppliers import intakes
from suppliers.api.supplier import checked
from suppliers.forms.intake import SourceForm
from suppliers.models import Intake
from suppliers.models.provenance import may_import

MOST_RECORDS = 2_000  # at once; the same records sent again are not doubled


class ReceivedSerializer(serializers.Serializer):
    """Records of `import_suppliers`; with `dry_run`, what would become of them."""

    source = serializers.CharField(  # type: ignore[assignment]
        max_length=80, help_text="Qui fournit ces données, par exemple votre réseau."
    )
    stated_on = serializers.DateField(
        required=False, allow_null=True, help_text="Jour auquel ces données sont arrêtées."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Dire sans rien écrire.")
    records = serializers.ListField(
        child=serializers.JSONField(allow_null=True),
        min_length=1,
        max_length=MOST_RECORDS,
        help_text="Des fiches au format jsonl publié ; « name » et « siret » suffisent.",
    )


class RejectSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text="La place de la fiche dans l'envoi, depuis 1.")
    reason = serializers.CharField()
    record = serializers.DictField(source="cells", help_text="La fiche telle que reçue.")


class RemarkSerializer(serializers.Serializer):
    line = serializers.IntegerField(source="row.line")
    messages = serializers.ListField(child=serializers.CharField())


class TrialSerializer(serializers.Serializer):
    """What an import would do as things stand."""

    counts = serializers.DictField(child=serializers.IntegerField())
    rejects = RejectSerializer(many=True)
    remarks = RemarkSerializer(many=True)


class IntakeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Intake
        fields = (
            "key",
            "source",
            "file_name",
            "stated_on",
            "state",
            "started_at",
            "finished_at",
            "counts",
        )
        read_only_fields = fields


class IntakeDetailSerializer(IntakeSerializer):
    rejects = serializers.SerializerMethodField()

    class Meta(IntakeSerializer.Meta):
        fields = (*IntakeSerializer.Meta.fields, "rejects")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    @extend_schema_field(RejectSerializer(many=True))
    def get_rejects(self, intake: Intake) -> Any:
        return RejectSerializer(intakes.rejects_of(intake), many=True).data


@extend_schema_view(
    list=extend_schema(summary="Ses propres imports, par la page ou par l'API."),
    retrieve=extend_schema(summary="Où en est un import, et ses fiches refusées avec leur raison."),
)
class IntakeViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Une fiche refusée dit pourquoi."""

    queryset = Intake.objects.none()
    lookup_field = "key"

    def get_queryset(self) -> QuerySet[Intake]:
        mine = Intake.objects.editable_by(self.request.user)
        return mine.defer("sent") if self.action == "list" else mine

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return IntakeSerializer if self.action == "list" else IntakeDetailSerializer

    @extend_schema(
        request=ReceivedSerializer,
        responses={200: TrialSerializer, 201: IntakeDetailSerializer},
        summary="Importer des fiches, ou dire ce qu'elles deviendraient (`dry_run`).",
    )
    def create(self, request: Request) -> Response:
        """L'import peut se poursuivre après la réponse : son adresse dit où il en est."""
        if not may_import(request.user):
            raise PermissionDenied(
                "Seules les personnes qui animent un réseau ou administrent Balise importent des "
                "fiches ; une structure modifie la sienne."
            )
        assert isinstance(request.user, User)
        asked = ReceivedSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sent = asked.validated_data
        form = checked(SourceForm(sent, user=request.user))
        intake = intakes.received(
            sent["records"], by=request.user, now=timezone.now(), **form.cleaned_data
        )
        if sent["dry_run"]:
            return Response(_trial(intake))
        intakes.start(intake)
        intake.refresh_from_db()
        return Response(IntakeDetailSerializer(intake).data, status=201)


def _trial(intake: Intake) -> Any:
    trial = intakes.attempt(intake)
    said = {
        "counts": trial.counts,
        "rejects": [intakes.reject(outcome) for outcome in trial.refused],
        "remarks": trial.remarks,
    }
    return TrialSerializer(said).data


ROUTES: list[tuple[str, Any, str]] = [("supplier-imports", IntakeViewSet, "supplier-import")]
