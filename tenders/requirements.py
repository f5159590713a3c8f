"""What a tender asks of bidders, turned into requirements that the meter can count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from needs.diagnosis import Diagnosis
from procurement.typography import NBSP, euros, join_words, number
from suppliers import ess
from suppliers.facts import SupplierFacts
from tenders.clauses import Clause, Level, Place, State
from tenders.drafting import fact_values
from tenders.eligibility import GROUNDS
from tenders.models import AwardCriterion, CriterionKind, Lot, Tender, TenderClause
from tenders.proportionality import (
    Ability,
    Kind,
    Requirement,
    Said,
    Step,
    best_of,
    each_of,
    said_at,
    sum_of,
)
from tenders.statements import Statements

# These clauses ease access, or say a reservation that its own line measures: they ask nothing.
GIVING = {"sme_access", "reserved_contracts"}
ARTICLES = {
    Place.SPECIFICATION: ("R2111-4",),
    Place.SELECTION: ("L2142-1",),
    Place.PERFORMANCE: ("L2112-2",),
    Place.AWARD: ("L2152-8",),
}
HOURS_A_YEAR = 1607
_INSERTION = {"EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "REGIE", "EA", "EATT", "ESAT"}


@dataclass(frozen=True)
class Lens:
    """One lot of the tender and the suppliers found for it.

    `volumes` are shares of the lot's volume; `hours`, the insertion hours a year of a clause.
    """

    tender: Tender
    lot: Lot | None
    facts: Mapping[str, SupplierFacts]
    statements: Statements
    clauses: tuple[TenderClause, ...]
    criteria: tuple[AwardCriterion, ...]
    volumes: Mapping[str, float | None]
    hours: Mapping[int, float]

    @property
    def names(self) -> dict[str, str]:
        return {key: fact.name for key, fact in self.facts.items()}


def is_asking(clause: Clause) -> bool:
    """Whether a supplier has something to hold: not what eases its own access."""
    return clause.state != State.RETIRED and clause.theme not in GIVING


def requirements_of(lens: Lens) -> Iterator[Requirement]:
    """Conditions of candidature first, then clauses, then criteria."""
    yield from _volume(lens)
    yield from _turnover(lens)
    yield from _reservation(lens)
    yield from _group_form(lens)
    for used in lens.clauses:
        if used.source().theme not in GIVING:
            yield _clause(lens, used)
    for criterion in _marked(lens):
        if clause := criterion.taken_clause():
            yield _criterion(lens, criterion, clause)


def unmeasured(lens: Lens) -> list[str]:
    """The criteria of the tender's own: no supplier could declare anything about them."""
    return [
        criterion.name
        for criterion in _marked(lens)
        if criterion.kind != CriterionKind.PRICE and criterion.taken_clause() is None
    ]


def _marked(lens: Lens) -> list[AwardCriterion]:
    """The sub-criteria, and the criteria that have none."""
    parents = {criterion.parent_id for criterion in lens.criteria}
    return [criterion for criterion in lens.criteria if criterion.pk not in parents]


def _volume(lens: Lens) -> Iterator[Requirement]:
    """To hold the lot's volume alone; half of it is what two lots, or two members, would ask."""
    if not any(ratio is not None for ratio in lens.volumes.values()):
        return
    yield Requirement(
        id="volume",
        title="Tenir seul le volume du lot" if lens.lot else "Tenir seul le volume du marché",
        kind=Kind.CANDIDATURE,
        articles=("L2142-1", "R2142-25"),
        steps=tuple(
            _measured(label, lens.volumes, needed, Ability.YES)
            for label, needed in (("la moitié du volume", 0.5), ("le volume entier", 1.0))
        ),
        used=1,
        remark="D'après les capacités des fiches, comparées aux volumes du diagnostic ou, à "
        "défaut, au montant annuel.",
        loosen=("Divisez le lot, ou admettez une montée en charge.",),
    )


