"""Legal categories of Insee: which are of the ESS by their status, which are natural persons."""

from __future__ import annotations

PERSON = "Personne physique : le registre ne garde que des personnes morales."
UNPUBLISHED = "Unité dont la diffusion est restreinte : ses données ne sont pas reprises."

# Law n° 2014-856, art. 1, II, 1°: the status alone makes the quality.
_FAMILIES = {
    "AI": ("9222",),
    "ASSOCIATION": ("9210", "9220", "9221", "9223", "9224", "9230", "9260"),
    "COOPERATIVE": (
        "3220", "5195", "5451", "5453", "5454", "5455", "5459", "5460", "5551", "5552", "5553",
        "5554", "5555", "5559", "5560", "5651", "5652", "5653", "5654", "5655", "5659", "5660",
        "6316", "6317", "6318", "6595", "6596", "6597",
    ),
    "FONDATION": ("9300",),
    "MUTUELLE": ("6411", "8210", "8250", "8290"),
    "SCOP": ("5458", "5558", "5658"),
}  # fmt: skip
_FAMILY_OF = {code: family for family, codes in _FAMILIES.items() for code in codes}
_LABELS = {
    "5410": "SARL nationale", "5458": "SARL coopérative de production (SCOP)",
    "5460": "SARL coopérative", "5498": "SARL unipersonnelle", "5499": "SARL",
    "5558": "SA coopérative de production (SCOP)", "5560": "SA coopérative", "5599": "SA",
    "5710": "SAS", "5720": "SAS à associé unique",
    "6316": "coopérative d'utilisation de matériel agricole", "6317": "coopérative agricole",
    "6318": "union de coopératives agricoles", "6411": "société d'assurance mutuelle",
    "6540": "société civile immobilière", "6220": "groupement d'intérêt économique",
    "7210": "commune", "7220": "département", "7348": "communauté de communes",
    "7361": "centre communal d'action sociale", "7331": "établissement public d'enseignement",
    "8210": "mutuelle", "8290": "organisme mutualiste", "9210": "association non déclarée",
    "9220": "association déclarée", "9221": "association déclarée d'insertion",
    "9222": "association intermédiaire", "9223": "groupement d'employeurs",
    "9230": "association reconnue d'utilité publique", "9260": "association de droit local",
    "9240": "congrégation", "9300": "fondation",
}  # fmt: skip


def is_person(category: str) -> bool:
    return category.startswith("1")


def families(category: str, *, flagged: bool) -> list[str]:
    """The family that the status makes certain, or else a company that the public flag names."""
    family = _FAMILY_OF.get(category)
    return [family] if family else ["SOCIETE"] if flagged else []


def label(category: str) -> str:
    """As people say it; the code itself when this list has no words for it."""
    family = _FAMILY_OF.get(category, "")
    usual = {"COOPERATIVE": "société coopérative", "MUTUELLE": "mutuelle"}.get(family, "")
    return _LABELS.get(category) or usual or (f"catégorie juridique {category}" if category else "")
