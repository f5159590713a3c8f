"""Questions worth asking the buyer before their deadline: each with its reason and its article.

They are asked in neutral words: what the buyer answers to one candidate, it tells all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from procurement.legal import Law, law
from procurement.typography import NBSP, euros, join_words, number
from tenders.dossiers.facts.items import Criterion, Facts, Item
from tenders.dossiers.facts.sentences import rules
from tenders.wording import check_wording

_ENVIRONMENT = (
    "environnement",
    "écolog",
    "ecolog",
    "durable",
    "réemploi",
    "carbone",
    "émission",
    "climat",
    "déchet",
    "recycl",
    "énergie",
    "biodivers",
    "cycle de vie",
    "coût global",
)
_MOST_PERCENT = 100


@dataclass(frozen=True)
class Question:
    """What to ask, why it is worth asking, on what ground, and where the doubt was read."""

    id: str
    text: str
    why: str
    article: str = ""
    file: str = ""
    anchor: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def questions(facts: Facts, *, at: date, legal: Law | None = None) -> list[Question]:
    """The gravest first: dates, lots, criteria, conditions, then what was not found."""
    legal = legal or law()
    return [
        *_dates(facts),
        *_contradictions(facts),
        *_criteria(facts, at, legal),
        *_wording(facts, at, legal),
        *_conditions(facts, at, legal),
        *_reserved(facts, at, legal),
        *_not_found(facts),
    ]


def _asked(id: str, text: str, why: str, article: str = "", item: Item | None = None) -> Question:
    where = item.where if item else None
    return Question(
        id, text, why, article, where.file if where else "", where.anchor if where else ""
    )


def _dates(facts: Facts) -> Iterator[Question]:
    deadline = facts.deadline
    if deadline is None:
        yield Question(
            "deadline",
            "Pouvez-vous confirmer la date, l'heure et le fuseau horaire limites de réception "
            "des plis ?",
            "Aucune date limite n'a été trouvée dans les pièces. Un pli reçu hors délai est "
            "éliminé.",
            "R2151-1, R2151-5",
        )
    elif not deadline.sure and not deadline.others:
        yield Question(
            "deadline",
            "Pouvez-vous confirmer la date et l'heure limites de réception des plis (« "
            f"{deadline.text} ») ?",
            deadline.doubt,
            "R2151-1, R2151-5",
            deadline.where.file,
            deadline.where.anchor,
        )
    elif deadline.iso and "T" not in deadline.iso:
        yield Question(
            "deadline_hour",
            f"À quelle heure, le {deadline.text}, la remise des plis est-elle close ?",
            "La date limite est dite sans son heure.",
            "R2151-1, R2151-5",
            deadline.where.file,
            deadline.where.anchor,
        )
    if facts.questions_deadline is None:
        yield Question(
            "questions_deadline",
            "Jusqu'à quelle date les questions sont-elles reçues, et par quel canal ?",
            "Aucune date limite des questions n'a été trouvée. L'acheteur doit répondre assez tôt "
            "pour que chacun en tienne compte.",
            "R2132-6",
        )


def _contradictions(facts: Facts) -> Iterator[Question]:
    for one in facts.contradictions:
        said = join_words([f"« {item.text} » ({item.where.file})" for item in one.said[:4]])
        place = one.said[0].where
        yield Question(
            f"contradiction_{one.kind}",
            f"{one.label} : les pièces disent {said}. Laquelle vaut ?",
            "Deux pièces du dossier se contredisent ; tous les candidats ont besoin de la même "
            "réponse.",
            "L3, R2151-4" if one.kind == "deadline" else "L3",
            place.file,
            place.anchor,
        )


def _criteria(facts: Facts, at: date, legal: Law) -> Iterator[Question]:
    criteria = facts.criteria
    if not criteria:
        yield Question(
            "criteria",
            "Quels sont les critères d'attribution et leur pondération ?",
            "Aucun critère n'a été trouvé dans les pièces.",
            "R2152-7, R2152-11, R2152-12",
        )
        return
    weightless = [one for one in criteria if one.weight is None]
    if weightless:
        yield _of(
            "weights",
            weightless[0],
            f"Quel poids ont les critères {_names(weightless)} ?",
            "Ces critères n'ont pas de poids. Un ordre sans poids n'est admis que si la "
            "pondération "
            "n'est pas possible pour des raisons objectives.",
            "R2152-12",
        )
    for lot, listed in _by_lot(criteria).items():
        total = sum(one.weight or 0 for one in listed)
        pct = all(one.unit == "pct" for one in listed) and not weightless
        if pct and abs(total - _MOST_PERCENT) > 0.01:
            yield _of(
                "total",
                listed[0],
                f"Les poids des critères{_for(lot)} font {number(total)}{NBSP}% : lequel est à "
                "corriger ?",
                "Leur somme devrait faire 100 %.",
                "R2152-12",
            )
    yield from _sub_criteria(criteria)
    yield from _environment(criteria, at)
    if [c for c in criteria if c.weight is not None] and not any(
        "prix" in c.name.lower() or "coût" in c.name.lower() or "tarif" in c.name.lower()
        for c in criteria
    ):
        yield Question(
            "price",
            "Le prix est-il un critère, et comment est-il noté ?",
            "Aucun critère de prix ou de coût n'a été lu.",
            "R2152-7",
        )


def _sub_criteria(criteria: list[Criterion]) -> Iterator[Question]:
    for one in criteria:
        plain = one.name.lower()
        quality = any(word in plain for word in ("technique", "qualité", "valeur"))
        if quality and not one.sub_criteria and (one.weight or 0) >= 40:
            yield _of(
                f"sub_criteria_{one.lot or ''}_{len(plain)}",
                one,
                f"Le critère « {one.name} »{_for(one.lot)} a-t-il des sous-critères, et avec quel "
                "poids ?",
                "Il pèse lourd et rien ne dit ce qu'il regarde. Des sous-critères qui influent sur "
                "la "
                "présentation des offres doivent être connus des candidats, avec leur poids.",
                "R2152-11, R2152-12",
            )
        half = [s for s in one.sub_criteria if s.weight is None]
        if half and len(half) < len(one.sub_criteria):
            yield _of(
                "sub_weights",
                one,
                f"Quel poids ont les sous-critères {_names(half)} ?",
                "Certains sous-critères ont un poids, d'autres non.",
                "R2152-12",
            )


def _environment(criteria: list[Criterion], at: date) -> Iterator[Question]:
    """Since the law of 2021 took effect, one criterion at least looks at the environment."""
    names = [c.name.lower() for c in criteria] + [
        s.name.lower() for c in criteria for s in c.sub_criteria
    ]
    if at >= date(2026, 8, 21) and not any(word in name for name in names for word in _ENVIRONMENT):
        yield _of(
            "environment",
            criteria[0],
            "Quel critère ou sous-critère prend en compte les caractéristiques environnementales "
            "de l'offre ?",
            "Pour une consultation lancée depuis le 21 août 2026, au moins un critère le fait ; "
            "aucun "
            "des critères lus ne le dit. Il peut s'agir d'un sous-critère qui n'est pas nommé.",
            "L2152-7, R2152-7",
        )


def _wording(facts: Facts, at: date, legal: Law) -> Iterator[Question]:
    """What Balise's own check of wording finds at fault in a criterion."""
    for one in facts.criteria:
        for part in (one, *one.sub_criteria):
            for finding in check_wording(part.name, "rc_critere", at=at, legal=legal).findings:
                if finding.severity.rank < 2 and finding.legal_ref:
                    yield _of(
                        f"wording_{finding.rule}",
                        part,
                        f"Comment le critère « {part.name} » sera-t-il mesuré, au regard de "
                        "l'objet du marché ?",
                        finding.why,
                        ", ".join(finding.legal_ref),
                    )
                    break


