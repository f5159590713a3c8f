"""The team of a project: who may do what, named by its owner, invited by their address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from needs import invitations, rights
from needs.forms import LeadRightForm, OwnerForm, RightForm, TeammateForm
from needs.models import Project, RegisterEntry, Teammate
from needs.people import Person, heirs_of, people_of
from procurement.accounts.models import User
from procurement.http import status_of
from procurement.sessions import signed_in

ACTS = (
    "teammate_named",
    "teammate_joined",
    "teammate_right",
    "teammate_withdrawn",
    "lead_right",
    "owner_named",
    "member_joined",
    "member_left",
)


@signed_in
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read by all the team; its owner invites from here."""
    projects = Project.objects.visible_to(request.user).select_related("lead", "facilitator")
    project = get_object_or_404(projects.select_related("owner"), pk=pk)
    form = TeammateForm(request.POST or None)
    if request.method == "POST":
        get_object_or_404(Project.objects.run_by(request.user), pk=pk)
        if form.is_valid() and (mate := _named(request, project, form)):
            _invite(request, mate)
            return redirect("needs:project_team", pk)
    return _page(request, project, form=form, status=status_of(form))


def _named(request: HttpRequest, project: Project, form: Any) -> Teammate | None:
    """The person with the right of the form; None, and the form says why, when it is refused."""
    try:
        return Teammate.objects.appoint(
            project, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except ValidationError as error:
        form.add_error("email", error)
        return None


def _invite(request: HttpRequest, mate: Teammate) -> None:
    if invitations.send_to_team(mate, now=timezone.now()):
        messages.success(request, f"{mate} peut {mate.get_right_display()}. Un message l'annonce.")
    else:
        messages.warning(
            request,
            f"Le message à {mate} n'est pas encore parti ; Balise réessaie. Vous pouvez "
            "transmettre vous-même son lien, ci-dessous.",
        )


@signed_in
@require_POST
def right(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change or withdraw the right of somebody listed; it holds from their next page on."""
    project = get_object_or_404(Project.objects.run_by(request.user), pk=pk)
    form = RightForm(request.POST, project=project)
    mate = _named(request, project, form) if form.is_valid() else None
    if mate is None:
        messages.error(request, " ".join(said for each in form.errors.values() for said in each))
    elif mate.right == rights.NONE:
        messages.success(request, f"{mate} n'a plus accès à la démarche.")
    else:
        messages.success(request, f"{mate} peut désormais {mate.get_right_display()}.")
    if Project.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect("needs:project_team", pk)
    return redirect("needs:index")


@signed_in
@require_POST
def lead_right(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the lead's people may do without being named."""
    project = get_object_or_404(Project.objects.run_by(request.user), pk=pk)
    form = LeadRightForm(request.POST)
    if not form.is_valid():
        return _page(request, project, lead_form=form, status=422)
    chosen = form.cleaned_data["lead_right"]
    project.open_to_lead(chosen, by=request.user, now=timezone.now())
    messages.success(request, "Le droit des agents de l'autorité pilote est enregistré.")
    return redirect("needs:project_team", pk)


@signed_in
@require_POST
def owner(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.run_by(request.user), pk=pk)
    form = OwnerForm(request.POST, project=project)
    if not form.is_valid():
        return _page(request, project, owner_form=form, status=422)
    person = form.heirs[form.cleaned_data["person"]]
    project.hand_over(person, by=request.user, now=timezone.now())
    messages.success(request, f"{person} est maintenant responsable et compose l'équipe.")
    return redirect("needs:project_team", pk)


def _page(
    request: HttpRequest, project: Project, *, status: int = 200, **forms: Any
) -> HttpResponse:
    runs = Project.objects.run_by(request.user).filter(pk=project.pk).exists()
    people = people_of(project)
    history = RegisterEntry.objects.filter(project=project, act__in=ACTS).order_by("-number")
    context = {
        "project": project,
        "runs": runs,
        "people": [(person, _link(person) if runs else "") for person in people],
        "rights": rights.RIGHTS,
        "choices": list(rights.LABELS.items()),
        "members": project.members.exclude(organisation=project.lead).count(),
        "of_members": rights.LABELS[rights.OF_MEMBERS],
        "history": history[:20],
        "form": TeammateForm(),
        "lead_form": LeadRightForm(instance=project),
        "owner_form": OwnerForm(project=project) if runs and heirs_of(project) else None,
        **forms,
    }
    return render(request, "needs/project_team.html", context, status=status)


def _link(person: Person) -> str:
    """The personal link of somebody awaited, for when the message does not arrive."""
    return invitations.team_link(person.named) if person.named and person.waiting_since else ""


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The way in for an invited person: the link proves the address, the account says who."""
    invited = Teammate.objects.invited_with(token)
    mate = invited.select_related("project__lead", "invited_by").first()
    if mate is None:
        return render(request, "needs/team_closed.html", status=410)
    user: Any = request.user
    theirs = user.is_authenticated and user.email.lower() == mate.email
    refused = ""
    if request.method == "POST" and theirs:
        refused = _join(mate, user)
        if not refused:
            messages.success(request, f"Vous êtes dans l'équipe de « {mate.project} ».")
            return redirect(mate.project)
    context = {
        "mate": mate,
        "project": mate.project,
        "opens": rights.opened_by(mate.right),
        "theirs": theirs,
        "refused": refused,
    }
    return render(request, "needs/team_join.html", context, status=409 if refused else 200)


def _join(mate: Teammate, user: User) -> str:
    try:
        mate.join(user, now=timezone.now())
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
