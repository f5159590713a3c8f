"""Go or no-go: each condition and criterion of a call against what the candidate can show.

A silence of the record is a question, never a refusal; nothing here is a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from procurement.typography import NBSP, euros, join_words, number, plural
from suppliers import ess
from suppliers.capacity import Quantity, best_fits
from suppliers.standing import State as StandingState
from suppliers.territory import Place
from tenders.answering.call import Asked, Call, Condition
from tenders.answering.candidate import Candidate, Fact
from tenders.answering.memo import outline
from tenders.eligibility import GROUNDS
from tenders.proportionality import Ability, said_at


class State(StrEnum):
    MET = "met"
    UNPROVEN = "unproven"
    UNSAID = "unsaid"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {
            "met": "rempli, preuve en main",
            "unproven": "rempli d'après vous, preuve à joindre",
            "unsaid": "rien ne le dit encore",
            "missing": "manque",
        }[self]

    @property
    def colour(self) -> str:
        return {"met": "ok", "unproven": "info", "unsaid": "todo", "missing": "blocking"}[self]


@dataclass(frozen=True)
class Line:
    """One thing asked, what answers it, and what to do; `topic` is where the record says it."""

    id: str
    title: str
    kind: str
    state: State
    why: str
    todo: str = ""
    evidence: tuple[Fact, ...] = ()
    articles: tuple[str, ...] = ()
    excludes: bool = False
    shared: bool = True  # whether a partner may bring it (R2142-25)
    where: str = ""
    topic: str = ""

    @property
    def lacks(self) -> bool:
        return self.state in (State.MISSING, State.UNSAID)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "state": str(self.state),
            "state_label": self.state.label,
            "why": self.why,
            "todo": self.todo,
            "articles": list(self.articles),
            "excludes": self.excludes,
            "where": self.where,
            "evidence": [
                {"value": f.value, "source": f.source, "on": f.on and f.on.isoformat()}
                for f in self.evidence
            ],
        }


def lines_of(call: Call, lots: Iterable[int], candidate: Candidate, *, at: date) -> list[Line]:
    """What puts aside first, then the other conditions, then what is marked."""
    lots = tuple(lots)
    asked = [_condition(call, one, candidate, at) for one in call.conditions_for(lots)]
    marked = [_marked(one, candidate) for one in call.asked_for(lots) if not one.is_price]
    return [*sorted(asked, key=lambda line: not line.excludes), *marked]


Check = Callable[[Call, Condition, Candidate, date], Line]


def _condition(call: Call, condition: Condition, candidate: Candidate, at: date) -> Line:
    return _CHECKS[condition.kind](call, condition, candidate, at)


def _line(condition: Condition, state: State, why: str, todo: str = "", **more: Any) -> Line:
    return Line(
        id=condition.id,
        title=condition.title,
        kind="condition de candidature" if condition.excludes else "condition d'exécution",
        state=state,
        why=why,
        todo=todo,
        articles=condition.articles,
        excludes=condition.excludes,
        where=condition.where,
        **more,
    )


def _reservation(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    """A quality is not lent: each member of a group is held to have it, unless the rules say so."""
    ground = next((g for g in GROUNDS if g.code == asked.reserved), None)
    open_to = ground.reservations if ground else ()
    families = {f.code: f for r in open_to for f in ess.may_answer(candidate.kinds, r)}
    standing = [s for s in candidate.standings if s.kind in families]
    evidence = tuple(f for f in candidate.about("family") if f.value in _labels(families))
    if not candidate.kinds:
        why = "Votre fiche ne nomme aucune famille de l'ESS."
        todo = f"Dites votre statut sur la fiche. Pièce demandée{NBSP}: {asked.proof}."
        return _line(asked, State.UNSAID, why, todo, shared=False, topic="family")
    if not families:
        why = f"{asked.text} Votre fiche dit{NBSP}: {join_words(_named(candidate.kinds))}."
        todo = (
            "Seul, vous ne pouvez pas répondre à ce lot. Avec une structure qui remplit la "
            "condition, demandez à l'acheteur si chaque membre d'un groupement doit la remplir."
        )
        return _line(asked, State.MISSING, why, todo, evidence=evidence, shared=False)
    if any(s.is_proven for s in standing):
        return _line(
            asked, State.MET, " ".join(s.sentence for s in standing if s.is_proven),
            f"À joindre{NBSP}: {asked.proof}.", evidence=evidence, shared=False,
        )  # fmt: skip
    over = all(s.state == StandingState.EXPIRED for s in standing) and standing
    state = State.MISSING if over else State.UNPROVEN
    why = " ".join(f"{s.label}{NBSP}: {s.sentence}" for s in standing) or "Aucune pièce connue."
    return _line(
        asked, state, why, f"Réunissez{NBSP}: {asked.proof}.", evidence=evidence, shared=False,
        topic="family",
    )  # fmt: skip


def _labels(families: dict[str, ess.Family]) -> set[str]:
    return {family.label for family in families.values()}


def _named(kinds: Iterable[str]) -> list[str]:
    return [ess.label(kind) for kind in kinds]


def _volume(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    needs = [Quantity(v.value, v.unit, v.period, component=v.component) for v in asked.volumes]
    fits = best_fits(needs, candidate.quantities)
    evidence = candidate.about("capacity")
    if not fits:
        why = f"{asked.text}. Votre fiche ne donne aucune capacité dans ces unités."
        todo = "Chiffrez vos capacités sur la fiche, ou cherchez qui les apporte."
        return _line(asked, State.UNSAID, why, todo, evidence=evidence, topic="activity")
    tight = min(fits, key=lambda fit: fit.ratio)
    share = f"{number(int(100 * min(tight.ratio, 1)))}{NBSP}%"
    why = f"{asked.text}. {tight.capacity} déclarés{NBSP}: {share} du volume le plus exigeant."
    if tight.ratio >= 1:
        proven = any(fact.proof for fact in evidence)
        state = State.MET if proven else State.UNPROVEN
        todo = "" if proven else "Joignez une preuve{}: planning, fiche de la machine, références."
        return _line(asked, state, why, todo.format(NBSP), evidence=evidence, topic="activity")
    todo = "Un partenaire peut tenir le reste (les capacités d'un groupement s'ajoutent, R2142-25)."
    return _line(asked, State.MISSING, why, todo, evidence=evidence, topic="activity")


def _turnover(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    known, needed = candidate.max_yearly, asked.amount
    evidence = candidate.about("money")
    if needed is None or known is None:
        why = f"{asked.text} Balise ne connaît pas vos chiffres d'affaires."
        todo = (
            "Comparez avec vos trois derniers bilans. Sinon, toute preuve équivalente se discute."
        )
        return _line(asked, State.UNSAID, why, todo, evidence=evidence, topic="money")
    told = f"{asked.text} Capacité annuelle déclarée{NBSP}: {euros(known)}."
    if known < needed:
        todo = (
            "Les capacités d'un groupement s'ajoutent (R2142-25) ; celles d'une autre structure "
            "peuvent aussi être invoquées (R2142-3)."
        )
        return _line(asked, State.MISSING, told, todo, evidence=evidence, topic="money")
    todo = (
        f"Une capacité n'est pas un chiffre d'affaires{NBSP}: vérifiez vos bilans et joignez-les."
    )
    return _line(asked, State.UNPROVEN, told, todo, evidence=evidence, topic="money")


def _place(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    places = [
        Place(p.name, p.department, p.region, _point(p.lat, p.lon), p.insee, p.epci)
        for p in call.places
    ]
    evidence = candidate.about("area")
    areas = [area for area in candidate.areas if area.is_known]
    names = join_words([place.name for place in places[:6]])
    if not areas or not places:
        why = (
            f"Lieux{NBSP}: {names or 'à lire dans le dossier'}. Votre fiche ne dit pas votre zone."
        )
        return _line(asked, State.UNSAID, why, "Dites votre zone sur la fiche.", topic="record")
    outside = [p.name for p in places if not any(area.serves(p) for area in areas)]
    told = f"Lieux{NBSP}: {names}. Zone déclarée{NBSP}: {areas[0].describe()}."
    if outside:
        why = f"{told} Hors de votre zone{NBSP}: {join_words(outside[:6])}."
        return _line(
            asked, State.MISSING, why, "Étendez votre zone, ou partagez les lieux avec un "
            "partenaire.", evidence=evidence, topic="record",
        )  # fmt: skip
    return _line(asked, State.UNPROVEN, told, "", evidence=evidence)


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (lat, lon)


def _clause(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    said = said_at(
        candidate.statements.get(asked.clause, ()), asked.clause_level, asked.clause_version
    )
    why = f"Vous avez dit «{NBSP}{said.ability.label}{NBSP}» ({said.why})."
    if said.ability is Ability.YES:
        return _line(
            asked, State.UNPROVEN, why, f"À prouver{NBSP}: {asked.proof}." if asked.proof else "",
            topic="clause",
        )  # fmt: skip
    if said.ability is Ability.CONDITIONS:
        todo = "Vérifiez que vos conditions tiennent dans ce marché ; sinon, posez la question."
        return _line(asked, State.UNPROVEN, why, todo, topic="clause")
    if said.ability is Ability.NO:
        todo = "Cherchez qui peut la tenir, ou demandez à l'acheteur si elle peut évoluer."
        return _line(asked, State.MISSING, why, todo, topic="clause")
    outdated = " Vous avez parlé d'une autre version de cette clause." if said.outdated else ""
    return _line(
        asked, State.UNSAID, f"Vous n'avez pas encore dit si vous pouvez la tenir.{outdated}",
        "Lisez-la et dites-le : la réponse reste à vous.", topic="clause",
    )  # fmt: skip


def _said(call: Call, asked: Condition, candidate: Candidate, at: date) -> Line:
    return _line(asked, State.UNSAID, asked.text, "À vérifier par vous.")


_CHECKS: dict[str, Check] = {
    "reservation": _reservation,
    "volume": _volume,
    "turnover": _turnover,
    "place": _place,
    "clause": _clause,
    "said": _said,
}


def _marked(asked: Asked, candidate: Candidate) -> Line:
    """A criterion puts nobody aside: what counts is whether there is something to write."""
    told = outline(asked, candidate)
    answered = [point for point in told.points if point.facts]
    said = said_at(candidate.statements.get(asked.clause, ()), "", asked.clause_version)
    weight = f"{number(asked.weight)}{NBSP}% de la note. " if asked.weight is not None else ""
    found = f"{weight}{plural(len(answered), 'point')} sur {len(told.points)} "
    found += "a déjà un fait dans votre fiche." if len(answered) < 2 else (
        "ont déjà un fait dans votre fiche.")  # fmt: skip
    if said.ability is Ability.NO:
        found += f" Vous avez dit ne pas pouvoir le tenir ({said.why})."
    state = State.UNPROVEN if answered else State.UNSAID
    state = State.MISSING if said.ability is Ability.NO else state
    open_points = [point.text for point in told.points if not point.facts]
    todo = f"À écrire{NBSP}: {' ; '.join(open_points)}." if open_points else ""
    return Line(
        id=asked.id,
        title=f"{asked.parent} : {asked.name}" if asked.parent else asked.name,
        kind="critère d'attribution",
        state=state,
        why=found,
        todo=todo,
        evidence=told.facts,
        articles=("R2152-11",),
        where=asked.where,
    )