def _conditions(facts: Facts, at: date, legal: Law) -> Iterator[Question]:
    yield from _turnover(facts, at, legal)
    for item in facts.of("group"):
        if item.value and item.value.get("imposed") and "justif" not in item.text.lower():
            yield _asked(
                "group",
                f"Pourquoi la forme « {item.value['imposed']} » du groupement est-elle "
                "nécessaire à la bonne exécution du marché ?",
                "L'acheteur ne peut exiger une forme de groupement qu'après l'attribution, si elle "
                "est "
                "nécessaire, et doit le justifier dans les documents.",
                "R2142-22",
                item,
            )
            break
    payment = next((i for i in facts.of("payment") if i.value), None)
    most = legal.value("payment_days", at)
    if payment and payment.value["days"] > most.number:
        yield _asked(
            "payment",
            f"Le délai de paiement de {payment.value['days']} jours est-il applicable à ce marché "
            "?",
            f"Le délai est de {most.shown} pour l'État et les collectivités (50 jours pour les "
            "établissements de santé).",
            most.article,
            payment,
        )
    guarantee = next((i for i in facts.of("guarantee") if i.value), None)
    cap = legal.value("retention", at)
    if (
        guarantee
        and guarantee.value["percent"] > cap.number
        and "retenue" in guarantee.text.lower()
    ):
        yield _asked(
            "guarantee",
            f"La retenue de garantie de {number(guarantee.value['percent'])}{NBSP}% est-elle bien "
            "celle du marché ?",
            f"Elle ne peut dépasser {cap.shown}.",
            cap.article,
            guarantee,
        )
    visit = next(
        (i for i in facts.of("visit") if i.value and i.value["state"] == "mandatory"), None
    )
    if visit and not any(c.isdigit() for c in " ".join(i.text for i in facts.of("visit"))):
        yield _asked(
            "visit",
            "Quelles sont les dates de la visite obligatoire, et comment s'inscrire ?",
            "La visite est obligatoire et aucune date n'a été lue.",
            "L3",
            visit,
        )
    framework = next((i for i in facts.of("framework") if "accord-cadre" in i.text.lower()), None)
    if framework and not facts.of("maximum"):
        yield _asked(
            "maximum",
            "Quel est le montant ou la quantité maximum de l'accord-cadre, par lot ?",
            "Un accord-cadre indique son maximum ; il n'a pas été trouvé.",
            "R2162-4",
            framework,
        )


