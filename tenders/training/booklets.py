"""The parts of the booklets that a correction sends back to, by their stable ids."""

from __future__ import annotations

BOOKLETS = {
    "supplier": "Livret du fournisseur",
    "buyer": "Livret de l'acheteur",
    "elected": "Guide de la méthode",
}
MODULES: dict[str, dict[str, str]] = {
    "supplier": {
        "mechanics": "Un marché public en cinq minutes",
        "reserved": "Les lots réservés",
        "calendar": "Les dates, et votre calendrier à rebours",
        "criteria": "Comment vous serez noté",
        "commitments": "Ce que vous signerez",
        "candidature": "La candidature, pièce par pièce",
        "offer": "L'offre, pièce par pièce",
        "prices": "Fixer ses prix",
        "questions": "Poser une question, et à qui",
        "group": "Répondre en groupement",
        "subcontracting": "La sous-traitance",
        "deposit": "Déposer son pli",
        "after": "Après le dépôt",
        "payment": "Être payé",
    },
    "buyer": {
        "buyer_law": "Ce que la loi demande",
        "buyer_need": "Partir du besoin",
        "buyer_sourcing": "Parler aux fournisseurs, sans fausser la concurrence",
        "buyer_lots": "Allotir et réserver",
        "buyer_criteria": "Des critères qui se mesurent",
        "buyer_clauses": "Des clauses qui s'exécutent",
        "buyer_wording": "Écrire juste",
        "buyer_follow": "Suivre le marché",
    },
    "elected": {
        "method_roles": "Qui fait quoi",
        "method_levers": "Choisir les leviers",
        "method_search": "Trouver qui sait faire",
        "method_consult": "Interroger le marché",
        "method_draft": "Écrire le dossier",
        "method_fairness": "Rester juste",
        "method_numbers": "Mesurer ce que l'on a changé",
    },
}
