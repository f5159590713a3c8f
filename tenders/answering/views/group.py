"""The group's kit, from its workspace: by personal link, for its members alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procurement.downloads import as_attachment
from procurement.word import docx
from suppliers.models import Supplier
from tenders import invitations
from tenders.answering.agreement import articles_for, draft
from tenders.answering.documents import group_kit
from tenders.answering.documents.frame import written
from tenders.answering.grouping import group_of, plan_tasks, publication_for
from tenders.answering.models import SafeguardEntry
from tenders.answering.safeguard import Ruling
from tenders.answering.ties import ruling_on_insider
from tenders.models import ConsortiumMember, Invitation, MemberState
from tenders.views.contribution import by_link

View = Callable[..., HttpResponseBase]


def for_members(view: View) -> View:
    """Give the view the supplier's place in the group.

    A link passed on opens to no signed-in person of the buyer's side: refused, said and traced
    before anything takes the visit for the supplier's own.
    """

    @by_link
    def entered(
        request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID
    ) -> HttpResponseBase:
        return view(request, get_object_or_404(_places(invitation, pk)), token=token)

    @wraps(view)
    def opened(request: HttpRequest, token: str, pk: UUID) -> HttpResponseBase:
        member = _place_behind(request, token, pk)
        ruling = _closed_to(request, member) if member else None
        if member and ruling:
            context = {"ruling": ruling, "group": member.consortium}
            return render(request, "answering/closed_door.html", context, status=403)
        return entered(request, token=token, pk=pk)

    return opened


def _places(invitation: Invitation, pk: UUID) -> QuerySet[ConsortiumMember]:
    return ConsortiumMember.objects.filter(
        invitation=invitation, consortium=pk, state=MemberState.JOINED
    ).select_related("consortium__consultation__project__lead", "invitation__supplier")


def _place_behind(request: HttpRequest, token: str, pk: UUID) -> ConsortiumMember | None:
    """None for a link that does not hold: `by_link` says why."""
    try:
        invitation = invitations.open_link(token, now=timezone.now(), user=request.user)
    except (invitations.BadLink, invitations.ExpiredLink):
        return None
    return _places(invitation, pk).first()


def _closed_to(request: HttpRequest, member: ConsortiumMember) -> Ruling | None:
    """The ruling against a signed-in person of the other side; the member's own people come in."""
    supplier = member.invitation.supplier
    if not request.user.is_authenticated:
        return None
    if supplier and Supplier.objects.editable_by(request.user).filter(pk=supplier.pk).exists():
        return None
    project = member.consortium.consultation.project
    ruling = ruling_on_insider(request.user, project, now=timezone.now())
    if ruling.allowed:
        return None
    if supplier:
        SafeguardEntry.objects.note(
            "closed_door",
            ruling,
            supplier=supplier,
            person=request.user,
            about=member.consortium.name,
            now=timezone.now(),
        )
    return ruling


@require_safe
@for_members
def kit(request: HttpRequest, member: ConsortiumMember, *, token: str) -> HttpResponse:
    """What the kit holds, what is still to be said, and the file to take away."""
    group = member.consortium
    lead_bound = _lead_bound(request)
    gathered = group_of(group, lead_bound=lead_bound, now=timezone.now())
    context = {
        "token": token,
        "invitation": member.invitation,
        "group": group,
        "kit": gathered,
        "publication": publication_for(group),
        "articles": list(articles_for(group.form, lead_bound=lead_bound)),
        "draft": draft(),
        "lead_bound": lead_bound,
        "coverage": gathered.coverage,
    }
    return render(request, "answering/group.html", context)


@require_safe
@for_members
def document(request: HttpRequest, member: ConsortiumMember, *, token: str) -> HttpResponse:
    group = group_of(member.consortium, lead_bound=_lead_bound(request), now=timezone.now())
    return as_attachment(
        written(group_kit.build(group)), "dossier-du-groupement.docx", docx.MEDIA_TYPE, private=True
    )


def _lead_bound(request: HttpRequest) -> bool:
    return request.GET.get("mandataire") == "solidaire"


@require_POST
@for_members
def plan(request: HttpRequest, member: ConsortiumMember, *, token: str) -> HttpResponse:
    """Put the usual tasks in the workspace, dated back from the deadline."""
    made = plan_tasks(member.consortium, now=timezone.now())
    told = f"{made} tâches ajoutées à l'espace du groupement." if made else "Rien à ajouter."
    messages.success(request, told)
    return redirect("answering:group_kit", token, member.consortium_id)
