"""The tender in front of the suppliers found: how many each requirement leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.typography import fold
from tenders.market import market_of
from tenders.proportionality import LotMeter, Row
from tenders.tally_bar import segments
from tenders.views.tender import read

ORDERS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "reste": ("ce qui reste", lambda row: (row.tally.most, row.tally.least)),
    "dossier": ("l'ordre du dossier", lambda row: 0),
    "silence": ("le silence", lambda row: -row.tally.unknown),
    "nom": ("le nom", lambda row: fold(row.requirement.title)),
}


@login_required
@require_safe
def proportionality(request: HttpRequest, pk: str) -> HttpResponse:
    tender = read(request, pk)
    market = market_of(tender)
    meter = chosen(market.meters, request.GET.get("lot", ""))
    order = request.GET.get("tri", "reste")
    if order not in ORDERS:
        raise Http404("No such order.")
    rows = sorted(meter.rows, key=ORDERS[order][1])
    context = {
        "tender": tender,
        "run": market.run,
        "meters": market.meters,
        "meter": meter,
        "rows": [(row, segments(row.tally)) for row in rows],
        "together": segments(meter.together),
        "order": order,
        "orders": [(key, label) for key, (label, _) in ORDERS.items()],
    }
    return render(request, "tenders/proportionality.html", context)


def chosen(meters: tuple[LotMeter, ...], number: str) -> LotMeter:
    """The lot asked for, or the one that fewest suppliers can hold."""
    if number:
        found = next((meter for meter in meters if str(meter.number) == number), None)
        if found is None:
            raise Http404("No such lot.")
        return found
    return min(meters, key=lambda meter: (meter.together.most, meter.together.least))
