"""The calendar of a consultation, and the days a small supplier should work back from its end."""

from __future__ import annotations

from procurement.typography import long_date, plural
from procurement.word.blocks import Paragraph, Table
from tenders.booklets import shelf
from tenders.booklets.back_plan import Due, dates_in
from tenders.booklets.back_plan import back_plan as plan
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import deadline, launch

AT_ONCE = "Tout de suite"


def calendar(context: DocumentContext) -> Table:
    return Table(
        header=("Étape", "Date"),
        rows=(
            ("Lancement de la consultation", launch(context)),
            ("Date limite des questions", context.say("questions_until")),
            ("Date limite de remise des offres", deadline(context)),
            ("Choix des attributaires", context.say("award_on")),
            ("Début d'exécution", context.say("start")),
        ),
        caption="Calendrier de la consultation",
        widths=(3, 4),
        row_headers=True,
    )


def dues(context: DocumentContext, *, group: bool = False) -> tuple[Due, ...]:
    """What to do by when, counted back from the deadline; nothing while it is unknown."""
    if context.offers_due_at is None:
        return ()
    return plan(
        shelf().back_steps,
        context.offers_due_at.date(),
        context.launch_on,
        questions_until=next(dates_in(context.said.get("questions_until", "")), None),
        group=group,
    )


def back_plan(context: DocumentContext, *, group: bool = False) -> Table | Paragraph:
    if context.offers_due_at is None:
        return Paragraph("Calendrier à rebours : [[la date limite de remise des offres]].")
    return Table(
        header=("Au plus tard le", "Jours ouvrés restants", "Ce qui doit être fait"),
        rows=tuple(
            (long_date(due.day) if due.day else AT_ONCE, plural(due.left, "jour"), due.what)
            for due in dues(context, group=group)
        ),
        caption="Calendrier à rebours",
        widths=(3, 2, 7),
    )
