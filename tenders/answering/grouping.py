"""A group's workspace gathered for its kit; nothing of it reaches the buyer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from procurement.typography import join_words, long_moment
from suppliers import ess
from tenders.answering.agreement import group_plan
from tenders.answering.documents.group_kit import Group, Member, Task
from tenders.answering.models import Publication
from tenders.models import Consortium, ConsortiumMember, ConsortiumTask
from tenders.models.group_room import MOST_TASKS
from tenders.partnering import components_of


def publication_for(group: Consortium) -> Publication | None:
    """The call that the group's consultation led to, once a buyer published it."""
    project = group.consultation.project
    return Publication.objects.current().filter(tender__project=project).order_by("due_at").first()


def group_of(group: Consortium, *, lead_bound: bool, now: datetime) -> Group:
    call = publication_for(group)
    due = call.due_at if call else None
    form = str(group.get_form_display())
    return Group(
        name=group.name,
        form=group.form,
        form_label=f"{form}, mandataire solidaire"
        if lead_bound and group.form == "joint"
        else form,
        call=str(call) if call else group.consultation.title,
        buyer=group.consultation.project.lead.name,
        members=tuple(_member(row) for row in group.joined()),
        coverage=group.coverage(components_of(group.consultation)),
        tasks=tuple(_task(task) for task in group.tasks.select_related("owner__invitation")),
        files=tuple(file.name for file in group.files.all()),
        due=long_moment(timezone.localtime(due)) if due else "pas encore annoncée",
        today=timezone.localdate(now),
        lead_bound=lead_bound,
    )


def _member(row: ConsortiumMember) -> Member:
    supplier = row.invitation.supplier
    if supplier is None:
        return Member(row.invitation.name)
    return Member(
        row.invitation.name,
        supplier.siret,
        supplier.legal_form,
        " ".join(filter(None, (supplier.postal_code, supplier.city))),
        join_words([ess.label(kind) for kind in supplier.ess_kinds]),
    )


def _task(task: ConsortiumTask) -> Task:
    owner = str(task.owner) if task.owner else ""
    return Task(task.title, owner, task.due_on, task.done_at is not None)


@transaction.atomic
def plan_tasks(group: Consortium, *, now: datetime) -> int:
    """The usual tasks of a group that it does not have yet, dated back from the deadline."""
    call = publication_for(group)
    due = timezone.localdate(call.due_at) if call and call.due_at else None
    held = set(group.tasks.values_list("title", flat=True))
    room = MOST_TASKS - len(held)
    fresh = [one for one in group_plan(due, at=timezone.localdate(now)) if one.title not in held][
        : max(0, room)
    ]
    ConsortiumTask.objects.bulk_create(
        ConsortiumTask(consortium=group, title=one.title, due_on=one.due_on) for one in fresh
    )
    return len(fresh)