def _turnover(lens: Lens) -> Iterator[Requirement]:
    ratio = lens.tender.settings.get("turnover_required_ratio")
    amount = lens.lot.amount if lens.lot else lens.tender.estimated_value
    if not ratio or not amount:
        return
    yearly = {key: fact.max_yearly_eur for key, fact in lens.facts.items()}
    asked = float(ratio) * float(amount)
    ratios = [1.0, float(ratio)] if float(ratio) > 1 else [float(ratio)]
    free = {key: Said(Ability.YES) for key in lens.facts}
    yield Requirement(
        id="turnover",
        title=f"Chiffre d'affaires annuel d'au moins {euros(round(asked), tax='')}",
        kind=Kind.CANDIDATURE,
        articles=("R2142-7", "L2142-1"),
        steps=(
            Step("sans chiffre d'affaires minimal", free, best_of(free)),
            *(
                _measured(
                    f"{number(share)} fois le montant",
                    yearly,
                    share * float(amount),
                    Ability.CONDITIONS,
                )
                for share in ratios
            ),
        ),
        used=len(ratios),
        remark="Une structure qui déclare une capacité annuelle moindre ne peut avoir ce chiffre "
        "d'affaires ; une capacité plus grande ne le prouve pas (« avec conditions »).",
        loosen=("Renoncez au chiffre d'affaires minimal : d'autres preuves existent.",),
    )


def _measured(
    label: str, measures: Mapping[str, float | None], needed: float, enough: Ability
) -> Step:
    def of(value: float | None) -> Said:
        if value is None:
            return Said()
        return Said(enough if value >= needed else Ability.NO, "d'après la fiche", open=True)

    said = {key: of(value) for key, value in measures.items()}
    return Step(label, said, sum_of(measures, needed, enough))


def _reservation(lens: Lens) -> Iterator[Requirement]:
    reserved = lens.lot.reserved if lens.lot else "none"
    ground = next((g for g in GROUNDS if g.code == reserved), None)
    if ground is None:
        return
    said = {key: _eligible(fact, ground.reservations) for key, fact in lens.facts.items()}
    open_to_all = {key: Said(Ability.YES) for key in lens.facts}
    yield Requirement(
        id="reservation",
        title=f"Lot réservé : {ground.label}",
        kind=Kind.CANDIDATURE,
        articles=(ground.article,),
        steps=(
            Step("sans réserve", open_to_all, best_of(open_to_all)),
            Step("lot réservé", said, each_of(said)),
        ),
        used=1,
        remark="D'après les familles des fiches, à prouver à la candidature ; chaque membre d'un "
        "groupement est compté comme devant remplir la condition, ce que le règlement doit dire.",
        loosen=("Élargissez le fondement, ou ouvrez le lot avec un critère d'insertion.",),
    )


def _eligible(fact: SupplierFacts, reservations: tuple[ess.Reservation, ...]) -> Said:
    if not fact.kinds:
        return Said()
    able = any(ess.may_answer(fact.kinds, reservation) for reservation in reservations)
    families = join_words([ess.label(kind) for kind in fact.kinds])
    return Said(Ability.YES if able else Ability.NO, families, open=True)


def _group_form(lens: Lens) -> Iterator[Requirement]:
    """A form imposed weighs on groups alone: each member of a joint one answers for all."""
    form = lens.tender.settings.get("group_form_required") or "none"
    if form == "none":
        return
    alone = {key: Said(Ability.YES) for key in lens.facts}
    shape = "solidaire" if form.startswith("solidaire") else "conjoint"
    yield Requirement(
        id="group_form",
        title=f"Groupement {shape} imposé",
        kind=Kind.CANDIDATURE,
        articles=("R2142-20", "R2142-22"),
        steps=(
            Step("forme libre", alone, best_of(alone)),
            Step(f"groupement {shape}", alone, lambda members: Ability.CONDITIONS),
        ),
        used=1,
        remark="Un fournisseur seul n'est pas concerné ; chaque groupement devra changer de forme.",
        loosen=("Laissez les candidats choisir la forme de leur groupement.",),
    )


