"""The criteria simulator: fictitious offers under the tender's own weights. Nothing is kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.vary import vary_on_headers

from procurement.http import status_of, wants_fragment
from tenders.forms.simulation import DrawForm, OffersForm, initial_of
from tenders.models import Tender
from tenders.simulating import amount_of, parts_of
from tenders.simulation import (
    FORMULAS,
    MOST_OFFERS,
    Offer,
    Part,
    Scale,
    Scene,
    Simulation,
    draw,
    remarks,
)
from tenders.views.tender import read

CURVE = range(100, 211, 10)  # prices in per cent of the lowest one


@login_required
@vary_on_headers("HX-Request")
def simulate(request: HttpRequest, pk: str) -> HttpResponse:
    """GET draws offers by their number; POST marks those that were typed."""
    tender = read(request, pk)
    parts = parts_of(tender)
    if not parts:
        return render(request, "tenders/simulation.html", {"tender": tender})
    drawing = DrawForm(request.GET or None)
    if request.method == "POST":
        form = OffersForm(request.POST, parts=parts, count=count_of(request))
        valid = form.is_valid()
        found = simulation_of(tender, parts, form) if valid else None
    else:
        form, found = drawn(tender, parts, drawing)
    context = {
        "tender": tender,
        "criteria": tender.criteria.filter(lot=None, parent=None),
        "drawing": drawing,
        "form": form,
        **(shown(found) if found else {}),
    }
    template = "tenders/_simulation.html" if wants_fragment(request) else "tenders/simulation.html"
    return render(request, template, context, status=status_of(form))


def count_of(request: HttpRequest) -> int:
    """How many offers the sent form holds."""
    held = sum(1 for rank in range(MOST_OFFERS) if f"price_{rank}" in request.POST)
    return max(2, held)


def drawn(
    tender: Tender, parts: tuple[Part, ...], drawing: DrawForm
) -> tuple[OffersForm, Simulation]:
    asked = drawing.drawn()
    scale = Scale(asked["top"])
    offers = draw(parts, asked["count"], asked["seed"], around=amount_of(tender), top=asked["top"])
    form = OffersForm(parts=parts, count=len(offers), initial=initial_of(offers, scale))
    return form, made(tender, parts, offers, "proportional", scale)


def simulation_of(tender: Tender, parts: tuple[Part, ...], form: OffersForm) -> Simulation:
    return made(tender, parts, form.offers(), form.cleaned_data["formula"], form.scale())


def made(
    tender: Tender, parts: tuple[Part, ...], offers: list[Offer], formula: str, scale: Scale
) -> Simulation:
    return Simulation(parts, tuple(offers), FORMULAS[formula], scale, amount_of(tender))


def shown(simulation: Simulation) -> dict[str, Any]:
    """What the results show: figures, sentences, and the two charts with their tables."""
    return {
        "simulation": simulation,
        "findings": remarks(simulation),
        "weights_chart": {
            "kind": "bar",
            "unit": "%",
            "labels": [Truncator(w.name).chars(22) for w in simulation.weighings],
            "series": [
                {"label": "Annoncé", "values": [w.announced for w in simulation.weighings]},
                {
                    "label": "Part des écarts",
                    "values": [round(w.effective or 0, 1) for w in simulation.weighings],
                },
            ],
        },
        "curve": curve(simulation),
        "curve_chart": {
            "kind": "line",
            "unit": "% de la note",
            "labels": [f"{price - 100} %" for price in CURVE],
            "series": [
                {"label": label, "values": [share for _, share in points]}
                for label, points in curve(simulation)
            ],
        },
    }


def curve(simulation: Simulation) -> list[tuple[str, list[tuple[int, float]]]]:
    """For each formula, the share of the best mark that a dearer and dearer offer keeps."""
    scene = Scene(100.0, float(CURVE[-1]), 100 * simulation.estimate / simulation.scene.lowest)
    return [
        (
            formula.label,
            [(price - 100, round(100 * formula.share(price, scene), 1)) for price in CURVE],
        )
        for formula in FORMULAS.values()
    ]
