"""A project: its task list, its members, the way in for other authorities, its register."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs import invitations
from needs.diagnosis import Diagnosis, Sheet
from needs.forms import BUYER_ROLES, BringForm, JoinForm, MemberForm, ProjectForm
from needs.models import Contributor, Need, Project, StaleVersion
from needs.parts import WHOLE, parts_of, progress, state_of
from needs.questions import QuestionSet, State
from needs.views.frozen import told_when_frozen
from needs.views.path import tasks
from procurement.accounts.models import Organisation
from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.typography import join_words, of


@signed_in
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(
        Project.objects.visible_to(request.user).select_related("lead", "facilitator"), pk=pk
    )
    return render(request, "needs/project.html", _context(request, project))


def _context(request: HttpRequest, project: Project, **more: Any) -> dict[str, Any]:
    editable = Project.objects.editable_by(request.user).filter(pk=project.pk).exists()
    diagnosis = project.diagnosis()
    mine = Organisation.objects.for_user(request.user, *BUYER_ROLES)
    return {
        "project": project,
        "editable": editable,
        "validates": Project.objects.validatable_by(request.user).filter(pk=project.pk).exists(),
        "diagnosis": diagnosis,
        "tasks": tasks(project, diagnosis, now=timezone.now()),
        "members": _members(project, diagnosis),
        "mine": {organisation.pk for organisation in mine},
        "member_form": MemberForm(project=project, initial=_named(request, project)),
        "bring_form": BringForm(user=request.user),
        "join_link": request.build_absolute_uri(reverse("needs:join", args=[project.join_token()])),
        **more,
    }


def _named(request: HttpRequest, project: Project) -> dict[str, str]:
    """The member that the person comes to invite somebody of, already written."""
    sent = request.GET.get("autorite", "")
    if not (sent.isascii() and sent.isdigit()):
        return {}
    member = project.members.select_related("organisation").filter(organisation=sent[:18]).first()
    return {"other": member.organisation.name} if member else {}


@dataclass(frozen=True)
class SheetRow:
    """A sheet among those of its authority: how far it is; its contributors are those awaited."""

    need: Need
    state: State
    done: int
    parts: int

    @property
    def awaited(self) -> str:
        """« Alex Roy et Zoé Petit »: who were invited, and have not come yet."""
        people = {
            each.email: str(each) for each in self.need.contributors.all() if not each.user_id
        }
        return join_words(list(people.values()))


def _members(project: Project, diagnosis: Diagnosis) -> list[tuple[Organisation, list[SheetRow]]]:
    """Each member authority with its sheets, in the order they joined."""
    progresses = {sheet.id: _progress(sheet, diagnosis.questions) for sheet in diagnosis.sheets}
    sheets: dict[int, list[SheetRow]] = {}
    needs = project.needs.select_related("organisation", "responsible").defer("text")
    for need in needs.prefetch_related(Prefetch("contributors", Contributor.objects.waiting())):
        row = SheetRow(need, *progresses[str(need.pk)])
        sheets.setdefault(need.organisation_id, []).append(row)
    members = project.members.select_related("organisation").order_by("joined_at", "pk")
    return [(m.organisation, sheets.get(m.organisation_id, [])) for m in members]


def _progress(sheet: Sheet, questions: QuestionSet) -> tuple[State, int, int]:
    every = parts_of(sheet, questions)
    return state_of(sheet, every), *progress(every)


@signed_in
def create(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        project = Project.objects.start(by=request.user, now=timezone.now(), **form.values())
        messages.success(request, "La démarche est ouverte. Invitez maintenant les autorités.")
        return redirect(project)
    return render(request, "needs/project_create.html", {"form": form}, status=status_of(form))


@signed_in
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.editable_by(request.user), pk=pk)
    before = copy(project)
    form = ProjectForm(request.POST or None, instance=project, user=request.user)
    theirs: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            form.instance.save_from(form.cleaned_data["version"] or 0)
        except StaleVersion as stale:
            theirs = form.take_current(stale.current)
        else:
            project.note_changes(before, by=request.user, now=timezone.now())
            messages.success(request, "La démarche est enregistrée.")
            return redirect(project)
    context = {"form": form, "project": project, "theirs": theirs}
    status = 409 if theirs else status_of(form)
    return render(request, "needs/project_edit.html", context, status=status)


@signed_in
@told_when_frozen
@require_POST
def member_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.validatable_by(request.user).unfrozen(), pk=pk)
    form = MemberForm(request.POST, project=project)
    if not form.is_valid():
        context = _context(request, project, member_form=form)
        return render(request, "needs/project.html", context, status=422)
    organisation = form.authority()
    try:
        sheet = _admit(project, organisation, request.user, invites=form.invites)
    except ValidationError as error:
        form.add_error("email", error)
        context = _context(request, project, member_form=form)
        return render(request, "needs/project.html", context, status=422)
    messages.success(request, f"{organisation} participe à la démarche.")
    if sheet:
        _invite(request, sheet, form.cleaned_data["name"], form.cleaned_data["email"])
    return redirect(f"{project.get_absolute_url()}#membres")


@transaction.atomic
def _admit(
    project: Project, organisation: Organisation, user: Any, *, invites: bool
) -> Need | None:
    """The authority takes part; the sheet of whoever is invited with it: its own, or a new one."""
    now = timezone.now()
    project.admit(organisation, by=user, now=now)
    if not invites:
        return None
    # Two invitations sent at once wait for each other, and open one sheet.
    project.members.select_for_update().get(organisation=organisation)
    sheets = list(project.needs.filter(organisation=organisation))
    if not sheets:
        return Need.objects.write(
            by=user, now=now, organisation=organisation, project=project, title=project.title
        )
    if not Need.objects.staffed_by(user).filter(pk=sheets[0].pk).exists():
        raise ValidationError(_HELD.format(organisation))
    if len(sheets) > 1:
        raise ValidationError(_SEVERAL.format(organisation))
    return sheets[0]


_HELD = (
    "{} a déjà sa fiche dans cette démarche, et ses agents la tiennent : ce sont eux qui invitent "
    "leurs collègues, depuis l'équipe de la fiche."
)
_SEVERAL = (
    "{} a plusieurs fiches dans cette démarche : ouvrez celle que cette personne tiendra, et "
    "invitez-la depuis son équipe."
)


def _invite(request: HttpRequest, need: Need, person: str, email: str) -> None:
    invited = need.contributors.invite(
        need, email=email, name=person, parts=[WHOLE], by=request.user, now=timezone.now()
    )
    if not invited:
        messages.info(
            request,
            f"{person or email} tient déjà cette fiche : rien n'est envoyé. Son lien est dans "
            "l'équipe de la fiche.",
        )
    elif invitations.send(invited):
        messages.success(request, f"L'invitation {of(person or email)} est partie.")
    else:
        link = invitations.link(invited[0])
        messages.warning(request, f"Le message à {email} n'est pas parti. Transmettez-lui : {link}")


@signed_in
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The way in for an authority that received the link: with a sheet of its own, or a new one."""
    project = Project.objects.joinable_with(token).select_related("lead").first()
    if project is None or project.frozen_at:
        return render(request, "needs/join_closed.html", {"project": project}, status=410)
    form = JoinForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        _bring(project, request, **form.cleaned_data)
        messages.success(request, f"Vous participez à la démarche « {project} ».")
        return redirect(project)
    context = {"form": form, "project": project}
    return render(request, "needs/join.html", context, status=status_of(form))


