"""The supplier's side, by personal link and without account: read, answer, ask, send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from procurement.downloads import attachment
from procurement.http import version_read
from procurement.typography import long_moment
from procurement.upload_handlers import oversized_fields
from suppliers.claims import claim_url
from tenders import invitations
from tenders.forms.consultation import AskForm
from tenders.forms.contribution import ContributionForm
from tenders.models import (
    ConsultationClosed,
    Contribution,
    Invitation,
    QuestionKind,
    StaleContribution,
    TooManyQuestions,
)

View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """Give the view the invitation of the signed link, or answer with the reason why not."""

    @wraps(view)
    @never_cache
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        try:
            invitation = invitations.open_link(token, now=timezone.now(), user=request.user)
        except invitations.BadLink:
            return render(request, "tenders/contribution_refused.html", status=403)
        except invitations.ExpiredLink:
            context = {"expired": True, "token": token}
            return render(request, "tenders/contribution_refused.html", context, status=410)
        if request.method == "POST":
            invitation.note_reading(now=timezone.now())
        response = view(request, invitation, token=token, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


@by_link
def contribute(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """The need, the questions, and the answer as it stands."""
    now = timezone.now()
    if "read" in request.POST:
        return redirect("tenders:contribute", token)
    if request.method != "POST":
        return _page(request, invitation, token, _form(request, invitation), now=now)
    contribution, _ = Contribution.objects.get_or_create(invitation=invitation)
    form = _form(request, invitation, contribution)
    form.is_valid()
    try:
        form.save(contribution, version=version_read(request), now=now)
    except ConsultationClosed:
        return _too_late(request, invitation, token, form)
    except StaleContribution:
        return _page(request, invitation, token, form, now=now, stale=True, status=409)
    if form.errors:
        status = 413 if form.oversized else 422
        return _page(request, invitation, token, form, now=now, status=status)
    if "review" in request.POST:
        return redirect("tenders:contribute_review", token)
    saved = timezone.localtime(contribution.saved_at)
    messages.success(request, f"Brouillon enregistré à {saved:%H:%M}. {_until(invitation)}")
    return redirect("tenders:contribute", token)


@by_link
def review(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """Everything once more before it is sent."""
    contribution = get_object_or_404(Contribution, invitation=invitation)
    contribution.invitation = invitation  # which knows whether a network acts
    if request.method != "POST":
        return _review_page(request, invitation, contribution, token)
    now = timezone.now()
    try:
        submission = contribution.send(version=version_read(request), now=now)
    except ConsultationClosed:
        return _review_page(request, invitation, contribution, token, status=409)
    except StaleContribution:
        messages.error(
            request, "Le brouillon a changé depuis cette relecture : relisez-le, puis envoyez."
        )
        return _review_page(request, invitation, contribution, token, status=409)
    except ValidationError as error:
        return _review_page(request, invitation, contribution, token, error=error, status=422)
    invitations.acknowledge(submission, now=now)
    if invitation.acting and invitation.supplier:
        title = invitation.consultation.title
        invitation.supplier.note("answered", by=request.user, now=now, name=title)  # type: ignore[arg-type]
    messages.success(request, f"Votre réponse est envoyée. {_until(invitation)}")
    return redirect("tenders:contribute", token)


@by_link
def ask(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """A question to the team, answered for all."""
    now = timezone.now()
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if not invitation.consultation.is_open(at=now):
            form.add_error(None, "La consultation est close : il n'est plus possible de demander.")
            status = 409
        elif form.is_valid():
            try:
                invitation.ask(form.cleaned_data["text"], now=now)
            except TooManyQuestions:
                form.add_error(None, "Vous avez posé toutes les questions possibles : 20.")
            else:
                messages.success(
                    request, "Votre question est transmise. La réponse sera publiée pour tous."
                )
                return redirect("tenders:contribute", token)
    context = {"form": form, "invitation": invitation, "token": token}
    context["consultation"] = invitation.consultation
    return render(request, "tenders/contribution_ask.html", context, status=status)


@by_link
def file(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponseBase:
    """A file of this very contribution; that of another one does not exist here."""
    contribution = get_object_or_404(Contribution, invitation=invitation)
    kept = get_object_or_404(contribution.files, pk=pk)
    return attachment(kept.file, kept.name)


def _form(
    request: HttpRequest, invitation: Invitation, contribution: Contribution | None = None
) -> ContributionForm:
    sent = request.method == "POST"
    return ContributionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        questions=list(invitation.consultation.questions.all()),
        contribution=contribution or getattr(invitation, "contribution", None),
        oversized=oversized_fields(request),
    )


def _until(invitation: Invitation) -> str:
    closes = long_moment(timezone.localtime(invitation.consultation.closes_at))
    return f"Vous pourrez la modifier jusqu'au {closes}."


def _page(
    request: HttpRequest,
    invitation: Invitation,
    token: str,
    form: ContributionForm,
    *,
    now: datetime,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    contribution = Contribution.objects.filter(invitation=invitation).first()
    last_sent = contribution.submissions.last() if contribution else None
    shown = last_sent or contribution
    consultation = invitation.consultation
    return render(
        request,
        "tenders/contribution.html",
        {
            "invitation": invitation,
            "consultation": consultation,
            "token": token,
            "form": form,
            "blocks": list(form.blocks()),
            "contribution": contribution,
            "version": contribution.version if contribution else 1,
            "last_sent": last_sent,
            "rows": shown.rows() if shown else [],
            "unsent": contribution.has_unsent_changes() if contribution else False,
            "stale": form.stored_texts() if stale else None,
            "is_stale": stale,
            "clauses": any(q.kind == QuestionKind.CLAUSE for q in form.questions),
            "is_open": consultation.is_open(at=now),
            "is_closed": consultation.is_closed(at=now),
            "documents": consultation.documents.all(),
            "exchanges": consultation.public_questions.answered(),
            "account_url": _account_url(invitation),
            "asked": consultation.public_questions.pending().filter(asked_by=invitation),
        },
        status=status,
    )


def _account_url(invitation: Invitation) -> str:
    """Where the structure takes over its record; a plain account when it has none."""
    if invitation.supplier and not invitation.supplier.organisation_id:
        return claim_url(invitation.supplier)
    return reverse("account_signup")


def _too_late(
    request: HttpRequest, invitation: Invitation, token: str, form: ContributionForm
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "consultation": invitation.consultation,
        "token": token,
        "typed": form.typed(),
    }
    return render(request, "tenders/contribution_too_late.html", context, status=409)


def _review_page(
    request: HttpRequest,
    invitation: Invitation,
    contribution: Contribution,
    token: str,
    *,
    error: ValidationError | None = None,
    status: int = 200,
) -> HttpResponse:
    contribution.refresh_from_db()
    contribution.invitation = invitation
    consultation = invitation.consultation
    return render(
        request,
        "tenders/contribution_review.html",
        {
            "invitation": invitation,
            "consultation": consultation,
            "contribution": contribution,
            "group": contribution.group(),
            "token": token,
            "rows": contribution.rows(),
            "missing": contribution.missing(),
            "errors": error.messages if error else [],
            "is_open": consultation.is_open(),
        },
        status=status,
    )
