"""How the API reads a body, and says in French that it is too large or too deep to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler

from procurement.typography import NBSP


class BodyTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"

    def __init__(self) -> None:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        super().__init__(f"Cette demande dépasse {most}{NBSP}Mo. Envoyez-la en plusieurs fois.")


def handle_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """What Django says itself, of bodies and of what is not found, as the API says the rest."""
    if isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    elif isinstance(error, Http404):
        error = NotFound()  # its own sentence is English, and names a class
    return exception_handler(error, context)


class BoundedJSONParser(JSONParser):
    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[Any, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("Ce JSON emboîte trop de listes ou d'objets.") from error
