"""A record asked for by e-mail: the request, the proof of the address, the human decision."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from rest_framework.throttling import UserRateThrottle

from procurement import mail
from procurement.accounts.models import User
from procurement.sessions import signed_in
from suppliers.forms.claim import ClaimForm, DecisionForm
from suppliers.models import Claim, DecidedMeanwhile, Supplier


class ClaimThrottle(UserRateThrottle):
    """A page that writes to any address must not be a way to flood one."""

    scope = "claims"
    rate = "10/hour"


@signed_in
def claim_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a record; the address given must answer before anybody reads the request."""
    supplier = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
    if Supplier.objects.editable_by(request.user).filter(pk=pk).exists():
        messages.info(request, "Vous tenez déjà cette fiche.")
        return redirect(supplier)
    current = Claim.objects.open().filter(supplier=supplier, user=request.user).first()
    form = ClaimForm(request.POST or None, instance=Claim(supplier=supplier, user=request.user))
    context = {
        "supplier": supplier,
        "form": form,
        "current": current,
        "is_for_holders": form.instance.is_for_holders,
    }
    if request.method != "POST" or current:
        return render(request, "suppliers/claim_ask.html", context)
    if not form.is_valid():
        return render(request, "suppliers/claim_ask.html", context, status=422)
    if not ClaimThrottle().allow_request(request, None):  # type: ignore[arg-type]
        form.add_error(None, "Trop de demandes en une heure. Réessayez plus tard.")
        return render(request, "suppliers/claim_ask.html", context, status=429)
    claim = form.save(commit=False)
    claim.ask(now=timezone.now())
    _send_link(request, claim)
    return redirect("suppliers:claim_ask", supplier.pk)


def _send_link(request: HttpRequest, claim: Claim) -> None:
    link = settings.SITE_URL + reverse("suppliers:claim_confirm", args=[claim.token()])
    context = {"supplier": claim.supplier, "link": link}
    if mail.queue("suppliers/mail/claim_confirm.txt", claim.email, context, now=timezone.now()):
        messages.success(
            request, f"Un lien part à l'adresse {claim.email} : ouvrez-le dans les 7 jours."
        )
    else:
        messages.error(
            request,
            "Le message n'a pas pu partir ; Balise réessaie. S'il n'arrive pas dans la journée, "
            "retirez la demande et recommencez.",
        )


@never_cache
def claim_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever opens the link reads that address; a button, for robots open links too."""
    claim = Claim.objects.confirmed_by(token)
    if claim is None:
        return render(request, "suppliers/claim_confirm.html", {"claim": None}, status=410)
    if request.method == "POST" and claim.confirm(now=timezone.now()):
        _tell_deciders(claim)
        messages.success(request, "Votre adresse est confirmée.")
    return render(request, "suppliers/claim_confirm.html", {"claim": claim})


def _tell_deciders(claim: Claim) -> None:
    """Nobody waits for a decision that nobody knows of."""
    link = settings.SITE_URL + reverse("suppliers:claim_review", args=[claim.pk])
    context = {"supplier": claim.supplier, "claim": claim, "link": link}
    for person in claim.deciders():
        key = f"claim_review {claim.pk} {person.pk}"
        mail.queue(
            "suppliers/mail/claim_review.txt", person.email, context, now=timezone.now(), key=key
        )


@login_required
@require_POST
def claim_withdraw(request: HttpRequest, claim: UUID) -> HttpResponse:
    own = get_object_or_404(Claim.objects.open().filter(user=request.user), pk=claim)
    try:
        own.withdraw(now=timezone.now())
    except DecidedMeanwhile:
        messages.info(request, "Cette demande vient de recevoir sa réponse.")
    else:
        own.forget_address()
        messages.success(request, "Votre demande est retirée, votre adresse en est effacée.")
    return redirect(own.supplier)


@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """The requests that the person may decide on, the oldest first, and their own."""
    seen = Claim.objects.select_related("supplier")
    context = {
        "waiting": seen.waiting().decidable_by(request.user),
        "decided": seen.decidable_by(request.user)
        .exclude(decided_at=None)
        .select_related("decided_by")
        .order_by("-decided_at")[:30],
        "own": seen.filter(user=request.user).order_by("-asked_at"),
    }
    return render(request, "suppliers/claims.html", context)


@signed_in
def claim_review(request: HttpRequest, claim: UUID) -> HttpResponse:
    """What is known of the request and of the record, then accept or refuse, with a reason."""
    decidable = Claim.objects.decidable_by(request.user).select_related("supplier", "user")
    asked = get_object_or_404(decidable, pk=claim)
    form = DecisionForm(request.POST or None, creator=asked.creator)
    status = 200
    if request.method == "POST" and asked.is_waiting and form.is_valid():
        try:
            _decide(request, asked, form)
        except DecidedMeanwhile:
            messages.error(request, "Quelqu'un a décidé entre-temps : voici la demande.")
            return redirect("suppliers:claims")
        return redirect("suppliers:claims")
    if request.method == "POST":
        status = 422 if asked.is_waiting else 409
    context = {
        "claim": asked,
        "supplier": asked.supplier,
        "form": form,
        "rivals": Claim.objects.filter(supplier=asked.supplier).exclude(pk=asked.pk),
        "acts": asked.supplier.acts.select_related("by", "on_behalf", "supplier")[:20],
    }
    return render(request, "suppliers/claim_review.html", context, status=status)


def _decide(request: HttpRequest, claim: Claim, form: DecisionForm) -> None:
    assert isinstance(request.user, User)
    accepted, reason, now = form.is_acceptance, form.cleaned_data["reason"], timezone.now()
    if accepted:
        claim.accept(reason, by=request.user, now=now, removes_creator=form.removes_creator)
    else:
        claim.refuse(reason, by=request.user, now=now)
    page = "suppliers:edit" if accepted else "suppliers:claim_ask"
    link = settings.SITE_URL + reverse(page, args=[claim.supplier_id])
    context = {
        "supplier": claim.supplier,
        "claim": claim,
        "link": link,
        "is_creator_removed": form.removes_creator,
    }
    left = mail.queue(
        "suppliers/mail/claim_decided.txt",
        claim.email,
        context,
        now=timezone.now(),
        key=f"claim_decided {claim.pk}",
    )
    if not accepted:
        claim.forget_address()
    elif claim.creator:
        _tell_creator(claim, claim.creator, is_removed=form.removes_creator)
    said = "acceptée" if accepted else "refusée"
    if left:
        messages.success(request, f"La demande est {said} ; la personne en est prévenue.")
    else:
        messages.warning(
            request, f"La demande est {said}, mais le message n'a pas pu partir ; Balise réessaie."
        )


def _tell_creator(claim: Claim, creator: User, *, is_removed: bool) -> None:
    """Whoever created the record learns what was decided of them, and how to answer."""
    page = "suppliers:claim_ask" if is_removed else "suppliers:edit"
    context = {
        "supplier": claim.supplier,
        "claim": claim,
        "link": settings.SITE_URL + reverse(page, args=[claim.supplier_id]),
        "is_removed": is_removed,
    }
    mail.queue(
        "suppliers/mail/claim_creator.txt",
        creator.email,
        context,
        now=timezone.now(),
        key=f"claim_creator {claim.pk}",
    )
