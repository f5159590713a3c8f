"""Figures at the end of a booklet: the words it used, and where its texts come from."""

from __future__ import annotations

from procurement.typography import capitalised, join_words, long_date
from procurement.word.blocks import Block, Bullets, Paragraph, Table, texts
from tenders.booklets import Module, shelf
from tenders.booklets.modules import ARTICLE
from tenders.clauses.basis import LegalBasis, Standing
from tenders.documents.booklet.desk import Desk


def glossary(desk: Desk) -> list[Block]:
    """Only the words that this booklet used."""
    written = [block for blocks in desk.written.values() for block in blocks]
    terms = shelf().glossary.used_in(texts(written))
    return [
        Table(
            header=("Mot", "Ce qu'il veut dire"),
            rows=tuple((_named(term.word), term.means) for term in terms),
            caption="Glossaire",
            widths=(1, 3),
            row_headers=True,
        )
    ]


def _named(word: str) -> str:
    return word if word.isupper() else capitalised(word)


def sources(desk: Desk) -> list[Block]:
    """Each chapter with the articles that it or its figures cite; then what is doubtful."""
    told = [
        (chapter.module, cited)
        for chapter in desk.chapters
        if (cited := _cited(chapter.module, desk))
    ]
    if not told:
        return [Paragraph("Aucun texte de loi n'est cité.")]
    blocks: list[Block] = [
        Table(
            header=("Chapitre", "Version", "Relu le", "Textes cités"),
            rows=tuple(
                (
                    module.title,
                    str(module.version),
                    long_date(module.checked),
                    ", ".join(basis.article for basis in cited),
                )
                for module, cited in told
            ),
            caption="Les chapitres et leurs textes",
            widths=(5, 2, 3, 6),
            row_headers=True,
        )
    ]
    doubts = (
        *_doubts([basis for _, cited in told for basis in cited], desk),
        *(f"{v.label} ({v.shown}) : {v.doubt}" for v in desk.write.quoted.values() if v.doubt),
    )
    if doubts:
        blocks += [Paragraph("Points à confirmer au jour du lancement :"), Bullets(doubts)]
    return blocks


def _cited(module: Module, desk: Desk) -> list[LegalBasis]:
    said = "\n".join(texts(desk.written.get(module.id, [])))
    known = {basis.article: basis for basis in shelf().articles.values()}
    return [known[article] for article in dict.fromkeys(ARTICLE.findall(said)) if article in known]


def _doubts(cited: list[LegalBasis], desk: Desk) -> list[str]:
    said: dict[str, list[str]] = {}
    for basis in dict.fromkeys(cited):
        standing = basis.standing(desk.at)
        if standing == Standing.DOUBTFUL:
            said.setdefault(basis.doubt, []).append(basis.article)
        elif standing != Standing.IN_FORCE:
            said.setdefault(f"{capitalised(standing.label)}.", []).append(basis.article)
    return [f"{join_words(articles)} : {doubt}" for doubt, articles in said.items()]
