"""The team's side of an open consultation: guests, messages, questions, answers, conclusion."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from procurement.downloads import as_attachment, attachment
from procurement.sessions import signed_in
from procurement.tables import CONTENT_TYPES, XLSX
from procurement.typography import plural
from tenders import exports, invitations, sourcing
from tenders.clause_opinions import clause_opinions
from tenders.feasibility import SORTS, in_order
from tenders.forms.consultation import (
    ExtensionForm,
    GuestForm,
    GuestsForm,
    PublicAnswerForm,
)
from tenders.invited import invited_late, not_invited
from tenders.models import (
    ClauseComment,
    ContributionFile,
    Invitation,
    MarketConsultation,
    Message,
    PublicQuestion,
)


@login_required
def manage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where the consultation stands: who was told, who opened, who answered."""
    consultation = _visible(request, pk)
    if consultation.published_at is None and _may_edit(request, consultation):
        return redirect("tenders:consultation_prepare", consultation.pk)
    now = timezone.now()
    invited = list(consultation.invitations.select_related("supplier", "contribution"))
    sent = Message.objects.filter(invitation__consultation=consultation)
    return render(
        request,
        "tenders/consultation_manage.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "invited": invited,
            "not_invited": not_invited(consultation, invited),
            "late": invited_late(invited),
            "silent": consultation.invitations.without_answer().count(),
            "answered": sum(1 for i in invited if _answered_at(i)),
            "opened": sum(1 for i in invited if i.opened_at),
            "waiting": sent.waiting().count(),
            "uncertain": list(sent.uncertain(at=now).select_related("invitation")),
            "to_moderate": ClauseComment.objects.of(consultation).waiting().count(),
            "questions": list(consultation.public_questions.select_related("asked_by")),
            "is_open": consultation.is_open(at=now),
            "is_closed": consultation.is_closed(at=now),
            "can_edit": MarketConsultation.objects.validatable_by(request.user)
            .filter(pk=consultation.pk)
            .exists(),
            "extension": ExtensionForm(initial={"closes_at": consultation.closes_at}),
        },
    )


@login_required
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All the matched suppliers at once, or one more structure by its address."""
    consultation = _validatable(request, pk)
    now = timezone.now()
    if not consultation.accepts_answers(at=now):
        messages.error(request, "On n'invite qu'à une consultation publiée et non close.")
        return redirect("tenders:consultation_manage", consultation.pk)
    known = set(consultation.invitations.values_list("email", flat=True))
    matched = [
        supplier
        for supplier in invitations.matched_suppliers(consultation)
        if supplier.contact_email.lower() not in known
    ]
    reachable = [supplier for supplier in matched if supplier.contact_email]
    one_more = request.method == "POST" and "email" in request.POST
    listed = request.method == "POST" and not one_more
    guests_form = GuestsForm(request.POST if listed else None, suppliers=reachable)
    guest_form = GuestForm(request.POST if one_more else None)
    if listed and guests_form.is_valid():
        invited = invitations.invite(
            consultation,
            guests_form.guests(),
            by=request.user,
            now=now,
            left_out=guests_form.left_out(),
            reason=guests_form.cleaned_data["reason"],
        )
        return _invited(request, consultation, invited)
    if one_more and guest_form.is_valid():
        guest = invitations.Guest(**guest_form.cleaned_data)
        invited = invitations.invite(consultation, [guest], by=request.user, now=now)
        return _invited(request, consultation, invited)
    return render(
        request,
        "tenders/consultation_invite.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "guests_form": guests_form,
            "guest_form": guest_form,
            "matched": matched,
            "reachable": reachable,
            "unreachable": [supplier for supplier in matched if not supplier.contact_email],
        },
        status=422 if request.method == "POST" else 200,
    )


@login_required
@require_POST
def remind(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _validatable(request, pk)
    if not consultation.is_open():
        messages.error(request, "La consultation n'est pas ouverte : rien à relancer.")
        return redirect("tenders:consultation_manage", consultation.pk)
    reminded = invitations.remind(consultation, by=request.user, now=timezone.now())
    if reminded:
        messages.success(
            request, f"{plural(len(reminded), 'relance envoyée', 'relances envoyées')}."
        )
    else:
        messages.info(request, "Chacun a répondu, ou a déjà été relancé aujourd'hui.")
    return redirect("tenders:consultation_manage", consultation.pk)


@login_required
@require_POST
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try again what failed; what is uncertain leaves again only when it is asked for."""
    consultation = _validatable(request, pk)
    unsent = Message.objects.filter(invitation__consultation=consultation, sent_at=None)
    if request.POST.get("uncertain"):
        unsent.uncertain().update(claimed_at=None)
    unsent.waiting().update(attempts=0)
    invitations.deliver.enqueue(str(consultation.pk))
    messages.info(request, "Les envois en attente sont repris.")
    return redirect("tenders:consultation_manage", consultation.pk)


