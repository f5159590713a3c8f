"""The REST API of the clauses that authorities write: draft, second reading, publication."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.accounts.models import Organisation
from tenders.clause_path import allowed_moves, followed_by, move
from tenders.clause_wording import wording_remarks
from tenders.clauses import Place
from tenders.clauses.faults import costly, lacking
from tenders.clauses.states import TRANSITIONS
from tenders.forms.clause_rows import Rows
from tenders.forms.local_clause import LocalClauseForm, form_data
from tenders.models import ClauseVersion, LocalClause, StaleClause
from tenders.models.local_clause import writing_organisations
from tenders.shelf import shelf_of

MISSHAPEN = "Ce n'est pas la forme d'une clause : partez de celle que vous avez lue."


class ActSerializer(serializers.Serializer):
    act = serializers.CharField()
    actor = serializers.CharField()
    at = serializers.DateTimeField()
    remark = serializers.CharField()


class VersionSerializer(serializers.ModelSerializer):
    """A version as its authors and its second reader follow it."""

    id = serializers.CharField(source="clause.slug")
    organisation = serializers.CharField(source="clause.organisation.name")
    version = serializers.IntegerField(source="number")
    acts = ActSerializer(many=True)
    missing = serializers.SerializerMethodField()
    costly = serializers.SerializerMethodField()
    wording = serializers.SerializerMethodField()
    moves = serializers.SerializerMethodField()

    class Meta:
        model = ClauseVersion
        fields = [
            "id",
            "organisation",
            "version",
            "state",
            "mark",
            "content",
            "history",
            "is_asked",
            "reader_name",
            "acts",
            "missing",
            "costly",
            "wording",
            "moves",
        ]

    def get_missing(self, version: ClauseVersion) -> list[str]:
        return [fault.message for fault in lacking(version.as_clause())]

    def get_costly(self, version: ClauseVersion) -> list[str]:
        return [fault.message for fault in costly(version.as_clause())]

    def get_wording(self, version: ClauseVersion) -> list[dict[str, Any]]:
        return [finding.as_dict() for finding in wording_remarks(version.as_clause())]

    def get_moves(self, version: ClauseVersion) -> list[str]:
        can_write = version.clause_id in self.context["own"]
        return list(allowed_moves(self.context["request"].user, version, can_write=can_write))


class ContentSerializer(serializers.Serializer):
    """`content` has the shape of the files of the library."""

    content = serializers.DictField()
    what = serializers.CharField(max_length=300, help_text="Ce qui change, en une phrase.")
    mark = serializers.IntegerField(help_text="Le repère de la version lue.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The page's own form refuses the same things in the same words."""
        last, shelf = self.context["last"], self.context["shelf"]
        place = Place(last.content["place"])
        try:
            data = form_data(attrs["content"], attrs["what"])
            rows = Rows(data, {})
            form = LocalClauseForm(data, place=place, shelf=shelf, slug=last.clause.slug)
            accepted = form.accepts(rows)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise serializers.ValidationError({"content": MISSHAPEN}) from error
        if not accepted:
            raise serializers.ValidationError(dict(form.errors) | {"rows": rows.errors})
        return {**attrs, "content": form.content(rows)}


class ForkSerializer(serializers.Serializer):
    organisation = serializers.PrimaryKeyRelatedField(queryset=Organisation.objects.none())
    clause = serializers.SlugField(help_text="La clause reprise.")
    version = serializers.IntegerField(required=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        if (request := self.context.get("request")) is not None:
            fields["organisation"].queryset = writing_organisations(request.user)
        return fields


class MoveSerializer(serializers.Serializer):
    act = serializers.ChoiceField(choices=list(TRANSITIONS))
    mark = serializers.IntegerField(help_text="Le repère de la version lue.")
    remark = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    reader = serializers.IntegerField(required=False, help_text="Le second lecteur.")


class Stale(serializers.ValidationError):
    status_code = 409
    default_detail = "Relisez la clause : elle a changé depuis que vous l'avez lue."


class LocalClauseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Clauses de ses organisations, et celles que l'on a été prié de relire."""

    serializer_class = VersionSerializer
    queryset = ClauseVersion.objects.none()
    lookup_field = "clause__slug"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[a-z0-9-]+"
    http_method_names = ["get", "post", "put", "head", "options"]

    def get_queryset(self) -> Any:
        """The last version of each."""
        versions = followed_by(self.request.user)
        last = versions.order_by("clause", "-number").values_list("clause", "pk")
        latest: dict[int, int] = {}
        for clause, pk in last:
            latest.setdefault(clause, pk)
        return versions.filter(pk__in=latest.values()).prefetch_related("acts")

    def get_serializer_context(self) -> dict[str, Any]:
        """`own`: the clauses that the person writes, asked once for a whole list."""
        own = LocalClause.objects.editable_by(self.request.user).values_list("pk", flat=True)
        return {**super().get_serializer_context(), "own": set(own)}

    @extend_schema(request=ForkSerializer, responses=VersionSerializer)
    def create(self, request: Request) -> Response:
        """Reprend une clause comme brouillon de son organisation."""
        asked = ForkSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        source = shelf_of(request.user).get(said["clause"], said.get("version"))
        if source is None:
            raise NotFound("Aucune clause ne porte cet identifiant à cette version.")
        version = LocalClause.objects.fork(
            source, said["organisation"], by=request.user, now=timezone.now()
        )
        return Response(self.get_serializer(version).data, status=201)

    @extend_schema(request=ContentSerializer, responses=VersionSerializer)
    def update(self, request: Request, id: str) -> Response:
        """Écrit le brouillon, ou la version suivante si la dernière ne change plus."""
        clause = get_object_or_404(LocalClause.objects.editable_by(request.user), slug=id)
        context = {"last": clause.last_version(), "shelf": shelf_of(request.user)}
        asked = ContentSerializer(data=request.data, context=context)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            version = clause.revise(
                said["content"],
                by=request.user,
                now=timezone.now(),
                what=said["what"],
                read=said["mark"],
            )
        except StaleClause as error:
            raise Stale() from error
        return Response(self.get_serializer(version).data)

    @extend_schema(request=MoveSerializer, responses=VersionSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, id: str) -> Response:
        """Demande la relecture, renvoie, déclare relue, publie ou retire."""
        version = self.get_object()
        asked = MoveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            move(
                version,
                said["act"],
                by=request.user,
                now=timezone.now(),
                read=said["mark"],
                remark=said.get("remark", ""),
                reader=said.get("reader"),
            )
        except PermissionDenied as error:
            raise NotFound("Ce n'est pas à vous de le faire maintenant.") from error
        except StaleClause as error:
            raise Stale() from error
        except DjangoValidationError as error:
            raise serializers.ValidationError({"detail": error.messages}) from error
        return Response(self.get_serializer(self.get_queryset().get(pk=version.pk)).data)


ROUTES: list[tuple[str, Any, str]] = [("local-clauses", LocalClauseViewSet, "local-clause")]
