"""Buying together: what the members choose, and the draft agreement that follows."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs.forms import JointPurchaseForm
from needs.models import JointPurchase, Project
from procurement.http import status_of
from procurement.sessions import signed_in


@signed_in
def joint_purchase(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.editable_by(request.user).select_related("lead"), pk=pk
    )
    choices = JointPurchase.objects.for_project(project)
    form = JointPurchaseForm(request.POST or None, instance=choices)
    if request.method == "POST" and form.is_valid():
        form.instance.choose(by=request.user, now=timezone.now())
        messages.success(
            request, "Les choix du groupement sont enregistrés : relisez la convention."
        )
        return redirect("tenders:project_preview", project.pk, "convention")
    context = {
        "form": form,
        "project": project,
        "members": project.members.select_related("organisation").order_by("joined_at", "pk"),
    }
    return render(request, "needs/joint_purchase.html", context, status=status_of(form))