@login_required
@require_POST
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Replace one supplier's link; the links sent before stop working."""
    invitation = get_object_or_404(
        Invitation.objects.validatable_by(request.user).select_related("consultation"), pk=pk
    )
    invitations.renew(invitation, by=request.user, now=timezone.now())
    messages.success(request, f"Un nouveau lien part à {invitation}. L'ancien ne fonctionne plus.")
    return redirect("tenders:consultation_manage", invitation.consultation_id)


@login_required
@require_POST
def extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _validatable(request, pk)
    form = ExtensionForm(request.POST)
    now = timezone.now()
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["closes_at"].as_data())
        consultation.extend(form.cleaned_data["closes_at"], by=request.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        invitations.announce_extension(consultation, now=now)
        messages.success(
            request, "La clôture est repoussée pour tous ; chaque invité en est averti."
        )
    return redirect("tenders:consultation_manage", consultation.pk)


@signed_in
def answer_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one supplier's question for all."""
    question = get_object_or_404(
        PublicQuestion.objects.answerable_by(request.user).select_related("consultation__project"),
        pk=pk,
    )
    form = PublicAnswerForm(request.POST or None, instance=question)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            question.publish_answer(
                form.cleaned_data["answer"],
                form.cleaned_data["published_text"],
                by=request.user,
                now=now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            invitations.announce_answer(question, now=now)
            messages.success(request, "La réponse est publiée, et chaque invité en est averti.")
            return redirect("tenders:consultation_manage", question.consultation_id)
    return render(
        request,
        "tenders/consultation_public_question.html",
        {"form": form, "question": question, "consultation": question.consultation},
        status=422 if request.method == "POST" else 200,
    )


@login_required
def answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sent answers side by side, and what they say together."""
    consultation = _visible(request, pk)
    submissions = sourcing.current_submissions(consultation)
    if submissions:
        consultation.note_reader(request.user, now=timezone.now())
    syntheses = sourcing.syntheses(consultation, submissions, secrets=True)
    sort = request.GET.get("tri", "projet")
    return render(
        request,
        "tenders/consultation_answers.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "submissions": submissions,
            "rows": sourcing.side_by_side(consultation, submissions),
            "syntheses": syntheses,
            "heat": in_order(clause_opinions(consultation, submissions, outside=False), sort),
            "sorts": [(key, label) for key, (label, _) in SORTS.items()],
            "sort": sort,
        },
    )


@login_required
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _visible(request, pk)
    consultation.note("answers_exported", by=request.user, now=timezone.now())
    name = f"reponses-{slugify(consultation.title)[:60]}.xlsx"
    return as_attachment(exports.answers_workbook(consultation), name, CONTENT_TYPES[XLSX])


@login_required
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A file given as an answer, for the team once it is sent, or for its own supplier."""
    kept = get_object_or_404(ContributionFile.objects.visible_to(request.user), pk=pk)
    return attachment(kept.file, kept.name)


def _visible(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.visible_to(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _validatable(request: HttpRequest, pk: UUID) -> MarketConsultation:
    """One that the person may address to suppliers or decide on."""
    consultations = MarketConsultation.objects.validatable_by(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _may_edit(request: HttpRequest, consultation: MarketConsultation) -> bool:
    return MarketConsultation.objects.editable_by(request.user).filter(pk=consultation.pk).exists()


def _answered_at(invitation: Invitation) -> object:
    """When the supplier sent its answer; a draft is nobody's business."""
    contribution = getattr(invitation, "contribution", None)
    return contribution.submitted_at if contribution else None


def _invited(
    request: HttpRequest, consultation: MarketConsultation, invited: list[Invitation]
) -> HttpResponse:
    if invited:
        said = plural(len(invited), "invitation envoyée", "invitations envoyées")
        messages.success(request, f"{said}. Chacun reçoit le même message et son propre lien.")
    else:
        messages.info(request, "Cette adresse est déjà invitée à cette consultation.")
    return redirect("tenders:consultation_manage", consultation.pk)
