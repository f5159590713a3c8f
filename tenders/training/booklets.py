"""The parts of the booklets that a correction sends back to, by their stable ids."""

from __future__ import annotations

from functools import cache

from tenders.booklets import shelf

BOOKLETS = {
    "supplier": "Livret du fournisseur",
    "buyer": "Livret de l'acheteur",
    "elected": "Guide de la méthode",
}
PARTS = {
    "supplier": (
        "mechanics",
        "reserved",
        "calendar",
        "criteria",
        "commitments",
        "candidature",
        "offer",
        "prices",
        "questions",
        "group",
        "subcontracting",
        "deposit",
        "after",
        "payment",
    ),
    "buyer": (
        "buyer_law",
        "buyer_need",
        "buyer_sourcing",
        "buyer_lots",
        "buyer_criteria",
        "buyer_clauses",
        "buyer_wording",
        "buyer_follow",
    ),
    "elected": (
        "method_roles",
        "method_levers",
        "method_search",
        "method_consult",
        "method_draft",
        "method_fairness",
        "method_numbers",
    ),
}


@cache
def titles_of(role: str) -> dict[str, str]:
    """The parts that a role's quiz asks about, in the order of the booklet, as it calls them."""
    return {id: shelf().modules[id].title for id in PARTS[role]}
