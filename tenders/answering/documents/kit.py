"""The response kit: deciding, planning and writing this answer, with what the record already says.

Nothing general fills a point: a fact with its source, the candidate's own words, or a question.
"""

from __future__ import annotations

from procurement.typography import NBSP, capitalised, long_date, number, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.answering.advice import SIGNATURE
from tenders.answering.candidate import Fact
from tenders.answering.documents.frame import framed, typed
from tenders.answering.fit import Line
from tenders.answering.memo import Outline, Point
from tenders.answering.prepared import Prepared
from tenders.documents.checklist import REREAD, checklist

TITLE = "Kit de réponse"
KIND = "kit_fournisseur"


def build(prepared: Prepared) -> Document:
    blocks: list[Block] = [
        _how_to(prepared),
        TableOfContents(),
        Heading(1, "Décider"),
        *_decide(prepared),
        Heading(1, "Qui fait quoi, et pour quand"),
        *_tasks(prepared),
        Heading(1, "Le plan du mémoire technique"),
        *_memo(prepared),
        Heading(1, "Les prix"),
        *_prices(prepared),
        Heading(1, "Les preuves à joindre"),
        *_proofs(prepared),
        Heading(1, "Les pièces à déposer"),
        *_pieces(prepared),
        Heading(1, "Les questions à poser à l'acheteur"),
        *_questions(prepared),
    ]
    return framed(prepared, KIND, TITLE, blocks)


def _how_to(prepared: Prepared) -> Note:
    return Note(
        "Comment lire ce kit",
        (
            "Chaque fait vient de votre fiche ou de vos déclarations, avec sa source et sa date : "
            "vérifiez-le avant de l'écrire dans l'offre.",
            f"Il reste {plural(prepared.open_points, 'point')} à écrire sur {prepared.points} : "
            "chacun est une question pour vous. Balise ne les remplit pas par des phrases "
            "générales, qu'un acheteur peut écarter.",
        ),
    )


def _decide(prepared: Prepared) -> list[Block]:
    advice = prepared.advice
    told = [
        f"**{title}** : {reason}"
        for title, reasons in (
            ("Pour", advice.reasons),
            ("Contre", advice.against),
            ("À lever", advice.doubts),
        )
        for reason in reasons
    ]
    blocks: list[Block] = [
        Paragraph(f"Conseil au {long_date(prepared.today)} : **{advice.verdict.label}**."),
        *([Bullets(tuple(told))] if told else []),
    ]
    decision = prepared.preparation.get_decision_display()
    blocks.append(Paragraph(f"Votre décision : **{decision}**. {SIGNATURE}"))
    if reason := prepared.preparation.reason:
        blocks.append(Paragraph(f"Motif que vous avez noté : {typed(reason)}"))
    blocks += [
        Heading(2, "Condition par condition"),
        _conditions(prepared),
        Heading(2, "Le temps qu'il faudra"),
        Paragraph(prepared.effort.sentence),
        _effort(prepared),
    ]
    return blocks


def _conditions(prepared: Prepared) -> Table:
    return Table(
        header=("Condition", "État", "Ce qui le montre", "À faire"),
        rows=tuple(
            (
                f"**{line.title}**" + _law(line),
                capitalised(line.state.label),
                line.why,
                line.todo or "—",
            )
            for line in prepared.lines
        ),
        caption="Conditions et critères au regard de votre fiche",
        widths=(4, 3, 6, 5),
        row_headers=True,
    )


def _law(line: Line) -> str:
    told = [f"({', '.join(line.articles)})"] if line.articles else []
    told += ["Écarte un candidat"] if line.excludes else []
    return "".join(f"\n{part}" for part in told)


def _effort(prepared: Prepared) -> Table:
    effort = prepared.effort
    return Table(
        header=("Travail", "Heures", "Comment elles sont comptées"),
        rows=tuple((s.title, number(round(s.hours, 1)), s.how) for s in effort.shares),
        caption="Estimation, d'après les hypothèses que vous pouvez changer dans Balise",
        widths=(5, 2, 6),
        numbers=frozenset({1}),
        totals=("Total", number(round(effort.hours)), ""),
    )


def _tasks(prepared: Prepared) -> list[Block]:
    tasks = prepared.preparation.tasks.all()
    rows = [
        (
            long_date(task.due_on) if task.due_on else "{{date}}",
            typed(task.title),
            typed(task.owner) or "{{qui}}",
            "fait" if task.done_at else "{{oui}}",
        )
        for task in tasks
    ]
    if not rows:
        return [Paragraph("Aucune tâche n'est encore prévue.")]
    return [
        Paragraph("Le temps manque toujours à la fin : les dates partent de la date limite."),
        Table(
            header=("Pour le", "Tâche", "Qui", "Fait"),
            rows=tuple(rows),
            caption="Tâches, à rebours de la date limite",
            widths=(3, 7, 3, 2),
        ),
    ]


