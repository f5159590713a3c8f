"""Searches by the REST API: launched, read with their reasons, compared; as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import Need, Project
from suppliers.conclusions import Wholeness, conclude
from suppliers.matching import InvalidWeights, Weights
from suppliers.models import MatchRun


class MatchedSerializer(serializers.Serializer):
    need = serializers.CharField()
    supplier = serializers.CharField()


class PartSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    weight = serializers.IntegerField()
    points = serializers.FloatField()
    reason = serializers.CharField()
    matched = MatchedSerializer(many=True)


class RankedSerializer(serializers.Serializer):
    rank = serializers.IntegerField()
    supplier_id = serializers.CharField()
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    siret = serializers.CharField()
    city = serializers.CharField()
    department = serializers.CharField()
    fictitious = serializers.BooleanField()
    score = serializers.FloatField()
    parts = PartSerializer(many=True)
    gained = serializers.ListField(child=serializers.CharField())
    lost = serializers.ListField(child=serializers.CharField())
    neutral = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Points que tous ont, le besoin ne demandant rien de cette part.",
    )
    would_change = serializers.ListField(child=serializers.CharField())
    data_used = serializers.ListField(child=serializers.CharField())
    notice = serializers.CharField()


class ExcludedSerializer(serializers.Serializer):
    supplier_id = serializers.CharField()
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    city = serializers.CharField()
    filter = serializers.CharField()
    reason = serializers.CharField()


class ScopeSerializer(serializers.Serializer):
    """Whom the search looked at."""

    matching = serializers.IntegerField(help_text="Fiches qui partagent un mot avec le besoin.")
    scored = serializers.IntegerField(help_text="Les plus proches par leurs mots, notées.")
    elsewhere = serializers.IntegerField(help_text="Autres fiches, au plus près dans tout le pays.")
    told = serializers.CharField()


class ExcludedBySerializer(serializers.Serializer):
    filter = serializers.CharField()
    filter_name = serializers.CharField()
    count = serializers.IntegerField()


class ComponentSerializer(serializers.Serializer):
    name = serializers.CharField()
    why = serializers.CharField()


class CellSerializer(serializers.Serializer):
    member = serializers.CharField()
    covers = serializers.BooleanField()
    capacity = serializers.CharField()
    note = serializers.CharField()


class GridLineSerializer(serializers.Serializer):
    component = serializers.CharField()
    why = serializers.CharField()
    cells = CellSerializer(many=True)


class GroupSerializer(serializers.Serializer):
    members = serializers.ListField(child=serializers.CharField())
    names = serializers.DictField(child=serializers.CharField())
    covers = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    missing = serializers.ListField(child=serializers.CharField())
    shared = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    doubts = serializers.ListField(child=serializers.CharField(), required=False)
    lead = serializers.CharField()
    lead_reason = serializers.CharField()
    score = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    to_find = serializers.ListField(child=serializers.CharField())
    grid = GridLineSerializer(many=True)


class ResultSerializer(serializers.Serializer):
    """The frozen answer, as `MatchRun.result` keeps it."""

    need_id = serializers.CharField()
    title = serializers.CharField()
    components = ComponentSerializer(many=True)
    unread = serializers.ListField(child=serializers.CharField(), required=False)
    scope = ScopeSerializer(required=False)
    candidates = serializers.IntegerField()
    weights = serializers.DictField(child=serializers.IntegerField())
    tie_break = serializers.CharField()
    notices = serializers.ListField(child=serializers.CharField())
    results = RankedSerializer(many=True)
    excluded = ExcludedSerializer(many=True)
    excluded_by = ExcludedBySerializer(many=True, required=False)
    groups = GroupSerializer(many=True)


class CoveringSerializer(serializers.Serializer):
    """How whole one group is; in the order of the groups."""

    state = serializers.ChoiceField(choices=[(one.value, one.label) for one in Wholeness])
    sentence = serializers.CharField()
    doubts = serializers.ListField(child=serializers.CharField())


class ConclusionsSerializer(serializers.Serializer):
    """What the page and the Word file say of each part of the answer, empty where nothing is."""

    ranking = serializers.CharField()
    unlooked = serializers.CharField()
    excluded = serializers.CharField()
    components = serializers.CharField()
    unread = serializers.CharField()
    groups = serializers.CharField()
    coverings = CoveringSerializer(many=True)
    facts = serializers.CharField()


class MatchRunSerializer(serializers.ModelSerializer):
    class Meta:
        model = MatchRun
        fields = ("id", "project", "need", "weights", "created_at")


class MatchRunDetailSerializer(MatchRunSerializer):
    result = serializers.SerializerMethodField()
    conclusions = serializers.SerializerMethodField()

    class Meta(MatchRunSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *MatchRunSerializer.Meta.fields,
            "demand",
            "result",
            "conclusions",
        )

    @extend_schema_field(ResultSerializer)
    def get_result(self, run: MatchRun) -> dict[str, Any]:
        return run.result

    @extend_schema_field(ConclusionsSerializer)
    def get_conclusions(self, run: MatchRun) -> Any:
        return ConclusionsSerializer(conclude(run.result)).data


class PartChangeSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)


class MovedSerializer(serializers.Serializer):
    supplier = serializers.UUIDField()
    name = serializers.CharField()
    siret = serializers.CharField()
    status = serializers.CharField(help_text="monte de N, descend de N, même rang, entre ou sort.")
    rank_before = serializers.IntegerField(allow_null=True)
    rank_after = serializers.IntegerField(allow_null=True)
    score_before = serializers.FloatField(allow_null=True)
    score_after = serializers.FloatField(allow_null=True)
    parts = PartChangeSerializer(many=True)
    why = serializers.ListField(child=serializers.CharField())


class CountSerializer(serializers.Serializer):
    name = serializers.CharField()
    before = serializers.IntegerField()
    after = serializers.IntegerField()


class ComparedGroupSerializer(serializers.Serializer):
    members = serializers.CharField()
    status = serializers.CharField()


class ComparisonSerializer(serializers.Serializer):
    """Two searches about the same thing, the earlier and the later."""

    earlier = serializers.UUIDField()
    later = serializers.UUIDField()
    weights = CountSerializer(many=True)
    need = serializers.ListField(child=serializers.CharField())
    lines = MovedSerializer(many=True)
    excluded = CountSerializer(many=True)
    groups = ComparedGroupSerializer(many=True)
    notices = serializers.ListField(child=serializers.CharField())


class LaunchSerializer(serializers.Serializer):
    """What to search for, a project or a need, and the points of each part, 100 together."""

    project = serializers.PrimaryKeyRelatedField(queryset=Project.objects.none(), required=False)
    need = serializers.PrimaryKeyRelatedField(queryset=Need.objects.none(), required=False)
    weights = serializers.DictField(child=serializers.IntegerField(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            self.fields["project"].queryset = Project.objects.editable_by(request.user)
            self.fields["need"].queryset = Need.objects.editable_by(request.user)

    def validate_weights(self, value: dict[str, int]) -> Weights:
        try:
            return Weights(**value)
        except TypeError as error:
            known = ", ".join(Weights().as_dict())
            raise serializers.ValidationError(f"Les parts sont : {known}.") from error
        except InvalidWeights as error:
            raise serializers.ValidationError(str(error)) from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("project" in attrs) == ("need" in attrs):
            raise serializers.ValidationError("Donnez une démarche ou un besoin, l'un des deux.")
        return attrs


@extend_schema_view(
    list=extend_schema(summary="Les recherches des démarches et besoins auxquels on prend part."),
    retrieve=extend_schema(
        summary="Une recherche figée : poids, classement expliqué, groupements."
    ),
)
class MatchRunViewSet(mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Les recherches ne changent plus et ne s'effacent pas."""

    queryset = MatchRun.objects.none()
    filterset_fields = ["project", "need"]

    def get_queryset(self) -> QuerySet[MatchRun]:
        runs = MatchRun.objects.visible_to(self.request.user)
        return runs.defer("demand", "result") if self.action == "list" else runs

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return MatchRunSerializer if self.action == "list" else MatchRunDetailSerializer

    @extend_schema(
        request=LaunchSerializer,
        responses={201: MatchRunDetailSerializer},
        summary="Lancer une recherche, figée avec ses poids et sa date.",
    )
    def create(self, request: Request) -> Response:
        """La réponse est la recherche entière, gardée telle qu'elle est."""
        asked = LaunchSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        run = MatchRun.objects.launch(**asked.validated_data, by=request.user, now=timezone.now())
        return Response(MatchRunDetailSerializer(run).data, status=201)

    @extend_schema(
        responses=ComparisonSerializer,
        summary="Qui a bougé entre deux recherches du même besoin, et pourquoi.",
    )
    @action(detail=True, url_path="compare/(?P<other_pk>[0-9a-f-]{36})")
    def compare(self, request: Request, pk: str, other_pk: str) -> Response:
        """Les deux recherches portent sur le même besoin, ou la même démarche."""
        run = self.get_object()
        other = get_object_or_404(run.others(), pk=other_pk)
        earlier, later = run.in_order_with(other)
        found = later.compared_with(earlier).as_dict()
        return Response({"earlier": earlier.pk, "later": later.pk} | found)


ROUTES: list[tuple[str, Any, str]] = [("matches", MatchRunViewSet, "match")]
