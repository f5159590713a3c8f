"""The calendar of a consultation, and the days a small supplier should work back from its end."""

from __future__ import annotations

from datetime import date, timedelta

from procurement.typography import long_date, plural
from procurement.word.blocks import Paragraph, Table
from tenders.documents.context import DocumentContext
from tenders.documents.sheet import deadline, launch

# Days before the deadline, and what to have done by then.
_STEPS = (
    (1, "Déposer le pli, la veille ; garder l'accusé de dépôt."),
    (2, "Faire relire l'offre par quelqu'un qui ne l'a pas écrite."),
    (4, "Compléter l'acte d'engagement et vérifier les totaux du détail quantitatif."),
    (7, "Terminer le cadre de réponse ; rassembler les preuves."),
    (10, "Arrêter les prix, et la répartition entre les membres du groupement."),
    (14, "Poser les dernières questions sur le profil d'acheteur."),
    (18, "Décider : seul, en groupement ou comme sous-traitant ; appeler les partenaires."),
    (21, "Lire tout le dossier ; choisir les lots ; vérifier l'accès à la plateforme."),
)


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


def back_plan(context: DocumentContext) -> Table | Paragraph:
    """What to do by when, counted back from the deadline; nothing before the launch."""
    if context.offers_due_at is None:
        return Paragraph("Calendrier à rebours : [[la date limite de remise des offres]].")
    end = context.offers_due_at.date()
    steps = [(working_day(end - timedelta(days=days)), days, what) for days, what in _STEPS]
    return Table(
        header=("Au plus tard le", "Jours restants", "Ce qui doit être fait"),
        rows=tuple(
            (long_date(day), plural(days, "jour"), what)
            for day, days, what in reversed(steps)
            if day >= context.launch_on
        ),
        caption="Calendrier à rebours",
        widths=(3, 2, 7),
    )


def working_day(day: date) -> date:
    """The day itself, or the Friday before a week-end."""
    return day - timedelta(days=max(0, day.weekday() - 4))
