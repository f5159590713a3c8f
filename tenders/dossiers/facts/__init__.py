"""A dossier in, facts out: each with the place it was read from. Pure, like what it calls."""

from __future__ import annotations

from tenders.dossiers.facts.contradictions import contradictions
from tenders.dossiers.facts.corpus import Corpus
from tenders.dossiers.facts.criteria import read_criteria
from tenders.dossiers.facts.deadlines import deadlines
from tenders.dossiers.facts.items import Facts
from tenders.dossiers.facts.lots import allotment, read_lots
from tenders.dossiers.facts.pieces import read_pieces
from tenders.dossiers.facts.reservations import reserved_whole
from tenders.dossiers.facts.sentences import read_sentences
from tenders.dossiers.texts.neutral import Dossier


def read_facts(dossier: Dossier) -> Facts:
    corpus = Corpus(dossier)
    answer, questions = deadlines(corpus)
    lots = read_lots(corpus)
    facts = Facts(
        deadline=answer,
        questions_deadline=questions,
        lots=lots,
        criteria=read_criteria(corpus),
        pieces=read_pieces(corpus),
        items=[*allotment(corpus, lots), *reserved_whole(corpus, lots), *read_sentences(corpus)],
    )
    facts.contradictions = list(contradictions(corpus, facts))
    return facts
