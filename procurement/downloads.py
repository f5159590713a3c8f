"""Files given back to people: always as an attachment, never guessed at by the browser."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse

from procurement.uploads import KINDS, extension_of


def attachment(file: FieldFile, name: str) -> FileResponse:
    """The file under its name; the caller has checked who asks."""
    kind = KINDS.get(extension_of(name))
    response = FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=kind.media_type if kind else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def as_attachment(
    content: bytes | str, name: str, media_type: str, *, private: bool = False
) -> HttpResponse:
    """What was just written, as a file of that name; nobody keeps a copy of a private one."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if private:
        headers["Cache-Control"] = "private, no-store"
    return HttpResponse(content, content_type=media_type, headers=headers)
