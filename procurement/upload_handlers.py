"""Stops keeping a sent file as soon as it passes the limit, and keeps the rest of its form."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from procurement.uploads import MOST_BYTES

_REMEMBERED = "oversized_fields"


class BoundedUploadHandler(FileUploadHandler):
    """First of the handlers: an oversized file is dropped while it arrives.

    Its field is remembered on the request (see `oversized_fields`), and the other fields are read
    as usual, so that the person gets its form back with all that was typed.
    """

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            remembered = oversized_fields(self.request) | {str(self.field_name)}
            setattr(self.request, _REMEMBERED, remembered)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Left to the handlers that keep the file."""
        return None


def oversized_fields(request: HttpRequest | None) -> frozenset[str]:
    """The names of the fields whose file was dropped because it was too large."""
    return getattr(request, _REMEMBERED, frozenset())
