"""Accept, correct or set aside what Balise understood."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from needs.forms import CorrectionForm
from needs.models import FactKind, FactStatus, Need
from needs.parts import TEXT
from needs.views.frozen import told_when_frozen
from needs.views.sheets import reading_context
from procurement.http import status_of, wants_fragment
from procurement.sessions import signed_in

_DECISIONS = (FactStatus.PROPOSED, FactStatus.CONFIRMED, FactStatus.REJECTED)


@signed_in
@told_when_frozen
@require_POST
@vary_on_headers("HX-Request")
def decide(request: HttpRequest, pk: UUID, fact: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, TEXT), pk=pk)
    item = get_object_or_404(need.facts.all(), pk=fact)
    decision = request.POST.get("decision", "")
    if decision not in _DECISIONS:
        return HttpResponseBadRequest("Décision inconnue.")
    item.decide(decision, by=request.user, now=timezone.now())
    return _answer(request, need, f"element-{fact}")


@signed_in
@told_when_frozen
@require_POST
@vary_on_headers("HX-Request")
def decide_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, TEXT), pk=pk)
    kind, decision = request.POST.get("kind", ""), request.POST.get("decision", "")
    if kind not in FactKind.values or decision not in _DECISIONS:
        return HttpResponseBadRequest("Nature ou décision inconnue.")
    need.decide_all(kind, decision, by=request.user, now=timezone.now())
    return _answer(request, need, f"nature-{kind}")


def _answer(request: HttpRequest, need: Need, anchor: str) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "needs/_reading.html", reading_context(need, request))
    return redirect(f"{need.get_absolute_url()}#{anchor}")


@signed_in
@told_when_frozen
def correct(request: HttpRequest, pk: UUID, fact: int) -> HttpResponse:
    need = get_object_or_404(Need.objects.open_to(request.user, TEXT), pk=pk)
    item = get_object_or_404(need.facts.all(), pk=fact)
    form = CorrectionForm(request.POST or None, fact=item)
    if request.method == "POST" and form.is_valid():
        item.correct(form.correction(), by=request.user, now=timezone.now())
        return redirect(f"{need.get_absolute_url()}#element-{fact}")
    context = {"form": form, "fact": item, "need": need}
    return render(request, "needs/correct.html", context, status=status_of(form))
