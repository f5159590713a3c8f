"""Inside a group, by personal link: asking to join, messages, its common answer, documents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tenders.forms.consortium import MessageForm
from tenders.models import (
    Consortium,
    ConsortiumMessage,
    ConsultationClosed,
    Contribution,
    Invitation,
    MemberState,
    PartnerNotice,
    RefusedInGroup,
)
from tenders.partnering import group_answer, take_up, tell_changes, tell_said
from tenders.views.consortium import member_of, workspace
from tenders.views.consultation import is_key
from tenders.views.contribution import by_link


@by_link
@require_POST
def offer(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Ask to join a group that looks for partners; whoever asks is itself visible."""
    group = get_object_or_404(Consortium.objects.looking(invitation), pk=pk)
    notice = PartnerNotice.objects.filter(invitation=invitation).first()
    if notice is None:
        messages.error(
            request, "Devenez visible d'abord : le groupement doit savoir ce que vous apportez."
        )
        return redirect("tenders:partners", token)
    try:
        group.offer(notice, now=timezone.now())
    except RefusedInGroup as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Votre demande est transmise aux membres du groupement.")
    return redirect("tenders:partners", token)


@by_link
@require_POST
def admit(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """The lead takes in, or declines, a supplier that asks to join."""
    lead = member_of(invitation, pk)
    if not lead.is_lead:
        raise Http404("Le mandataire seul répond aux demandes.")
    key, now = request.POST.get("member", ""), timezone.now()
    asking = get_object_or_404(
        lead.consortium.members.filter(state=MemberState.OFFERED),
        pk=key if is_key(key) else 0,
    )
    with transaction.atomic():
        state = MemberState.JOINED if "accept" in request.POST else MemberState.DECLINED
        tell_changes(asking.move(state, now=now), asking.invitation, now=now)
    if state == MemberState.JOINED:
        messages.success(request, f"{asking} rejoint le groupement.")
    else:
        messages.success(request, f"La demande de {asking} est déclinée.")
    return redirect("tenders:group", token, pk)


@by_link
@require_POST
def say(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """A message to the members."""
    member = member_of(invitation, pk)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                text = form.cleaned_data["text"]
                tell_said(ConsortiumMessage.objects.say(text, by=member, now=timezone.now()))
        except RefusedInGroup as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "Votre message est transmis aux membres.")
            return redirect("tenders:group", token, pk)
    return workspace(request, member, token, 422, message_form=form)


@by_link
def answer(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """What the group sent, for its members; a lead that did not send it may take it up."""
    member = member_of(invitation, pk)
    sent = group_answer(member.consortium)
    if sent is None:
        raise Http404("Ce groupement n'a pas encore répondu.")
    is_own = sent.contribution.invitation_id == invitation.pk
    if request.method == "POST" and member.is_lead and not is_own:
        try:
            take_up(sent, member, now=timezone.now())
        except ConsultationClosed:
            messages.error(request, "La consultation est close : la réponse envoyée reste telle.")
            return redirect("tenders:group_answer", token, pk)
        messages.success(
            request, "La réponse du groupement est votre brouillon. Relisez-la, puis envoyez-la."
        )
        return redirect("tenders:contribute", token)
    context = {
        "invitation": invitation,
        "token": token,
        "group": member.consortium,
        "member": member,
        "sent": sent,
        "rows": sent.rows(),
        "can_take_up": member.is_lead and not is_own and member.consortium.consultation.is_open(),
        "has_own": Contribution.objects.filter(invitation=invitation).exists(),
    }
    return render(request, "tenders/group_answer.html", context)


@by_link
@require_POST
def remove_file(
    request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID, key: UUID
) -> HttpResponse:
    """Whoever shared a document, or the lead, takes it away."""
    member = member_of(invitation, pk)
    kept = get_object_or_404(member.consortium.files, pk=key)
    if not member.is_lead and kept.by_id != member.pk:
        raise Http404("Ce document est à un autre membre.")
    kept.file.delete(save=False)
    kept.delete()
    messages.success(request, "Le document est retiré.")
    return redirect("tenders:group", token, pk)