def _clause(lens: Lens, used: TenderClause) -> Requirement:
    clause = used.source()
    hours = lens.hours.get(used.pk)
    return Requirement(
        id=f"clause-{clause.id}",
        title=clause.title,
        kind=Kind.CLAUSE,
        articles=ARTICLES[clause.place],
        steps=_steps(lens, clause, used.clause_version, hours),
        used=_position(clause, used.level),
        url=reverse("tenders:clause", args=[clause.id]),
        remark=_hours_remark(hours),
        loosen=("Rendez-la progressive, ou faites-en un critère noté, qui n'écarte personne.",),
    )


def _criterion(lens: Lens, criterion: AwardCriterion, clause: Clause) -> Requirement:
    return Requirement(
        id=f"criterion-{criterion.pk}",
        title=f"{criterion.name}, {number(criterion.weight)}{NBSP}%",
        kind=Kind.CRITERION,
        articles=ARTICLES[Place.AWARD],
        steps=_steps(lens, clause, clause.version, None),
        url=reverse("tenders:clause", args=[clause.id]),
    )


def _steps(lens: Lens, clause: Clause, version: int, hours: float | None) -> tuple[Step, ...]:
    """One step a level of ambition, or the clause itself."""
    levels: list[Level | None] = [level for level, _ in clause.levels] or [None]
    steps = []
    for level in levels:
        said = {key: _said(lens, key, clause.id, level, version, hours) for key in lens.facts}
        label = f"niveau «{NBSP}{level.label}{NBSP}»" if level else ""
        steps.append(Step(label, said, best_of(said)))
    return tuple(steps)


def _said(
    lens: Lens, key: str, clause_id: str, level: Level | None, version: int, hours: float | None
) -> Said:
    said = said_at(lens.statements.get((key, clause_id), ()), level or "", version)
    if said.ability is Ability.UNKNOWN and hours is not None:
        return _hours_from_the_record(lens.facts[key], hours) or said
    return said


def _position(clause: Clause, level: str) -> int:
    """Which step the tender asks: the first when it chose no level."""
    names = [str(name) for name, _ in clause.levels]
    return names.index(level) if level in names else 0


def insertion_hours(
    tender: Tender, clauses: Iterable[TenderClause], diagnosis: Diagnosis | None = None
) -> dict[int, float]:
    """The insertion hours that each clause asks a year, typed or drawn from the diagnosis."""
    years = max(1.0, (tender.duration_months or 12) / 12)
    asking = [used for used in clauses if _hours_of(used.source())]
    facts = fact_values(tender, diagnosis) if asking else {}
    found = {}
    for used in asking:
        source = used.source()
        proposed = source.proposed(facts, used.level or None)
        written = used.values.get("hours") or proposed.get("hours")
        if source.variable("hours").accepts(written):
            found[used.pk] = float(str(source.variable("hours").read(written))) / years
    return found


def _hours_of(clause: Clause) -> bool:
    return "social_insertion" in clause.themes and any(v.name == "hours" for v in clause.variables)


def _hours_remark(hours: float | None) -> str:
    if hours is None:
        return ""
    people = number(round(hours / HOURS_A_YEAR, 1))
    return (
        f"{number(round(hours))} heures par an, soit {people} temps plein : sans déclaration, une "
        "structure d'insertion ou du handicap dont l'effectif y suffit est comptée comme capable."
    )


def _hours_from_the_record(fact: SupplierFacts, hours: float) -> Said | None:
    if not _INSERTION & set(fact.kinds) or fact.fte is None:
        return None
    enough = fact.fte * HOURS_A_YEAR >= hours
    why = f"d'après sa fiche : {number(fact.fte)} équivalents temps plein"
    return Said(Ability.YES if enough else Ability.CONDITIONS, why, open=True)
