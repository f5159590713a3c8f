"""Answering together: who wishes to be seen, and the workspace of a group, by personal link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.downloads import attachment
from procurement.file_fields import refuse_oversized
from procurement.http import version_read
from procurement.typography import number
from procurement.uploads import MEGABYTE
from tenders.consortia import MAY, MAY_NOT, SOURCES
from tenders.forms.consortium import (
    ConsortiumForm,
    FoundForm,
    GroupFileForm,
    LeaveForm,
    MessageForm,
    NoticeForm,
    PartForm,
    TaskForm,
)
from tenders.models import (
    Consortium,
    ConsortiumFile,
    ConsortiumMember,
    Invitation,
    MemberState,
    PartnerNotice,
    RefusedInGroup,
    StaleGroup,
)
from tenders.models.group_room import MOST_BYTES, MOST_TASKS
from tenders.partnering import (
    components_of,
    group_answer,
    leave,
    records_of,
    tell_asked,
    tell_changes,
)
from tenders.views.consultation import is_key
from tenders.views.contribution import by_link


@by_link
def partners(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """The suppliers that chose to be seen, one's own announcement, one's groups."""
    components = components_of(invitation.consultation)
    own = PartnerNotice.objects.filter(invitation=invitation).first()
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        instance=own or PartnerNotice(invitation=invitation),
        components=components,
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Vous êtes visible des autres structures de cette consultation.")
        return redirect("tenders:partners", token)
    return _partners_page(request, invitation, token, form, own)


def _partners_page(
    request: HttpRequest,
    invitation: Invitation,
    token: str,
    form: NoticeForm,
    own: PartnerNotice | None,
    founding: FoundForm | None = None,
) -> HttpResponse:
    notices = PartnerNotice.objects.filter(invitation__consultation=invitation.consultation)
    others = list(notices.exclude(invitation=invitation).select_related("invitation"))
    skills = sorted({skill for notice in others for skill in notice.components})
    wanted = request.GET.get("competence", "")
    rows = ConsortiumMember.objects.filter(
        invitation=invitation,
        state__in=(MemberState.ASKED, MemberState.OFFERED, MemberState.JOINED),
    )
    components = components_of(invitation.consultation)
    context = {
        "invitation": invitation,
        "consultation": invitation.consultation,
        "token": token,
        "form": form,
        "own": own,
        "others": [one for one in others if wanted in ("", *one.components)],
        "skills": skills,
        "wanted": wanted if wanted in skills else "",
        "looking": [
            (group, group.coverage(components)) for group in Consortium.objects.looking(invitation)
        ],
        "rows": rows.select_related("consortium"),
        "founding": founding or FoundForm(),
        "may": MAY,
        "may_not": MAY_NOT,
        "sources": SOURCES,
    }
    failed = form.errors or (founding is not None)
    return render(request, "tenders/partners.html", context, status=422 if failed else 200)


@by_link
@require_POST
def hide(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """Stop being seen; the groups already formed stay."""
    PartnerNotice.objects.filter(invitation=invitation).delete()
    messages.success(request, "Vous n'êtes plus visible des autres structures.")
    return redirect("tenders:partners", token)


@by_link
@require_POST
def found(request: HttpRequest, invitation: Invitation, *, token: str) -> HttpResponse:
    """Open a group, alone in it for now."""
    form = FoundForm(request.POST)
    if form.is_valid():
        try:
            group = Consortium.found(invitation, form.cleaned_data["name"], now=timezone.now())
        except RefusedInGroup as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, "Le groupement est ouvert. Invitez des partenaires.")
            return redirect("tenders:group", token, group.pk)
    own = PartnerNotice.objects.filter(invitation=invitation).first()
    notice = NoticeForm(
        instance=own or PartnerNotice(invitation=invitation),
        components=components_of(invitation.consultation),
    )
    return _partners_page(request, invitation, token, notice, own, form)


def member_of(invitation: Invitation, pk: UUID, *states: MemberState) -> ConsortiumMember:
    """The supplier's own place in that group; 404 for whoever is not in it."""
    rows = ConsortiumMember.objects.filter(invitation=invitation, consortium=pk)
    return get_object_or_404(
        rows.select_related("consortium__consultation", "invitation"),
        state__in=states or (MemberState.JOINED,),
    )


