"""A form's field for a file that people send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from procurement import uploads
from procurement.upload_handlers import oversized_fields


class CheckedFileField(forms.FileField):
    """A file of an accepted kind and size, or the sentence that says why not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput(attrs={"accept": ",".join(f".{e}" for e in uploads.KINDS)}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile) and file.file is not None:
            try:
                file.name = uploads.check(data.name, file.file, file.size or 0).name  # type: ignore[arg-type]
            except uploads.RefusedUpload as error:
                raise ValidationError(str(error), code="refused") from error
        return file


def refuse_oversized(form: forms.Form, request: HttpRequest, name: str = "file") -> bool:
    """Whether the file was dropped as it arrived for its size; the form then says so."""
    too_large = name in oversized_fields(request)
    if too_large:
        form.add_error(name, str(uploads.TooLarge()))
    return too_large