def _memo(prepared: Prepared) -> list[Block]:
    if not prepared.outlines:
        return [Paragraph("Le dossier ne donne aucun critère à rédiger, ou Balise ne l'a pas lu.")]
    blocks: list[Block] = []
    parent = ""
    for one in prepared.outlines:
        if one.asked.parent and one.asked.parent != parent:
            blocks.append(Heading(2, one.asked.parent))
        parent = one.asked.parent
        blocks += _criterion(one, 3 if parent else 2, prepared)
    return blocks


def _criterion(one: Outline, level: int, prepared: Prepared) -> list[Block]:
    asked = one.asked
    weight = f", {number(asked.weight)}{NBSP}%" if asked.weight is not None else ""
    limit = (
        f"{plural(asked.max_pages, 'page')} au plus"
        if asked.max_pages
        else prepared.call.without_limit
    )
    lots = f", lots {', '.join(map(str, asked.lots))}" if asked.lots else ""
    blocks: list[Block] = [
        Heading(level, f"{asked.name}{weight}"),
        Paragraph(f"Où : {asked.where or 'votre mémoire'}, {limit}{lots}."),
    ]
    for point in one.points:
        blocks += _point(point, level + 1, prepared)
    for proof, held in one.proofs:
        blocks.append(Paragraph(f"Preuve admise : {proof}. {_held(held, prepared)}"))
    return blocks


def _held(held: Fact | None, prepared: Prepared) -> str:
    if held is None:
        return "Aucune pièce de votre fiche n'y répond : {{pièce que vous joignez}}"
    valid = held.validity(prepared.due_on)
    return f"Dans votre fiche : {held.value}" + (f", {valid}." if valid else ".")


def _point(point: Point, level: int, prepared: Prepared) -> list[Block]:
    blocks: list[Block] = [Heading(level, capitalised(point.text))]
    if point.facts:
        blocks.append(Bullets(tuple(_fact(fact, prepared) for fact in point.facts)))
    if point.said:
        blocks.append(Paragraph(f"Vous écrivez : {typed(point.said)}"))
    else:
        blocks.append(Paragraph(f"Question pour vous : {point.question} {{{{votre réponse}}}}"))
    return blocks


def _fact(fact: Fact, prepared: Prepared) -> str:
    valid = fact.validity(prepared.due_on)
    return f"{fact.label} : {fact.value} ({fact.origin}{f' ; {valid}' if valid else ''})"


def _prices(prepared: Prepared) -> list[Block]:
    lines = prepared.call.lines_to_price(prepared.lots)
    said = (
        f"{plural(lines, 'ligne')} à chiffrer dans le bordereau ou la décomposition du prix. Le "
        "tableur du dossier se télécharge depuis la page « Préparer » : remplissez celui-là, ses "
        "totaux se calculent."
        if lines
        else "Balise n'a pas lu de lignes de prix : cherchez le bordereau dans le dossier."
    )
    price = [one for one in prepared.call.asked_for(prepared.lots) if one.is_price]
    weights = [f"{number(one.weight)}{NBSP}%" for one in price if one.weight is not None]
    return [
        Paragraph(said),
        *([Paragraph(f"Poids du prix dans la note : {', '.join(weights)}.")] if weights else []),
    ]


def _proofs(prepared: Prepared) -> list[Block]:
    rows = [
        (line.title, proof, capitalised(line.state.label), "{{oui}}")
        for line, proof in prepared.proofs
    ]
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table(
                header=("Pour", "Pièce", "Où vous en êtes", "Jointe"),
                rows=tuple(rows),
                caption="Preuves que le dossier demande",
                widths=(4, 6, 3, 2),
                row_headers=True,
            )
        )
    dated = [(f.value, f.validity(prepared.due_on), f.origin) for f in prepared.expiring]
    if dated:
        blocks.append(
            Table(
                header=("Document", "Validité à la date limite", "Source"),
                rows=tuple(dated),
                caption="Vos documents datés",
                widths=(5, 4, 3),
                row_headers=True,
            )
        )
    return blocks or [Paragraph("Le dossier ne nomme aucune preuve particulière.")]


def _pieces(prepared: Prepared) -> list[Block]:
    rows = [(piece.title, piece.what_for, piece.who, piece.source) for piece in prepared.pieces]
    if not rows:
        return [Paragraph("Aucune pièce n'a été lue dans le dossier : demandez la liste.")]
    return [checklist(rows), Heading(2, "Relire avant de déposer"), Bullets(REREAD)]


def _questions(prepared: Prepared) -> list[Block]:
    call = prepared.call
    asked = [f"Le dossier ne dit pas {what} : pouvez-vous le préciser ?" for what in call.unknown]
    asked += call.questions
    asked += [
        f"Pour « {line.title} », une preuve équivalente serait-elle admise ?"
        for line in prepared.lines
        if line.excludes and line.lacks and line.shared and line.id != "visit"
    ]
    until = next((value for label, value, _ in call.facts if label == "Questions jusqu'au"), "")
    when = f" jusqu'au {until}" if until else ""
    return [
        Paragraph(
            f"Elles se posent sur le profil d'acheteur{when} ; la réponse est donnée à tous les "
            "candidats. N'y mettez rien qui vous ferait reconnaître."
        ),
        *([Bullets(tuple(asked))] if asked else []),
        Paragraph("{{votre question}}"),
    ]
