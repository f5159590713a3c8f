"""A dossier that a supplier had read, without reading anything."""

from datetime import timedelta

from tenders.dossiers.facts import read_facts
from tenders.dossiers.models import Dossier, State
from tenders.dossiers.texts.neutral import as_dict
from tests.tenders.dossiers.notation import dossier
from tests.tenders.factories import DURING

RULES = """
# Objet
La consultation a pour objet le lavage de bacs réemployables.
# Date et heure limites de réception des offres
Lundi 12 avril 2027 à 12 h 00
# Critères
Prix : 60 %
Valeur technique : 40 %
"""


def facts_of(text: str = RULES) -> dict:
    read = dossier(text)
    files = [{"name": file.name, "pages": None, "notes": []} for file in read.files]
    return read_facts(read).as_dict() | {"questions": [], "files": files, "unread": []}


def read_dossier_of(supplier, text: str = RULES, **fields) -> Dossier:
    return Dossier.objects.create(
        **{
            "supplier": supplier,
            "name": "Lavage de bacs",
            "state": State.READ,
            "facts": facts_of(text),
            "text": as_dict(dossier(text)),
            "sent_at": DURING,
            "read_at": DURING,
            "kept_until": (DURING + timedelta(days=3650)).date(),
            **fields,
        }
    )
