"""How often one is told of what matches, what was told, and the way out of every message."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from suppliers.alert_mail import subscriber_of
from suppliers.models import Frequency, Subscriber, Supplier

SHOWN = 50


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(
        label="Me prévenir", choices=Frequency.choices, widget=forms.RadioSelect
    )


@login_required
def alerts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those of a supplier, for its own people."""
    supplier = get_object_or_404(Supplier.objects.editable_by(request.user), pk=pk)
    held = Subscriber.objects.filter(supplier=supplier).first()
    return _page(request, held or Subscriber(supplier=supplier), supplier)


@login_required
def my_alerts(request: HttpRequest) -> HttpResponse:
    """Those of a buyer: suppliers that answer a search made before they did."""
    held = Subscriber.objects.filter(user=request.user).first()  # type: ignore[misc]
    return _page(request, held or Subscriber(user=request.user), None)  # type: ignore[misc]


def _page(request: HttpRequest, subscriber: Subscriber, supplier: Supplier | None) -> HttpResponse:
    form = FrequencyForm(request.POST or None, initial={"frequency": subscriber.frequency})
    if request.method == "POST" and form.is_valid():
        subscriber.choose(form.cleaned_data["frequency"])
        messages.success(request, f"C'est noté : {subscriber.get_frequency_display()}.")
        return redirect(request.path)
    context = {
        "subscriber": subscriber,
        "supplier": supplier,
        "form": form,
        "alerts": subscriber.alerts.all()[:SHOWN] if subscriber.pk else [],
    }
    status = 422 if form.errors else 200
    return render(request, "suppliers/alerts.html", context, status=status)


@csrf_exempt  # mail programs post here with the signed address as their only key (RFC 8058)
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or this page: it changes nothing until a button is used."""
    subscriber = subscriber_of(token)
    if subscriber is None:
        return render(request, "suppliers/unsubscribe.html", {"subscriber": None}, status=410)
    changed = False
    form = FrequencyForm(initial={"frequency": subscriber.frequency})
    if request.method == "POST":
        form = FrequencyForm(request.POST)
        chosen = form.cleaned_data["frequency"] if form.is_valid() else Frequency.NEVER
        subscriber.choose(chosen)
        changed = True
        form = FrequencyForm(initial={"frequency": subscriber.frequency})
    context = {"subscriber": subscriber, "form": form, "changed": changed}
    return render(request, "suppliers/unsubscribe.html", context)
