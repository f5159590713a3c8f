"""What matching knew of a supplier on the day of a search, and what has changed between two days.

Kept with each ranked supplier: a record may be rewritten or vanish, the search still says on what
it was judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from procurement.identifiers import region_name
from procurement.typography import NBSP, capitalised, euros, join_words, number, plural
from suppliers import ess
from suppliers.facts import SupplierFacts
from suppliers.reading import Offer

Snapshot = Mapping[str, Any]
SHOWN = 8  # items that a list gains or loses, said one by one
_NAMES = {
    "name": "nom",
    "city": "commune",
    "kinds": "familles de l'ESS",
    "area": "zone desservie",
    "naf": "code NAF",
    "fte": "équivalents temps plein",
    "max_yearly_eur": "capacité annuelle",
    "capacities": "capacités",
    "labels": "labels",
    "expired_labels": "labels expirés",
    "references": "marchés publiés",
}
_CODED = re.compile(r"(région\s)(\d\d)$")
_OF_OFFERS = {
    "says": "texte",
    "cpv": "codes CPV",
    "capacity": "capacité",
    "area": "zone",
    "means": "moyens",
}


def snapshot_of(facts: SupplierFacts) -> dict[str, Any]:
    """All that may count for a score, as plain JSON."""
    yearly = facts.max_yearly_eur
    kept = {
        "name": facts.name,
        "city": facts.city,
        "kinds": [ess.label(kind) for kind in facts.kinds],
        "area": (facts.own_area or facts.area).describe(),
        "naf": facts.naf,
        "fte": "" if facts.fte is None else number(facts.fte),
        "max_yearly_eur": "" if yearly is None else euros(yearly),
        "capacities": facts.capacities,
        "labels": facts.labels,
        "expired_labels": [name for name, _ in facts.expired_labels],
        "references": [reference.object for reference in facts.references],
        "offers": [_offer(offer) for offer in facts.offers],
    }
    return json.loads(json.dumps(kept, default=str))


def _offer(offer: Offer) -> dict[str, Any]:
    declared = {f.name: getattr(offer, f.name) for f in fields(offer) if f.name != "said"}
    return declared | {"says": [said.text for said in offer.said]}


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """Sentences on what differs; none when nothing that counts does."""
    before, after = _with_regions_named(before), _with_regions_named(after)
    told = [change(name, before.get(key), after.get(key)) for key, name in _NAMES.items()]
    return [*filter(None, told), *_offer_changes(before.get("offers", ()), after.get("offers", ()))]


def _with_regions_named(snapshot: Snapshot) -> Snapshot:
    """Regions were told by their codes, « région 32 »: the same one is no change."""
    area = str(snapshot.get("area") or "")
    coded = _CODED.match(area)
    return {**snapshot, "area": f"{coded[1]}{region_name(coded[2])}"} if coded else snapshot


def change(name: str, before: Any, after: Any) -> str:
    """« Zone desservie : « a » devient « b ». », or what a list gains and loses; empty if equal."""
    if before == after:
        return ""
    if not isinstance(before or after, list | tuple):
        return f"{capitalised(name)} : {_quoted(before)} devient {_quoted(after)}."
    gained = [item for item in after or () if item not in (before or ())]
    lost = [item for item in before or () if item not in (after or ())]
    told = [
        f"{verb} {_few(items)}" for verb, items in (("ajoute", gained), ("retire", lost)) if items
    ]
    return f"{capitalised(name)} : {' ; '.join(told) or 'dans un autre ordre'}."


def _few(items: list[str]) -> str:
    others = len(items) - SHOWN
    shown = items if others < 2 else [*items[:SHOWN], plural(others, "autre")]
    return join_words(shown)


def _quoted(value: Any) -> str:
    return f"«{NBSP}{value}{NBSP}»" if value not in (None, "") else "rien"


def _offer_changes(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]
) -> list[str]:
    """The presentation, then each activity by its label."""
    was = {offer["label"]: offer for offer in before}
    now = {offer["label"]: offer for offer in after}
    told = []
    for label in dict.fromkeys((*was, *now)):
        if was.get(label) != now.get(label):
            told.append(_offer_change(label, was.get(label), now.get(label)))
    return told


def _offer_change(
    label: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> str:
    what = f"Activité {_quoted(label)}" if label else "Présentation"
    if before is None or after is None:
        return f"{what} {'retirée' if after is None else 'ajoutée'}."
    keys = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return f"{what} modifiée ({join_words([_OF_OFFERS.get(key, key) for key in keys])})."
