"""Projects: their diagnosis, their scenarios, their team."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from needs import diagnosis, questions
from needs.api.scenarios import ScenarioActions
from needs.api.team import TeamActions
from needs.api.versions import VersionedMixin, VersionedSerializer, acting_for
from needs.models import Project
from procurement.accounts.models import Organisation, OrganisationKind


class ProjectSerializer(VersionedSerializer):
    class Meta:
        model = Project
        fields = (
            "id",
            "reference",
            "title",
            "summary",
            "sector",
            "lead",
            "facilitator",
            "launch_on",
            "version",
            "frozen_at",
            "created_at",
        )
        read_only_fields = ("id", "reference", "frozen_at", "created_at")

    def validate_sector(self, value: str) -> str:
        if value not in questions.question_sets():
            known = ", ".join(questions.question_sets())
            raise serializers.ValidationError(f"Secteur inconnu ; les secteurs sont : {known}.")
        return value

    def validate_lead(self, value: Organisation) -> Organisation:
        return acting_for(value, self.context["request"].user)

    def validate_facilitator(self, value: Organisation | None) -> Organisation | None:
        if value and value.kind != OrganisationKind.NETWORK:
            raise serializers.ValidationError("Seul un réseau anime une démarche.")
        return value


class ProjectViewSet(
    ScenarioActions,
    TeamActions,
    VersionedMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet[Project],
):
    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    filterset_fields = ("sector",)

    def get_queryset(self) -> QuerySet[Project]:
        if self.request.method in ("GET", "HEAD", "OPTIONS"):
            return Project.objects.visible_to(self.request.user)
        if self.action == "freeze":
            return Project.objects.validatable_by(self.request.user)
        return Project.objects.editable_by(self.request.user)

    def perform_create(self, serializer: Any) -> None:
        serializer.instance = Project.objects.start(
            by=self.request.user, now=timezone.now(), **serializer.validated_data
        )

    def perform_update(self, serializer: Any) -> None:
        before = Project.objects.get(pk=serializer.instance.pk)
        project = serializer.save()
        project.note_changes(before, by=self.request.user, now=timezone.now())

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def diagnosis(self, request: Request, pk: str | None = None) -> Response:
        """Totaux par membre et par site, manques, et faits qui remplissent les clauses."""
        return Response(diagnosis.as_dict(self.get_object().diagnosis()))

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def freeze(self, request: Request, pk: str | None = None) -> Response:
        """Clôt le diagnostic ; déjà clos, rien ne change."""
        project = self.get_object()
        if project.frozen_at is None:
            project.freeze(by=request.user, now=timezone.now())
        return Response(self.get_serializer(project).data)


ROUTES = [("projects", ProjectViewSet, "project")]
