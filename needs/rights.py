"""What a person may do in a project: four rights, each holding the ones before, in one table."""

from __future__ import annotations

from dataclasses import dataclass

NONE, READ, COMMENT, EDIT, VALIDATE = "none", "read", "comment", "edit", "validate"


@dataclass(frozen=True)
class Right:
    """`opens` ends the sentence « Ce droit permet de… »; what the rights before open comes with."""

    id: str
    label: str
    opens: tuple[str, ...]


# The one table. « Valider » is all that commits the authority or leaves the team.
RIGHTS = (
    Right(
        READ,
        "lire",
        (
            "lire les fiches, le diagnostic, les recherches de fournisseurs et le registre",
            "lire les réponses des fournisseurs, côte à côte",
            "télécharger les documents et les dossiers",
        ),
    ),
    Right(COMMENT, "commenter", ("écrire des commentaires, répondre, clore un fil",)),
    Right(
        EDIT,
        "modifier",
        (
            "modifier la démarche, les scénarios, les leviers, le groupement de commandes",
            "lancer une recherche de fournisseurs",
            "préparer la consultation : besoin, questions, documents",
            "préparer un atelier, noter la présence, écrire son compte rendu",
            "écrire le marché : procédure, lots, critères, clauses, retours de Word",
            "écrire les fiches de l'autorité pilote",
        ),
    ),
    Right(
        VALIDATE,
        "valider",
        (
            "faire participer une autorité et figer le diagnostic",
            "publier la consultation, inviter, relancer, prolonger",
            "publier la réponse à une question",
            "annoncer un atelier, publier et clore son compte rendu",
            "décider des propositions et envoyer le bilan",
            "enregistrer l'attribution",
        ),
    ),
)
_ORDER = (NONE, *(right.id for right in RIGHTS))
LABELS = {NONE: "aucun accès", **{right.id: right.label for right in RIGHTS}}
# Without a name of their own in the team: the people of a member authority, and of the network
# that runs the project. Those of the lead have the right that the project says.
OF_MEMBERS, OF_FACILITATOR, OF_LEAD = COMMENT, VALIDATE, VALIDATE


def at_least(right: str) -> tuple[str, ...]:
    """This right and those that hold it."""
    return _ORDER[_ORDER.index(right) :]


def reaches(right: str, wanted: str) -> bool:
    return right in at_least(wanted)


def opened_by(right: str) -> list[str]:
    """All that the right opens in words, what the lesser ones open first."""
    return [said for each in RIGHTS if reaches(right, each.id) for said in each.opens]
