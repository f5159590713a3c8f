"""Every act that a consultation or a tender writes reads as a sentence in the register."""

import re
from pathlib import Path

import pytest

from needs.acts import sentence
from suppliers.acts import ON_RECORDS
from tenders.acts import SENTENCES
from tenders.answering.models.trace import ACTS as OF_THE_SAFEGUARD

SOURCES = Path(__file__).resolve().parents[2] / "tenders"
WRITTEN = sorted(
    {
        act
        for path in SOURCES.rglob("*.py")
        for act in re.findall(
            r'(?:\bnote\([\w\s,.]*|\bact=)"(\w+)"', path.read_text(encoding="utf-8")
        )
    }
    - set(ON_RECORDS)  # acts of a supplier's record, which have their own sentences
    - set(OF_THE_SAFEGUARD)  # rulings on who may advise, kept apart from the register
)
FACTS = {
    "scenario": "Reprise au retour des repas",
    "title": "Lavage",
    "invited": ["Laverie", "Vélo"],
    "reminded": ["Laverie"],
    "left_out": ["Loin"],
    "reason": "Ne livre pas ici.",
    "questions": ["Combien ?"],
    "opens_at": "2027-01-04 08:00:00+00:00",
    "closes_at": "2027-02-12 11:00:00+00:00",
    "before": "2027-02-05 11:00:00+00:00",
    "outcome": "adapted",
    "proposal": "Trois lots",
    "question": "Un quai ?",
    "answer": "Oui.",
    "number": 1,
    "content_digest": "abc",
    "tender": "lavage-m1",
    "package": 2,
    "clauses": ["washing_water v1"],
    "clause": "washing_water",
    "document": "rules",
    "cut": "Par fonction",
    "file": "lavage-m1-ccap.docx",
    "sha256": "0123abcd",
    "accepted": ["Lavage (réécrit)"],
    "refused": [],
    "lots": [1],
    "offers": 2,
    "digest": "abc",
    "contract": "2027-01",
    "what": "le besoin",
    "kind": "relance",
    "to": ["Laverie"],
    "url": "https://marches.example.org/1",
    "undecided": "",
    "comment": "Cinq pour cent.",
    "secret": False,
    "change": "un membre rejoint",
    "group": "Bacs",
    "subject": "Visite du quai",
    "told": ["Laverie"],
    "starts_at": "2027-01-21 13:00:00+00:00",
    "where": "en visioconférence",
    "networks": [],
    "people": 2,
    "present": ["Laverie"],
    "absent": [],
    "hosts": [],
    "points": ["Le quai"],
    "corrections_until": "2027-01-28 13:00:00+00:00",
    "correction": "Deux quais, pas un.",
}


@pytest.mark.parametrize("act", WRITTEN)
def test_each_act_written_has_its_sentence(act):
    told = sentence(act, FACTS)
    assert not told.startswith(act.replace("_", " ").capitalize())


def test_no_sentence_is_left_without_act():
    assert set(SENTENCES) <= set(WRITTEN)


def test_hours_are_those_of_paris():
    told = sentence("consultation_extended", FACTS)
    assert "5\xa0février\xa02027 à 12\xa0h\xa000" in told


def test_those_left_out_are_told_with_the_reason():
    assert "Non invitées\xa0: Loin, car\xa0: Ne livre pas ici." in sentence(
        "suppliers_invited", FACTS
    )