def _turnover(facts: Facts, at: date, legal: Law) -> Iterator[Question]:
    """A turnover beyond the cap, measured against the estimate or the maximum read."""
    asked = next((i for i in facts.of("turnover") if i.value and i.value["value"]), None)
    base = next(
        (i for k in ("estimate", "maximum") for i in facts.of(k) if i.value and i.value["value"]),
        None,
    )
    if not asked:
        return
    cap = legal.value("turnover_cap", at)
    if base and asked.value["value"] > float(cap.number) * base.value["value"]:
        why = (
            f"Le chiffre d'affaires exigé ({euros(asked.value['value'], '')}) dépasse {cap.shown} "
            "le montant lu "
            f"({euros(base.value['value'], '')})."
        )
    elif base:
        return
    else:
        why = f"Il ne peut dépasser {cap.shown} le montant estimé, qui n'a pas été trouvé."
    yield _asked(
        "turnover",
        "Pouvez-vous revoir ou justifier le chiffre d'affaires minimal exigé ?",
        why,
        cap.article,
        asked,
    )


def _reserved(facts: Facts, at: date, legal: Law) -> Iterator[Question]:
    for lot in facts.lots:
        if lot.reserved == "ess" and "L2113-16" not in lot.article:
            yield Question(
                f"reserved_{lot.number}",
                f"Le lot {lot.number} est-il bien réservé au titre de l'article L2113-15, et pour "
                "quelle durée ?",
                "Une réservation à l'économie sociale et solidaire cite les articles L2113-15 et "
                "L2113-16 ; "
                "elle ne vaut que pour certains services et trois ans au plus.",
                "R2113-8, L2113-16",
                lot.where.file,
                lot.where.anchor,
            )


def _not_found(facts: Facts) -> Iterator[Question]:
    """What a candidate needs and nobody said; a rule without a question is no gap."""
    known = {item.kind for item in facts.items}
    raised = (
        {"maximum"}
        if not any("accord-cadre" in i.text.lower() for i in facts.of("framework"))
        else set()
    )
    for rule in rules():
        if rule.ask and rule.id not in known and rule.id not in raised | {"maximum", "minimum"}:
            yield Question(
                f"absent_{rule.id}", rule.ask, f"{rule.label} : non trouvé dans les pièces."
            )


def _by_lot(criteria: list[Criterion]) -> dict[str | None, list[Criterion]]:
    found: dict[str | None, list[Criterion]] = {}
    for one in criteria:
        found.setdefault(one.lot, []).append(one)
    return found


def _for(lot: str | None) -> str:
    return f" du lot {lot}" if lot else ""


def _names(criteria: list[Criterion]) -> str:
    return join_words([f"« {one.name} »" for one in criteria[:5]])


def _of(id: str, one: Criterion, text: str, why: str, article: str) -> Question:
    return Question(id, text, why, article, one.where.file, one.where.anchor)
