"""A sheet sent back to those who hold it, with what they have to take up again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from needs import invitations
from needs.forms import SendBackForm
from needs.models import Need
from procurement.http import status_of
from procurement.sessions import signed_in
from procurement.typography import join_words


@signed_in
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    needs = Need.objects.returnable_by(request.user).select_related("organisation", "responsible")
    need = get_object_or_404(needs, pk=pk)
    people = need.held_by(besides=request.user)
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        need.send_back(form.cleaned_data["reason"], by=request.user, now=now)
        if invitations.send_back(need, people, now=now):
            told = (
                f" Un message l'annonce à {join_words(list(map(str, people)))}." if people else ""
            )
            messages.success(request, f"La fiche est renvoyée avec votre motif.{told}")
        else:
            messages.warning(
                request,
                "La fiche est renvoyée avec votre motif ; le message n'est pas encore parti, "
                "Balise réessaie.",
            )
        return redirect(need)
    context = {"need": need, "form": form, "people": people}
    return render(request, "needs/send_back.html", context, status=status_of(form))
