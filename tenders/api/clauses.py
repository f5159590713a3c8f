"""The REST API: the clause library, open to all; its file of open data has the same shape."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from tenders.clauses import Clause, Place
from tenders.forms.clause_filter import ClauseFilterForm
from tenders.models.local_clause import writing_organisations
from tenders.shelf import shelf_of


class ProofSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    free = serializers.BooleanField(help_text="Sans frais pour une petite structure.")


class LegalBasisSerializer(serializers.Serializer):
    article = serializers.CharField()
    title = serializers.CharField()
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    url = serializers.CharField()
    doubt = serializers.CharField()


class VariableSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    unit = serializers.CharField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    choices = serializers.ListField(child=serializers.CharField())
    default = serializers.JSONField(allow_null=True)
    fact = serializers.CharField(help_text="Fait du diagnostic qui la remplit, s'il y en a un.")


class LevelSerializer(serializers.Serializer):
    level = serializers.CharField()
    text = serializers.CharField()
    values = serializers.DictField()


class ConditionSerializer(serializers.Serializer):
    fact = serializers.CharField()
    at_least = serializers.FloatField(allow_null=True)
    at_most = serializers.FloatField(allow_null=True)
    one_of = serializers.ListField(child=serializers.JSONField())


class ScaleStepSerializer(serializers.Serializer):
    score = serializers.IntegerField()
    text = serializers.CharField()


class ExampleSerializer(serializers.Serializer):
    offer = serializers.CharField()
    score = serializers.IntegerField()
    weight = serializers.IntegerField()


class AwardSerializer(serializers.Serializer):
    kind = serializers.CharField()
    scale = ScaleStepSerializer(many=True)
    weight_range = serializers.ListField(child=serializers.IntegerField())
    example = ExampleSerializer()
    expected = serializers.CharField()
    max_pages = serializers.IntegerField()


class FollowUpSerializer(serializers.Serializer):
    control = serializers.CharField()
    frequency = serializers.CharField()
    owner = serializers.CharField()
    indicator = serializers.CharField()
    penalty = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    date = serializers.DateField()
    what = serializers.CharField()


class OriginSerializer(serializers.Serializer):
    owner = serializers.CharField(help_text="Organisation qui l'a écrite.")
    second_reader = serializers.CharField(help_text="Personne qui l'a relue.")
    forked_from = serializers.CharField(help_text="Clause dont elle est reprise.")
    forked_version = serializers.IntegerField(allow_null=True)


class ClauseSerializer(serializers.Serializer):
    """A clause with its whole chain; `award` or `follow_up` according to its place."""

    id = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.CharField()
    title = serializers.CharField()
    place = serializers.ChoiceField(choices=[(place.value, place.label) for place in Place])
    themes = serializers.ListField(child=serializers.CharField())
    families = serializers.ListField(
        child=serializers.CharField(), help_text="Débuts de codes CPV ; vide : tous les achats."
    )
    text = serializers.CharField(help_text="Les valeurs à compléter sont entre accolades.")
    variables = VariableSerializer(many=True)
    levels = serializers.SerializerMethodField()
    why = serializers.CharField()
    attention = serializers.CharField()
    feasibility = serializers.CharField()
    verification = serializers.CharField()
    award = AwardSerializer(allow_null=True)
    follow_up = FollowUpSerializer(allow_null=True)
    proofs = ProofSerializer(many=True)
    legal_basis = LegalBasisSerializer(many=True)
    applies_when = ConditionSerializer(many=True)
    excludes = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(child=serializers.CharField())
    history = ChangeSerializer(many=True)
    checked = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]
    origin = OriginSerializer(allow_null=True, help_text="Vide : livrée avec Balise.")

    @extend_schema_field(LevelSerializer(many=True))
    def get_levels(self, clause: Clause) -> list[dict[str, Any]]:
        return [
            {"level": str(level), "text": clause.text_at(level), "values": dict(content.values)}
            for level, content in clause.levels
        ]


def query(name: str, description: str, kind: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description)


class ClauseViewSet(viewsets.GenericViewSet):
    """La bibliothèque de clauses : niveaux, variables, conditions, sources."""

    permission_classes = [AllowAny]
    serializer_class = ClauseSerializer
    filter_backends = []
    lookup_field = "id"
    lookup_value_regex = "[a-z0-9-]+"

    @extend_schema(
        responses=ClauseSerializer(many=True),
        parameters=[
            query("place", "specification, selection, award ou performance"),
            query("theme", "identifiant d'un thème"),
            query("family", "division CPV, deux chiffres"),
            query("text", "mots cherchés"),
            query("level", "basic, significant ou exemplary"),
            query("state", "draft, reviewed, published ou retired"),
            query("source", "shipped, local ou network"),
            query("at", "date de lancement", OpenApiTypes.DATE),
            query("free_proofs", "preuves toutes gratuites", OpenApiTypes.BOOL),
        ],
    )
    def list(self, request: Request) -> Response:
        own = set(writing_organisations(request.user).values_list("pk", flat=True))
        form = ClauseFilterForm(request.query_params, shelf=shelf_of(request.user), own=own)
        if not form.is_valid():
            raise ValidationError(form.errors)
        page = self.paginate_queryset(form.found())  # type: ignore[arg-type]
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("id", OpenApiTypes.STR, OpenApiParameter.PATH),
            query("version", "la dernière si absente", OpenApiTypes.INT),
        ]
    )
    def retrieve(self, request: Request, id: str) -> Response:
        asked = request.query_params.get("version", "")
        if asked and not (asked.isdecimal() and len(asked) < 10):
            raise ValidationError({"version": ["Une version est un nombre entier."]})
        clause = shelf_of(request.user).get(id, int(asked) if asked else None)
        if clause is None:
            raise NotFound("Aucune clause ne porte cet identifiant à cette version.")
        return Response(self.get_serializer(clause).data)


ROUTES: list[tuple[str, Any, str]] = [("clauses", ClauseViewSet, "clause")]
