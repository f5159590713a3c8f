"""What the API says of a project's team and register."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from needs.forms import RegisterFilterForm
from needs.models import Project, RegisterEntry
from needs.people import people_of
from needs.register_files import act_as_dict

_FILTERS = [OpenApiParameter(name, str) for name in ("family", "actor", "since", "until")]


class TeamActions:
    """Lecture de l'équipe et du registre d'une démarche."""

    get_object: Any
    paginate_queryset: Any
    get_paginated_response: Any

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True)
    def team(self, request: Request, pk: str | None = None) -> Response:
        """Les personnes, leur droit et à quel titre ; sans leur adresse."""
        project: Project = self.get_object()
        people = [
            {"name": p.said, "right": p.right, "ground": p.ground, "owner": p.owner}
            for p in people_of(project)
        ]
        return Response({"lead_right": project.lead_right, "people": people})

    @extend_schema(responses=OpenApiTypes.OBJECT, parameters=_FILTERS)
    @action(detail=True)
    def register(self, request: Request, pk: str | None = None) -> Response:
        """Les actes du registre, du premier au dernier, avec leurs empreintes."""
        project: Project = self.get_object()
        form = RegisterFilterForm(request.query_params, project=project)
        if not form.is_valid():
            raise ValidationError(
                {name: list(map(str, said)) for name, said in form.errors.items()}
            )
        found = project.register.told_by(**form.wanted()).order_by("number")
        page = self.paginate_queryset(found)
        return self.get_paginated_response([act_as_dict(entry.row()) for entry in page])

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, url_path="register/verify")
    def verify_register(self, request: Request, pk: str | None = None) -> Response:
        """Si la chaîne d'empreintes tient, et quel acte a été modifié, retiré ou déplacé."""
        return Response(RegisterEntry.objects.verdict(self.get_object()).as_dict())
