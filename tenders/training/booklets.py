"""The parts of the training booklets that a correction sends back to, by their stable ids."""

from __future__ import annotations

MODULES: dict[str, dict[str, str]] = {
    "supplier": {
        "market": "Ce qu'est un marché public",
        "file": "Trouver et lire une consultation",
        "candidature": "La candidature",
        "criteria": "Les critères et les notes",
        "price": "Le prix",
        "offer": "L'offre et le mémoire technique",
        "group": "Répondre à plusieurs",
        "subcontracting": "La sous-traitance",
        "reserved": "Les marchés et lots réservés",
        "clauses": "Les clauses sociales et environnementales",
        "deposit": "Déposer à temps",
        "after": "Après le dépôt",
        "payment": "Être payé",
    },
    "buyer": {
        "need": "Définir le besoin",
        "sourcing": "Consulter le marché avant d'écrire",
        "procedure": "Seuils et procédures",
        "lots": "Allotir",
        "reserved": "Réserver",
        "criteria": "Choisir les critères",
        "clauses": "Les conditions d'exécution",
        "wording": "Rédiger sans fausser la concurrence",
        "access": "Ouvrir aux petites structures",
        "sector": "Restauration, réemploi et plastique",
        "follow_up": "Suivre et publier",
    },
    "elected": {
        "principles": "Les principes",
        "ess": "L'économie sociale et solidaire",
        "levers": "Les leviers d'un achat responsable",
        "environment": "L'environnement dans les marchés",
        "commitments": "Les engagements chiffrés",
        "conduct": "La place des élus",
    },
}
