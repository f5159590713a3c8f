"""Telling suppliers that others propose to answer together; the buyer is told nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from procurement import mail
from procurement.typography import long_moment
from tenders import invitations
from tenders.models import ConsortiumMember, MarketConsultation


def components_of(consultation: MarketConsultation) -> list[str]:
    """What the need is made of, as the joint diagnosis and the lots name it."""
    totals = consultation.project.diagnosis().totals
    return list(dict.fromkeys(total.component for total in totals if total.component))


def tell_asked(members: Iterable[ConsortiumMember]) -> None:
    """Have each proposal sent once, after the transaction."""
    keys = [member.pk for member in members]
    transaction.on_commit(lambda: [tell.enqueue(key) for key in keys] and None)


@task()
def tell(member_id: int) -> str:
    """Claimed before it leaves, so that two workers never send it twice."""
    now = timezone.now()
    claimed = ConsortiumMember.objects.filter(pk=member_id, told_at=None).update(told_at=now)
    if not claimed:
        return "déjà envoyé"
    member = ConsortiumMember.objects.select_related(
        "consortium__consultation__project__lead", "invitation__consultation"
    ).get(pk=member_id)
    try:
        _email(member).send()
    except OSError:
        ConsortiumMember.objects.filter(pk=member_id).update(told_at=None)
        raise
    return "envoyé"


def _email(member: ConsortiumMember) -> EmailMultiAlternatives:
    consultation = member.consortium.consultation
    path = reverse("tenders:partners", args=[invitations.token(member.invitation)])
    subject, text = mail.written(
        "tenders/mail/partner.txt",
        {
            "member": member,
            "group": member.consortium,
            "consultation": consultation,
            "closes": long_moment(timezone.localtime(consultation.closes_at)),
            "link": settings.SITE_URL + path,
        },
    )
    return mail.message(subject, text, member.invitation.email)
