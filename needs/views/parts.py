"""Sites and volumes of a sheet: add, edit, remove."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from needs.forms import SheetPartForm, SiteForm, VolumeForm
from needs.models import Need, Site, Volume
from procurement.http import status_of


@login_required
def site(request: HttpRequest, pk: UUID, site: int | None = None) -> HttpResponse:
    need = get_object_or_404(Need.objects.editable_by(request.user), pk=pk)
    part = get_object_or_404(need.sites.all(), pk=site) if site else Site(need=need)
    form = SiteForm(request.POST or None, instance=part)
    return _edit(request, need, form, "needs/site.html", "Le site est enregistré.", "sites")


@login_required
def volume(request: HttpRequest, pk: UUID, volume: int | None = None) -> HttpResponse:
    need = get_object_or_404(Need.objects.editable_by(request.user), pk=pk)
    part = get_object_or_404(need.volumes.all(), pk=volume) if volume else Volume(need=need)
    form = VolumeForm(
        request.POST or None, instance=part, initial={"site": request.GET.get("site")}
    )
    return _edit(request, need, form, "needs/volume.html", "Le volume est enregistré.", "volumes")


def _edit(
    request: HttpRequest, need: Need, form: SheetPartForm, page: str, done: str, anchor: str
) -> HttpResponse:
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        if not form.is_stale():
            form.save()
            need.touch()
            messages.success(request, done)
            return redirect(f"{need.get_absolute_url()}#{anchor}")
        theirs = form.take_current()
    context = {"form": form, "need": need, "part": form.instance, "theirs": theirs}
    return render(request, page, context, status=409 if theirs else status_of(form))


@login_required
@require_POST
def site_remove(request: HttpRequest, pk: UUID, site: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.editable_by(request.user), pk=pk)
    get_object_or_404(need.sites.all(), pk=site).delete()
    need.touch()
    messages.success(request, "Le site et ses volumes sont retirés.")
    return redirect(f"{need.get_absolute_url()}#sites")


@login_required
@require_POST
def volume_remove(request: HttpRequest, pk: UUID, volume: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.editable_by(request.user), pk=pk)
    get_object_or_404(need.volumes.all(), pk=volume).delete()
    need.touch()
    messages.success(request, "Le volume est retiré.")
    return redirect(f"{need.get_absolute_url()}#volumes")
