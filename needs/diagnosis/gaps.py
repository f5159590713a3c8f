"""What is missing or contradictory in the sheets, and why it matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from needs.diagnosis.figures import rounded
from needs.diagnosis.measures import MEASURES
from needs.diagnosis.sheets import Sheet, VolumeLine, same_name
from needs.questions import QuestionSet, State
from needs.units import unit_and_scale
from procurement.typography import join_words, number, plural

# Two figures for one thing agree when they differ by less than this.
_TOLERANCE = Fraction(5, 100)


@dataclass(frozen=True)
class Gap:
    """Something missing or contradictory, why it matters, and the sheet that can mend it."""

    kind: str
    what: str
    why: str
    sheet: str = ""


def find_gaps(sheets: Sequence[Sheet], members: Sequence[str], questions: QuestionSet) -> list[Gap]:
    present = {sheet.member for sheet in sheets}
    gaps = _contradictory_units(sheets)
    gaps += [
        Gap(
            "no_sheet",
            f"{member} n'a encore déposé aucun besoin.",
            "Ses volumes manquent aux totaux, et les fournisseurs sous-estimeront le marché.",
        )
        for member in members
        if member not in present
    ]
    for sheet in sheets:
        gaps += _gaps_of(sheet)
    return gaps + [gap for sheet in sheets if (gap := _unanswered(sheet, questions))]


def _gaps_of(sheet: Sheet) -> list[Gap]:
    found = [gap(sheet) for gap in (_no_volume, _silent_sites, _counted_twice, _undecided)]
    return [gap for gap in found if gap] + _disagreements(sheet)


def _unanswered(sheet: Sheet, questions: QuestionSet) -> Gap | None:
    sections = [s.title for s in questions.sections if s.missing(sheet.answers)]
    if not sections:
        return None
    untouched = questions.state(sheet.answers) == State.TODO
    left = "pas commencé" if untouched else f"à compléter ({join_words(sections)})"
    return Gap(
        "questions",
        f"{sheet.name} : questionnaire {left}.",
        "Les clauses et l'estimation s'appuient sur ces réponses.",
        sheet.id,
    )


def _no_volume(sheet: Sheet) -> Gap | None:
    if sheet.volumes:
        return None
    return Gap(
        "no_volume",
        f"{sheet.name} : aucun volume saisi.",
        "Sans volume, ni la valeur estimée ni la capacité des fournisseurs ne se vérifient.",
        sheet.id,
    )


def _silent_sites(sheet: Sheet) -> Gap | None:
    counted = {line.site for line in sheet.volumes}
    silent = [site.name for site in sheet.sites if site.id not in counted]
    if not silent or not sheet.volumes:
        return None
    named = join_words(silent[:3]) if len(silent) <= 3 else f"{', '.join(silent[:3])}…"
    return Gap(
        "site_without_volume",
        f"{sheet.name} : {plural(len(silent), 'site')} sans volume ({named}).",
        "Les tournées se calculent site par site.",
        sheet.id,
    )


def _counted_twice(sheet: Sheet) -> Gap | None:
    whole = {_same_thing(line) for line in sheet.volumes if line.site is None}
    sites = {_same_thing(line) for line in sheet.volumes if line.site is not None}
    twice = sorted({line.label for line in sheet.volumes if _same_thing(line) in whole & sites})
    if not twice:
        return None
    return Gap(
        "counted_twice",
        f"{sheet.name} : « {twice[0]} » est compté pour l'ensemble et aussi par site.",
        "Les deux s'ajoutent dans les totaux : gardez l'un ou l'autre s'il s'agit des mêmes.",
        sheet.id,
    )


def _same_thing(line: VolumeLine) -> tuple[str, str, str, bool]:
    return (
        same_name(line.component),
        same_name(line.label),
        unit_and_scale(line.unit)[0],
        line.is_flow,
    )


def _undecided(sheet: Sheet) -> Gap | None:
    if not sheet.undecided:
        return None
    return Gap(
        "undecided",
        f"{sheet.name} : {plural(sheet.undecided, 'élément lu', 'éléments lus')} à confirmer.",
        "Seul ce qui est confirmé sert à la suite.",
        sheet.id,
    )


def _disagreements(sheet: Sheet) -> list[Gap]:
    """A questionnaire that says another number than the volumes of the same sheet."""
    gaps = []
    for measure, label in ((MEASURES["meals_per_day"], "repas par jour"),):
        measured, answered = measure.measured(sheet), measure.answer(sheet.answers)
        if measured and answered and abs(measured - answered) > _TOLERANCE * measured:
            said, counted = number(rounded(answered)), number(rounded(measured))
            gaps.append(
                Gap(
                    "disagreement",
                    f"{sheet.name} : {said} {label} au questionnaire, {counted} dans les volumes.",
                    "Les totaux suivent les volumes ; corrigez celui des deux qui se trompe.",
                    sheet.id,
                )
            )
    return gaps


def _contradictory_units(sheets: Sequence[Sheet]) -> list[Gap]:
    units: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    names: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        for line in sheet.volumes:
            key = same_name(line.component), same_name(line.label)
            units[key].setdefault(unit_and_scale(line.unit)[0], sheet.name)
            names.setdefault(key, line.label)
    return [
        Gap(
            "contradictory_units",
            f"« {names[key]} » est compté en {join_words(list(used))} "
            f"({join_words(list(dict.fromkeys(used.values())))}).",
            "Des unités différentes ne s'additionnent pas : choisissez-en une.",
        )
        for key, used in units.items()
        if len(used) > 1
    ]
