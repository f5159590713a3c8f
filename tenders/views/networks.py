"""What is open to the members of a network, and the way to answer for those who allow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from procurement.accounts.models import Organisation
from suppliers.models import Alert, AlertKind, NetworkMember, networks_of
from tenders.invitations import delegated_token
from tenders.models import Invitation, MarketConsultation


@login_required
def network_consultations(request: HttpRequest, pk: int) -> HttpResponse:
    """By member: open consultations where it is invited, then those that answer its record."""
    network = get_object_or_404(networks_of(request.user), pk=pk)
    context = {
        "network": network,
        "invited": list(_invited(network)),
        "matching": _matching(network),
    }
    return render(request, "tenders/network_consultations.html", context)


def _invited(network: Organisation) -> Iterator[dict[str, Any]]:
    """The state of an answer is told only of members who let the network answer for them."""
    members = {m.supplier_id: m for m in network.network_members.present()}
    invitations = Invitation.objects.filter(
        supplier__in=members, consultation__in=MarketConsultation.objects.open()
    ).select_related("consultation", "supplier", "contribution")
    for invitation in invitations.order_by("consultation__closes_at", "name"):
        yield {"invitation": invitation, "member": members[invitation.supplier_id]}  # type: ignore[index]


def _matching(network: Organisation) -> Any:
    members = network.network_members.present().values("supplier")
    return (
        Alert.objects.filter(
            kind=AlertKind.CONSULTATION,
            subscriber__supplier__in=members,
            ends_at__gt=timezone.now(),
        )
        .select_related("subscriber__supplier")
        .order_by("ends_at", "-score", "pk")
    )


@login_required
def answer_for(request: HttpRequest, invitation: UUID, member: UUID) -> HttpResponse:
    """Open the answer of a member by a link of the network's own, which dies with the consent."""
    trusted = NetworkMember.objects.run_by(request.user).filter(may_answer=True)
    membership = get_object_or_404(trusted, pk=member)
    invited = get_object_or_404(Invitation, pk=invitation, supplier=membership.supplier_id)
    return redirect("tenders:contribute", delegated_token(invited, membership))