def _bring(
    project: Project, request: HttpRequest, *, organisation: Organisation, need: Need | None
) -> None:
    user: Any = request.user
    if need:
        need.join(project, by=user, now=timezone.now())
    else:
        project.admit(organisation, by=user, now=timezone.now())


@signed_in
@told_when_frozen
@require_POST
def need_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring into the project a sheet that one of the person's authorities already wrote."""
    project = get_object_or_404(Project.objects.receiving_from(request.user).unfrozen(), pk=pk)
    form = BringForm(request.POST, user=request.user)
    if not form.is_valid():
        context = _context(request, project, bring_form=form)
        return render(request, "needs/project.html", context, status=422)
    need = form.cleaned_data["need"]
    need.join(project, by=request.user, now=timezone.now())
    messages.success(request, f"Le besoin « {need} » rejoint la démarche.")
    return redirect(f"{project.get_absolute_url()}#membres")


@signed_in
@told_when_frozen
@require_POST
def freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = get_object_or_404(Project.objects.validatable_by(request.user).unfrozen(), pk=pk)
    if not request.POST.get("final"):
        messages.error(
            request,
            "Rien n'est figé : cochez d'abord la case qui dit que figer ne se défait pas.",
        )
        return redirect("needs:diagnosis", project.pk)
    project.freeze(by=request.user, now=timezone.now())
    messages.success(
        request, "Le diagnostic est figé : les volumes ne changeront plus, les fiches se lisent."
    )
    return redirect("needs:diagnosis", project.pk)