@by_link
def group(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """The workspace of the members; whoever is only asked sees who asks and what for."""
    member = member_of(invitation, pk, MemberState.ASKED, MemberState.JOINED)
    if member.state == MemberState.ASKED:
        context = {"invitation": invitation, "token": token, "group": member.consortium}
        context |= {"coverage": _coverage(member.consortium), "may": MAY, "may_not": MAY_NOT}
        context |= {"sources": SOURCES}
        return render(request, "tenders/group_asked.html", context)
    return workspace(request, member, token)


def _coverage(group: Consortium) -> Any:
    return group.coverage(components_of(group.consultation), records_of(group))


def workspace(
    request: HttpRequest,
    member: ConsortiumMember,
    token: str,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    group = member.consortium
    asked = group.members.exclude(state=MemberState.JOINED).select_related("invitation")
    known = group.members.exclude(state=MemberState.LEFT).values("invitation")
    coverage = _coverage(group)
    files = list(group.files.select_related("by__invitation"))
    notices = PartnerNotice.objects.filter(invitation__consultation=group.consultation)
    context = {
        "invitation": member.invitation,
        "consultation": group.consultation,
        "token": token,
        "group": group,
        "member": member,
        "members": group.joined(),
        "others": asked,
        "coverage": coverage,
        "notices": _useful_first(
            notices.exclude(invitation__in=known).select_related("invitation"), coverage.missing
        ),
        "tasks": group.tasks.select_related("owner__invitation"),
        "files": files,
        "kept_size": f"{number(sum(one.size for one in files) / MEGABYTE)} Mo",
        "most_size": f"{number(MOST_BYTES // MEGABYTE)} Mo",
        "talk": group.messages.select_related("by__invitation"),
        "changes": group.changes.all(),
        "sent": group_answer(group),
        "today": timezone.localdate(),
        "group_form": ConsortiumForm(instance=group),
        "part_form": PartForm(instance=member, components=components_of(group.consultation)),
        "task_form": TaskForm(consortium=group),
        "file_form": GroupFileForm(),
        "message_form": MessageForm(),
        "leave_form": LeaveForm(),
        "version": group.version,
        "may_not": MAY_NOT,
        "sources": SOURCES,
        **forms,
    }
    return render(request, "tenders/group.html", context, status=status)


def _useful_first(
    notices: Iterable[PartnerNotice], missing: Sequence[str]
) -> list[tuple[PartnerNotice, list[str]]]:
    """Each with the skills to find that it covers; those that cover most come first."""
    useful = [(one, [skill for skill in missing if skill in one.components]) for one in notices]
    return sorted(useful, key=lambda pair: -len(pair[1]))


@by_link
@require_POST
def respond(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Join, decline, or leave."""
    now = timezone.now()
    if "leave" in request.POST:
        member = member_of(invitation, pk)
        form = LeaveForm(request.POST)
        if not form.is_valid():
            return workspace(request, member, token, 422, leave_form=form)
        leave(member, now=now, reason=form.cleaned_data["reason"])
        messages.success(request, "Vous avez quitté le groupement. Ses membres sont prévenus.")
        return redirect("tenders:partners", token)
    member = member_of(invitation, pk, MemberState.ASKED)
    if "join" in request.POST:
        with transaction.atomic():
            tell_changes(member.move(MemberState.JOINED, now=now), invitation, now=now)
        messages.success(request, "Vous êtes membre du groupement. Dites votre part.")
        return redirect("tenders:group", token, pk)
    member.move(MemberState.DECLINED, now=now)
    messages.success(request, "Vous avez décliné la proposition.")
    return redirect("tenders:partners", token)


@by_link
@require_POST
def ask(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Propose to join to suppliers that chose to be seen."""
    member = member_of(invitation, pk)
    notices = PartnerNotice.objects.filter(
        invitation__consultation=member.consortium.consultation,
        pk__in=[key for key in request.POST.getlist("notice") if is_key(key)],
    ).select_related("invitation")
    try:
        with transaction.atomic():
            asked = member.consortium.ask(notices, now=timezone.now())
            tell_asked(asked)
    except RefusedInGroup as error:
        messages.error(request, str(error))
        return redirect("tenders:group", token, pk)
    if asked:
        messages.success(request, "La proposition est partie par courriel.")
    else:
        messages.warning(request, "Cochez au moins une structure à qui proposer le groupement.")
    return redirect("tenders:group", token, pk)


@by_link
@require_POST
def settle(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Change name, form or lead, unless another member was faster."""
    member = member_of(invitation, pk)
    form = ConsortiumForm(request.POST, instance=Consortium.objects.get(pk=pk))
    if not form.is_valid():
        return workspace(request, member, token, 422, group_form=form)
    said, now = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            handed = member.consortium.change(**said, version=version_read(request), now=now)
            tell_changes([handed] if handed else [], invitation, now=now)
    except StaleGroup:
        member.consortium.refresh_from_db()
        return workspace(request, member, token, 409, group_form=form, stale=member.consortium)
    messages.success(request, "Le groupement est enregistré.")
    return redirect("tenders:group", token, pk)


@by_link
@require_POST
def part(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """What this member does; nobody else writes it."""
    member = member_of(invitation, pk)
    form = PartForm(
        request.POST,
        instance=ConsortiumMember.objects.get(pk=member.pk),
        components=components_of(member.consortium.consultation),
    )
    if not form.is_valid():
        return workspace(request, member, token, 422, part_form=form)
    form.save()
    messages.success(request, "Votre part est enregistrée.")
    return redirect("tenders:group", token, pk)


@by_link
@require_POST
def task(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    """Add a task; take one on; or mark one as done, or as still to do."""
    member = member_of(invitation, pk)
    group = member.consortium
    if key := request.POST.get("take", ""):
        get_object_or_404(group.tasks, pk=key if is_key(key) else 0)
        group.tasks.filter(pk=key).update(owner=member)
        return redirect("tenders:group", token, pk)
    if key := request.POST.get("toggle", ""):
        row = get_object_or_404(group.tasks, pk=key if is_key(key) else 0)
        row.done_at = None if row.done_at else timezone.now()
        row.save(update_fields=["done_at"])
        return redirect("tenders:group", token, pk)
    form = TaskForm(request.POST, consortium=group)
    if form.is_valid() and group.tasks.count() >= MOST_TASKS:
        form.add_error("title", f"{MOST_TASKS} tâches au plus : terminez-en d'abord.")
    if not form.is_valid():
        return workspace(request, member, token, 422, task_form=form)
    form.instance.consortium = group
    form.save()
    messages.success(request, "La tâche est ajoutée.")
    return redirect("tenders:group", token, pk)


@by_link
@require_POST
def add_file(request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID) -> HttpResponse:
    member = member_of(invitation, pk)
    form = GroupFileForm(request.POST, request.FILES)
    too_large = refuse_oversized(form, request)
    if form.is_valid():
        try:
            ConsortiumFile.objects.keep(
                form.cleaned_data["file"], consortium=member.consortium, by=member
            )
        except RefusedInGroup as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Le document est partagé avec les membres.")
            return redirect("tenders:group", token, pk)
    return workspace(request, member, token, 413 if too_large else 422, file_form=form)


@by_link
def file(
    request: HttpRequest, invitation: Invitation, *, token: str, pk: UUID, key: UUID
) -> HttpResponseBase:
    """A document of this very group, for its members."""
    member = member_of(invitation, pk)
    kept = get_object_or_404(member.consortium.files, pk=key)
    return attachment(kept.file, kept.name)
