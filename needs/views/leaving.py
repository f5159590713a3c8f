"""An authority that leaves a project, a sheet that leaves a diagnosis: said first, then done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs.models import Need, Project
from procurement.sessions import signed_in


@signed_in
def member_remove(request: HttpRequest, pk: UUID, organisation: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.validatable_by(request.user).unfrozen(), pk=pk)
    # The lead never leaves: the project is its own.
    others = project.members.exclude(organisation=project.lead_id).select_related("organisation")
    member = get_object_or_404(others, organisation=organisation).organisation
    if request.method == "POST":
        project.release(member, by=request.user, now=timezone.now())
        messages.success(request, f"« {member} » ne participe plus à la démarche.")
        return redirect(f"{project.get_absolute_url()}#membres")
    sheets = project.needs.filter(organisation=member).defer("text")
    context = {"project": project, "member": member, "sheets": sheets}
    return render(request, "needs/member_remove.html", context)


@signed_in
def need_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    needs = Need.objects.removable_by(request.user).select_related("project", "organisation")
    need = get_object_or_404(needs, pk=pk)
    if request.method == "POST":
        project = need.project
        project.part_with(need, by=request.user, now=timezone.now())
        messages.success(request, f"La fiche « {need} » ne compte plus dans le diagnostic.")
        sees = Project.objects.visible_to(request.user).filter(pk=project.pk).exists()
        return redirect(f"{project.get_absolute_url()}#membres" if sees else need)
    return render(request, "needs/need_leave.html", {"need": need})
