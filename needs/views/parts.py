"""Sites and volumes of a sheet: add, edit, remove."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from needs.forms import SheetPartForm, SiteForm, VolumeForm
from needs.forms.freshness import put_together
from needs.models import FactKind, Need, NeedFact, Site, StaleVersion, Volume
from needs.parts import SITES, VOLUMES
from needs.views.frozen import told_when_frozen
from needs.views.live import live_context
from needs.views.saving import disputed, kept_back, saved
from procurement.http import status_of, version_read, wants_fragment
from procurement.sessions import signed_in


class Kind(NamedTuple):
    """What differs between the two kinds of rows of a sheet."""

    part: str
    url: str
    page: str
    name: str
    saved: str
    removed: str


SITE = Kind(
    SITES,
    "site",
    "needs/site.html",
    "Site",
    "Le site est enregistré.",
    "Le site et ses volumes sont retirés.",
)
VOLUME = Kind(
    VOLUMES,
    "volume",
    "needs/volume.html",
    "Volume",
    "Le volume est enregistré.",
    "Le volume est retiré.",
)


@signed_in
@told_when_frozen
@vary_on_headers("HX-Request")
def site(request: HttpRequest, pk: UUID, site: int | None = None) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, SITES), pk=pk)
    row = _row(request, need.sites.select_related("commune"), site) or Site(need=need)
    form = SiteForm(_posted(request, SiteForm, row), instance=row)
    return _edit(request, need, form, SITE, gone=bool(site) and row._state.adding)


@signed_in
@told_when_frozen
@vary_on_headers("HX-Request")
def volume(request: HttpRequest, pk: UUID, volume: int | None = None) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, VOLUMES), pk=pk)
    row = _row(request, need.volumes.select_related("site"), volume) or Volume(need=need)
    read = None if volume else _read(request, need)
    initial = {"site": request.GET.get("site"), **(_as_volume(read) if read else {})}
    form = VolumeForm(_posted(request, VolumeForm, row), instance=row, initial=initial)
    form.read = read
    return _edit(request, need, form, VOLUME, gone=bool(volume) and row._state.adding)


def _read(request: HttpRequest, need: Need) -> NeedFact | None:
    """The quantity of the text that the person comes to count among the volumes."""
    sent = request.GET.get("element", "")
    if not (sent.isascii() and sent.isdigit()):
        return None
    quantities = need.facts.accepted().filter(kind=FactKind.QUANTITY)
    return quantities.filter(pk=sent[:18]).first()


def _as_volume(fact: NeedFact) -> dict[str, Any]:
    return {
        "quantity": fact.data["value"],
        "unit": fact.data.get("unit") or "",
        "period": fact.data.get("period") or "",
    }


def _posted(request: HttpRequest, form: type[SheetPartForm], row: Site | Volume) -> Any:
    """What the person sent, put together with what another saved in the same row meanwhile."""
    if request.method != "POST" or row._state.adding:
        return request.POST or None
    return put_together(request.POST, form(instance=row).shown(), version=row.version)


def _row(request: HttpRequest, rows: Any, pk: int | None) -> Any:
    """The row; None for a new one, and for one removed while it was being edited."""
    row = rows.filter(pk=pk).first() if pk else None
    if pk and row is None and request.method != "POST":
        raise Http404
    return row


def _edit(
    request: HttpRequest, need: Need, form: SheetPartForm, kind: Kind, *, gone: bool
) -> HttpResponse:
    typing = wants_fragment(request)
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid() and not gone:
        if typing and form.instance._state.adding:
            return saved(request, preview=True, **live_context(need, form.instance))
        try:
            _write(request, need, form, kind)
        except StaleVersion as stale:
            theirs = form.take_current(stale.current)
        else:
            return _done(request, need, form, kind, typing=typing)
    who = need.last_hand_on(kind.part, besides=request.user) if theirs else ""
    if typing:
        live = live_context(need)
        if theirs or gone:
            return disputed(request, theirs, who, gone=gone, **live)
        return kept_back(request, form, **live)
    return _page(request, need, form, kind, theirs=theirs, who=who, gone=gone)


@transaction.atomic
def _write(request: HttpRequest, need: Need, form: SheetPartForm, kind: Kind) -> None:
    """Save and tell the history; a row left as it is stays as it is."""
    if not form.instance._state.adding and not form.changes():
        return
    form.write()
    if changes := form.changes():
        subject = f"{kind.name} « {_name(form.instance)} »"
        need.changed(kind.part, subject, changes, by=request.user, now=timezone.now())


def _name(row: Site | Volume) -> str:
    return row.label if isinstance(row, Volume) else row.name


def _done(
    request: HttpRequest, need: Need, form: SheetPartForm, kind: Kind, *, typing: bool
) -> HttpResponse:
    if typing:
        hidden = {"version": form.instance.version, "seen": form.seen_after(request.POST)}
        return saved(request, hidden=hidden, **live_context(need, form.instance))
    messages.success(request, kind.saved)
    return redirect(f"{need.get_absolute_url()}#{kind.part}")


def _page(
    request: HttpRequest, need: Need, form: SheetPartForm, kind: Kind, **conflict: Any
) -> HttpResponse:
    create = reverse(f"needs:{kind.url}_create", args=[need.pk])
    valid = form.is_bound and form.is_valid()
    adding = form.instance._state.adding
    context = {
        "form": form,
        "need": need,
        "part": form.instance,
        "action": create if conflict["gone"] else "",
        **live_context(need, form.instance if valid or not adding else None),
        **conflict,
    }
    stale = conflict["theirs"] or (conflict["gone"] and valid)
    return render(request, kind.page, context, status=409 if stale else status_of(form))


@signed_in
@told_when_frozen
@require_POST
def site_remove(request: HttpRequest, pk: UUID, site: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, SITES), pk=pk)
    return _remove(request, need, get_object_or_404(need.sites.all(), pk=site), SITE)


@signed_in
@told_when_frozen
@require_POST
def volume_remove(request: HttpRequest, pk: UUID, volume: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, VOLUMES), pk=pk)
    return _remove(request, need, get_object_or_404(need.volumes.all(), pk=volume), VOLUME)


@transaction.atomic
def _remove(request: HttpRequest, need: Need, row: Site | Volume, kind: Kind) -> HttpResponse:
    """Only the row that the person read: what another changed meanwhile is shown first."""
    name = _name(row)
    if row.version != version_read(request):
        messages.warning(
            request,
            f"« {name} » a été modifié entre-temps et n'est pas retiré. Relisez, puis décidez.",
        )
        return redirect(f"needs:{kind.url}", need.pk, row.pk)
    said = str(row)
    row.delete()
    change = {kind.name: (said, "retiré")}
    subject = f"{kind.name} « {name} »"
    need.changed(kind.part, subject, change, by=request.user, now=timezone.now())
    messages.success(request, kind.removed)
    return redirect(f"{need.get_absolute_url()}#{kind.part}")
