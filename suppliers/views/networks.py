"""A network and its members: both sides of a membership, and what each lets the other do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from procurement.identifiers import format_siret
from procurement.tables import Row
from suppliers.forms.network import AttestForm, ConsentForm, MembersForm
from suppliers.models import MemberStatus, NetworkMember, Supplier, networks_of
from suppliers.networks import Followed, follow, invite
from suppliers.views.exports import table_response


@login_required
def networks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The member's side: who counts it among theirs, and what each may do for it."""
    supplier = get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
    members = supplier.networks.select_related("network").order_by("-asked_at")
    rows = [
        (m, ConsentForm(initial={"may_edit": m.may_edit, "may_answer": m.may_answer}, prefix=m.pk))
        for m in members
    ]
    context = {"supplier": supplier, "rows": rows, "acts": _acts(supplier)}
    return render(request, "suppliers/networks.html", context)


def _acts(supplier: Supplier) -> Iterable[object]:
    """All that a network did in its name, and how memberships changed."""
    return supplier.acts.select_related("by", "on_behalf", "supplier")[:30]


@login_required
@require_POST
def network_answer(request: HttpRequest, pk: UUID, member: UUID) -> HttpResponse:
    """Accept, change what is allowed, or leave: only the structure's own people do."""
    own = NetworkMember.objects.of_own(request.user).select_related("network", "supplier")
    membership = get_object_or_404(own, pk=member, supplier=pk)
    now = timezone.now()
    if "leave" in request.POST:
        membership.leave(by=request.user, now=now)
        messages.success(request, f"{membership.network} ne peut plus rien faire pour vous.")
    else:
        form = ConsentForm(request.POST, prefix=membership.pk)
        form.is_valid()
        membership.accept(**form.cleaned_data, by=request.user, now=now)
        messages.success(
            request, f"C'est noté. {membership.network} peut faire pour vous : {membership.trust}."
        )
    return redirect("suppliers:networks", pk)


@login_required
def network(request: HttpRequest, pk: int) -> HttpResponse:
    """The network's side: its members, how complete their records are; more of them invited."""
    run = get_object_or_404(networks_of(request.user), pk=pk)
    sent = request.method == "POST"
    form = MembersForm(request.POST if sent else None, request.FILES if sent else None)
    context = {"network": run, "form": form, "attest": AttestForm(), "result": None}
    if sent and form.is_valid():
        result = invite(run, form.lines, by=request.user, now=timezone.now())
        left = "\n".join(line.text for line in result.refused)
        context |= {"result": result, "form": MembersForm(initial={"typed": left})}
        if not result.refused:
            messages.success(request, _told(len(result.members)))
            return redirect("suppliers:network", pk)
    status = 422 if form.errors else 200
    return render(
        request, "suppliers/network.html", {**context, "followed": follow(run)}, status=status
    )


def _told(count: int) -> str:
    if count == 1:
        return "La structure est invitée : elle dira elle-même si elle est membre."
    return f"{count} structures sont invitées : chacune dira elle-même si elle est membre."


@login_required
@require_POST
def network_member(request: HttpRequest, pk: int, member: UUID) -> HttpResponse:
    """Vouch for a membership, with what proves it, or take the structure out of the list."""
    run = get_object_or_404(networks_of(request.user), pk=pk)
    membership = get_object_or_404(run.network_members.select_related("supplier"), pk=member)
    now = timezone.now()
    if "remove" in request.POST:
        membership.leave(by=request.user, now=now)
        messages.success(request, f"{membership.supplier} ne figure plus parmi vos membres.")
        return redirect("suppliers:network", pk)
    form = AttestForm(request.POST)
    if membership.status != MemberStatus.INVITED:
        messages.error(request, "Cette structure a déjà répondu.")
    elif form.is_valid():
        membership.attest(form.cleaned_data["reason"], by=request.user, now=now)
        messages.success(request, f"{membership.supplier} est membre, sur votre attestation.")
    else:
        messages.error(request, "Dites ce qui prouve que la structure est membre.")
    return redirect("suppliers:network", pk)


@login_required
@require_safe
def network_export(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    run = get_object_or_404(networks_of(request.user), pk=pk)
    return table_response(kind, "membres", "Membres", _table(follow(run)))


def _table(followed: Iterable[Followed]) -> Iterator[Row]:
    yield ("Structure", "SIRET", "Commune", "État", "Fiche complète à (%)", "Ce qui manque",
           "Peut compléter la fiche", "Peut répondre")  # fmt: skip
    for one in followed:
        supplier = one.member.supplier
        yield (
            supplier.name,
            format_siret(supplier.siret),
            supplier.city,
            one.member.get_status_display(),
            one.completeness.percent,
            " ; ".join(gap.label for gap in one.completeness.gaps),
            "oui" if one.member.may_edit else "non",
            "oui" if one.member.may_answer else "non",
        )
