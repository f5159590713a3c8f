"""After the close: each proposal gets its decision, then all are told what was retained."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.sessions import signed_in
from tenders import closing, invitations
from tenders.carrying import carry, to_carry
from tenders.forms.decision import ConclusionForm, DecisionForm, ProposalsForm, TenderUrlForm
from tenders.models import Decision, MarketConsultation
from tenders.proposals import by_question, proposals_of


@login_required
def conclude(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The proposals and their decisions, then the message that tells everyone."""
    consultation = _validatable(request, pk)
    deciding = request.method == "POST" and "outcome" in request.POST
    concluding = request.method == "POST" and not deciding
    proposals = proposals_of(consultation)
    waiting = [proposal for proposal in proposals if proposal.is_waiting]
    decision_form = DecisionForm(request.POST if deciding else None, consultation=consultation)
    conclusion_form = ConclusionForm(request.POST if concluding else None, waiting=len(waiting))
    form = decision_form if deciding else conclusion_form
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            if deciding:
                consultation.decide(decision_form.instance, by=request.user, now=now)
                messages.success(request, "La décision est notée au registre.")
            else:
                values = conclusion_form.cleaned_data
                closing.conclude(consultation, **values, by=request.user, now=now)
                messages.success(request, "Le bilan part à toutes les structures invitées.")
            return redirect("tenders:consultation_conclude", consultation.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return render(
        request,
        "tenders/consultation_conclude.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "decisions": list(consultation.decisions.select_related("question")),
            "proposals": by_question([p for p in proposals if p.expected or p.decision]),
            "others": by_question([p for p in proposals if not (p.expected or p.decision)]),
            "waiting": len(waiting),
            "decision_form": decision_form,
            "conclusion_form": conclusion_form,
            "form": form,
            "tender_form": TenderUrlForm(),
            "is_closed": consultation.is_closed(at=now),
            "told": consultation.invitations.count(),
            "carried": to_carry(consultation),
        },
        status=422 if request.method == "POST" else 200,
    )


@signed_in
def decide(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """What becomes of the proposals about one question; one decision may answer several."""
    consultation = _validatable(request, pk)
    question = get_object_or_404(consultation.questions, pk=key)
    offered = [
        proposal
        for proposal in proposals_of(consultation)
        if proposal.question.pk == question.pk and proposal.decision is None
    ]
    decision = Decision(question=question, before=question.clause_text)
    form = ProposalsForm(
        request.POST or None, consultation=consultation, offered=offered, instance=decision
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            consultation.decide(
                decision,
                comments=[p.comment for p in chosen if p.comment],
                invitations=[p.invitation for p in chosen if not p.comment],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "La décision est notée au registre.")
            return redirect("tenders:consultation_conclude", consultation.pk)
    return render(
        request,
        "tenders/consultation_decide.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "question": question,
            "offered": offered,
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


@login_required
@require_POST
def announce_tender(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell all, once, where the tender is published."""
    consultation = _validatable(request, pk)
    form = TenderUrlForm(request.POST)
    now = timezone.now()
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["url"].as_data())
        consultation.tell_tender(form.cleaned_data["url"], by=request.user, now=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        invitations.announce_tender(consultation, now=now)
        messages.success(request, "L'adresse du marché part à toutes les structures invitées.")
    return redirect("tenders:consultation_conclude", consultation.pk)


@login_required
@require_POST
def carry_decision(request: HttpRequest, pk: UUID, key: int) -> HttpResponse:
    """Take the text retained into a clause of the tender."""
    consultation = _validatable(request, pk)
    found = next((one for one in to_carry(consultation) if one.used.pk == key), None)
    if found is None:
        raise Http404("No retained text for this clause of a tender.")
    carry(found, by=request.user, now=timezone.now())
    messages.success(request, f"Le texte retenu est repris dans le marché {found.used.tender}.")
    return redirect("tenders:consultation_conclude", consultation.pk)


def _validatable(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.validatable_by(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)
