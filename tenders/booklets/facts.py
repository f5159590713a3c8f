"""What a text of a booklet may depend on, and what it may quote: the two lists that files know."""

from __future__ import annotations

# Fact → the values it may take. Unlike those of clauses, a fact here always has one: what nobody
# said is a value, so that the booklet says the doubt.
FACTS: dict[str, tuple[bool | str, ...]] = {
    "procedure": ("adapted", "open", "two_steps", "direct"),
    "nature": ("supplies", "services", "works", "social"),
    "lots": (True, False),
    "reserved": (True, False),
    "reserved_ess": (True, False),
    "framework": (True, False),
    "visit": ("mandatory", "none", "unknown"),
    "prices": ("units", "lump", "both", "unknown"),
    "group_form": ("free", "solidary", "joint"),
    "turnover": (True, False),
    "deadline": ("known", "unknown"),
    "criteria": ("known", "unknown"),
    "sourcing": (True, False),
    "insertion": (True, False),
    "clauses": (True, False),
    "diagnosis": (True, False),
    "sites": (True, False),
    "volumes": ("diagnosis", "prices", "unknown"),
    "findings": (True, False),
}

# What stands between braces in a text. `{law:…}` is a legal value at the date of the launch.
VALUES: dict[str, str] = {
    "title": "l'objet du marché",
    "buyers": "les acheteurs, le premier d'abord",
    "launch": "la date de lancement",
    "eve": "le jour ouvré qui précède la date limite",
    "duration": "la durée",
    "estimate": "le montant estimé",
    "sites": "le nombre de sites",
    "communes": "le nombre de communes",
    "members": "le nombre de membres",
    "sheets": "le nombre de fiches de besoin",
    "lots": "le nombre de lots",
    "heaviest": "le critère le plus lourd et son poids",
    "turnover": "le chiffre d'affaires demandé",
    "profile": "le profil d'acheteur",
    "formats": "les formats acceptés",
    "answers_days": "le délai de réponse aux questions",
    "visit_dates": "les dates de visite",
    "several_bids": "si l'on peut répondre plusieurs fois",
    "lots_each": "le nombre de lots par candidat",
    "validity_days": "la durée de validité des offres",
    "proofs_days": "le délai de remise des attestations",
    "advance_rate": "le taux de l'avance",
    "advance_floor": "l'avance minimale d'une petite structure",
    "checked": "le jour où les textes ont été relus",
}
