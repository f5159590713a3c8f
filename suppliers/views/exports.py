"""A table sent as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse

from procurement import tables


def table_response(
    kind: str, name: str, title: str, rows: Iterable[tables.Row]
) -> HttpResponseBase:
    """The rows as « csv » (sent line by line) or « xlsx »; any other kind is not found."""
    if kind not in tables.CONTENT_TYPES:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    content_type = tables.CONTENT_TYPES[kind]
    if kind == tables.CSV:
        return StreamingHttpResponse(
            tables.csv_lines(rows), content_type=content_type, headers=headers
        )
    return HttpResponse(tables.xlsx(title, rows), content_type=content_type, headers=headers)
