"""Who works on a sheet: invited by e-mail, named for its parts, and the one who answers for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs import invitations, parts
from needs.forms import ContributorForm, HandOverForm
from needs.models import Contributor, Need
from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.typography import join_words, of


@signed_in
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read by all who read the sheet; those who name its people invite from here."""
    need = get_object_or_404(
        Need.objects.visible_to(request.user).select_related("organisation", "responsible"), pk=pk
    )
    if request.method == "POST":
        get_object_or_404(Need.objects.staffed_by(request.user), pk=pk)
    form = ContributorForm(request.POST or None, need=need)
    if request.method == "POST" and form.is_valid():
        _invite(request, need, form)
        return redirect("needs:team", pk)
    return _page(request, need, form=form, status=status_of(form))


def _invite(request: HttpRequest, need: Need, form: ContributorForm) -> None:
    person = form.cleaned_data["name"]
    invited = need.contributors.invite(
        need,
        email=form.cleaned_data["email"],
        name=person,
        parts=form.cleaned_data["part"],
        by=request.user,
        now=timezone.now(),
    )
    if not invited:
        messages.info(
            request,
            f"{person} avait déjà ces parties : rien n'est envoyé. Son lien, s'il ou elle ne l'a "
            "pas encore ouvert, est ci-dessous.",
        )
    elif invitations.send(invited):
        messages.success(request, f"L'invitation {of(str(person))} est partie.")
    else:
        messages.warning(
            request,
            f"Le message à {person} n'est pas parti. Transmettez vous-même son lien, ci-dessous.",
        )


def _page(request: HttpRequest, need: Need, *, status: int = 200, **forms: Any) -> HttpResponse:
    may_invite = Need.objects.staffed_by(request.user).filter(pk=need.pk).exists()
    answers_for_it = Need.objects.validatable_by(request.user).filter(pk=need.pk).exists()
    context = {
        "need": need,
        "people": _people(need),
        "may_invite": may_invite,
        "form": ContributorForm(need=need),
        "hand_over_form": HandOverForm(need=need) if answers_for_it else None,
        **forms,
    }
    return render(request, "needs/team.html", context, status=status)


def _people(need: Need) -> list[dict[str, Any]]:
    """Each contributor once, with all they were given, and their link while they are awaited."""
    questions = need.question_set()
    people: dict[str, dict[str, Any]] = {}
    for each in need.contributors.select_related("user", "need"):
        person = people.setdefault(
            each.email, {"first": each, "parts": [], "link": invitations.link(each)}
        )
        person["parts"].append(parts.title_of(each.part, questions))
    return [{**person, "said": join_words(person["parts"])} for person in people.values()]


@signed_in
@require_POST
def remove(request: HttpRequest, pk: UUID, contributor: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.staffed_by(request.user), pk=pk)
    person = get_object_or_404(need.contributors.all(), pk=contributor)
    person.withdraw(by=request.user, now=timezone.now())
    messages.success(request, f"{person} ne contribue plus à cette fiche.")
    return redirect("needs:team", pk)


@signed_in
@require_POST
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Only the one who answers for the sheet passes it on; anyone of its own when nobody does."""
    need = get_object_or_404(Need.objects.validatable_by(request.user), pk=pk)
    form = HandOverForm(request.POST, need=need)
    if not form.is_valid():
        return _page(request, need, hand_over_form=form, status=422)
    person = form.cleaned_data["person"]
    need.entrust(person, by=request.user, now=timezone.now())
    messages.success(request, f"{person} répond maintenant de la fiche et la valide.")
    return redirect("needs:team", pk)


def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The way in for an invited person: the link proves the address, the account says who."""
    invited = Contributor.objects.invited_with(token).select_related(
        "need__organisation", "need__project__lead", "invited_by"
    )
    first = invited.first()
    user: Any = request.user
    if first and user.is_authenticated and not invited.exclude(user=user).exists():
        return redirect(first.need)
    if first is None or (first.need.project and first.need.project.frozen_at):
        closed = {"project": first.need.project if first else None}
        return render(request, "needs/join_closed.html", closed, status=410)
    theirs = user.is_authenticated and user.email.lower() == first.email
    if request.method == "POST" and theirs:
        first.join(user, now=timezone.now())
        messages.success(request, "La fiche vous est ouverte. Tout s'enregistre à votre nom.")
        return redirect(first.need)
    questions = first.need.question_set()
    context = {
        "invited": first,
        "need": first.need,
        "titles": [parts.title_of(each.part, questions) for each in invited],
        "theirs": theirs,
    }
    return render(request, "needs/contribute.html", context)
