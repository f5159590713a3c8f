"""The parts of a sheet, each of which may be entrusted to somebody and has a state of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from needs.diagnosis import Sheet
from needs.questions import QuestionSet, Section, State
from procurement.typography import plural

WHOLE = "sheet"
TEXT = "text"
SITES = "sites"
VOLUMES = "volumes"
_QUESTIONS = "questions-"

TITLES = {WHOLE: "Toute la fiche", TEXT: "Le besoin", SITES: "Sites", VOLUMES: "Volumes"}
_MISSING_SHOWN = 3


@dataclass(frozen=True)
class Part:
    """One part: how far it is, what it lacks, and why it matters."""

    id: str
    title: str
    state: State
    missing: tuple[str, ...]
    why: str


def of_section(section: str) -> str:
    return f"{_QUESTIONS}{section}"


def section_of(part: str) -> str:
    """The section of the questionnaire that the part is; empty for the others."""
    return part.removeprefix(_QUESTIONS) if part.startswith(_QUESTIONS) else ""


def choices(questions: QuestionSet) -> list[tuple[str, str]]:
    """All that can be entrusted to a person, the whole sheet first."""
    sections = [(of_section(s.id), f"Questions : {s.title}") for s in questions.sections]
    return [*TITLES.items(), *sections]


def title_of(part: str, questions: QuestionSet) -> str:
    return dict(choices(questions)).get(part, part)


def parts_of(sheet: Sheet, questions: QuestionSet) -> tuple[Part, ...]:
    return (
        _text(sheet),
        _sites(sheet),
        _volumes(sheet),
        *(_section(sheet, section) for section in questions.sections),
    )


def state_of(sheet: Sheet, parts: Iterable[Part]) -> State:
    """Of the whole sheet: done once its owner stands by it, whatever is left blank."""
    if sheet.validated:
        return State.DONE
    return State.DOING if any(part.state != State.TODO for part in parts) else State.TODO


def progress(parts: Iterable[Part]) -> tuple[int, int]:
    """(parts done, parts in all)."""
    states = [part.state for part in parts]
    return states.count(State.DONE), len(states)


def _part(id: str, begun: object, missing: Iterable[str], why: str, title: str = "") -> Part:
    lacking = tuple(missing)
    state = (State.DOING if lacking else State.DONE) if begun else State.TODO
    return Part(id, title or TITLES[id], state, lacking, why)


def _text(sheet: Sheet) -> Part:
    undecided = plural(sheet.undecided, "élément lu", "éléments lus")
    return _part(
        TEXT,
        sheet.written,
        [f"{undecided} à confirmer ou à écarter."] if sheet.undecided else [],
        "Vos mots disent ce que le marché doit régler ; seul ce qui est confirmé sert à la suite.",
    )


def _sites(sheet: Sheet) -> Part:
    return _part(
        SITES,
        sheet.sites,
        _sites_without(sheet, lambda site: site.point, "sans position connue"),
        "Les lieux donnent les tournées et disent quels fournisseurs sont proches.",
    )


def _volumes(sheet: Sheet) -> Part:
    counted = {line.site for line in sheet.volumes}
    by_site = counted - {None}
    missing = [
        f"« {line.label} » vaut zéro." for line in sheet.volumes if line.yearly == Fraction(0)
    ]
    if by_site:
        missing += _sites_without(sheet, lambda site: site.id in counted, "sans volume")
    return _part(
        VOLUMES,
        sheet.volumes,
        missing,
        "Sans volume, ni la valeur estimée ni la capacité des fournisseurs ne se vérifient.",
    )


def _sites_without(sheet: Sheet, has: Callable[..., object], said: str) -> list[str]:
    names = [site.name for site in sheet.sites if not has(site)]
    if not names:
        return []
    shown = ", ".join(names[:_MISSING_SHOWN]) + ("…" if len(names) > _MISSING_SHOWN else "")
    return [f"{plural(len(names), 'site')} {said} : {shown}."]


def _section(sheet: Sheet, section: Section) -> Part:
    begun = any(question.id in sheet.answers for question in section.questions)
    labels = [question.label for question in section.missing(sheet.answers)]
    shown = labels[:_MISSING_SHOWN]
    if len(labels) > len(shown):
        shown.append(f"… et {plural(len(labels) - len(shown), 'autre question')}.")
    return _part(
        of_section(section.id),
        begun,
        shown,
        section.why or "Les clauses et l'estimation s'appuient sur ces réponses.",
        section.title,
    )
