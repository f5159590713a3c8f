"""Amount, nature, buyer and date → the least procedure and publicity, with the reasoning.

`check_tender` judges a tender by the same `Thresholds`, so advice and checks cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement.legal import Law, LegalValue, law
from procurement.typography import euros, join_words, number, plural

Amount = Decimal | int | float


class Nature(StrEnum):
    SUPPLIES = "fournitures"
    SERVICES = "services"
    WORKS = "travaux"
    SOCIAL_SERVICES = "services_sociaux"


class BuyerKind(StrEnum):
    LOCAL = "collectivite"
    STATE = "etat"
    UTILITY = "entite_adjudicatrice"


class Minimum(StrEnum):
    """The lightest lawful procedure; `formats.md` values."""

    DISPENSE = "dispense"
    ADAPTED = "mapa"
    FORMAL = "procedure_formalisee"
    ADAPTED_SOCIAL = "procedure_adaptee_services_sociaux"

    @property
    def label(self) -> str:
        return {
            "dispense": "sans publicité ni mise en concurrence obligatoires",
            "mapa": "procédure adaptée",
            "procedure_formalisee": "procédure formalisée",
            "procedure_adaptee_services_sociaux": "procédure adaptée des services sociaux",
        }[self]

    @property
    def procedures(self) -> tuple[str, ...]:
        """The procedures a buyer may choose, from the lightest; a heavier one always may be."""
        lightest = {"dispense": 0, "procedure_formalisee": 2}.get(self, 1)
        return ("gre_a_gre", "mapa", *FORMAL_PROCEDURES)[lightest:]


class Publicity(StrEnum):
    NONE = "aucune"
    FREE = "libre"
    NATIONAL = "boamp_ou_jal"
    EUROPEAN = "boamp_et_joue"
    EUROPEAN_ONLY = "joue"

    @property
    def label(self) -> str:
        return {
            "aucune": "aucune",
            "libre": "librement adaptée",
            "boamp_ou_jal": "avis au BOAMP ou dans un journal d'annonces légales",
            "boamp_et_joue": "avis au BOAMP et au JOUE",
            "joue": "avis au JOUE",
        }[self]

    def is_met_by(self, supports: Iterable[str]) -> bool:
        given = set(supports)
        return {
            Publicity.NATIONAL: bool(given & {"boamp", "jal"}),
            Publicity.EUROPEAN: {"boamp", "joue"} <= given,
            Publicity.EUROPEAN_ONLY: "joue" in given,
        }.get(self, True)


FORMAL_PROCEDURES = (
    "ao_ouvert",
    "ao_restreint",
    "procedure_negociation",
    "dialogue_competitif",
)


@dataclass(frozen=True)
class Thresholds:
    """The amounts that decide, for one nature of purchase and one buyer on one day."""

    nature: Nature
    dispense: LegalValue
    notice: LegalValue
    european: LegalValue
    social: LegalValue
    small_lot: LegalValue
    small_lots_share: LegalValue
    buyer_profile: LegalValue

    @classmethod
    def at(cls, nature: str, buyer_kind: str, at: date, legal: Law | None = None) -> Thresholds:
        kind, buyer = Nature(nature), BuyerKind(buyer_kind)
        legal = legal or law()
        family = "works" if kind == Nature.WORKS else "supplies_services"
        body = {"collectivite": "local", "etat": "state", "entite_adjudicatrice": "utility"}[buyer]
        european = "eu_works" if kind == Nature.WORKS else f"eu_supplies_services_{body}"
        utility = "_utility" if buyer == BuyerKind.UTILITY else ""
        return cls(
            nature=kind,
            dispense=legal.value(f"dispense_{family}", at),
            notice=legal.value("publicity_notice", at),
            european=legal.value(european, at),
            social=legal.value(f"social_services_notice{utility}", at),
            small_lot=legal.value(f"small_lot_{family}", at),
            small_lots_share=legal.value("small_lots_share", at),
            buyer_profile=legal.value("buyer_profile", at),
        )

    def minimum(self, amount: Amount) -> Minimum:
        # R2122-8 says « inférieure à »; R2124-1, « égale ou supérieure ».
        if amount < self.dispense.number:
            return Minimum.DISPENSE
        if self.nature == Nature.SOCIAL_SERVICES:
            return Minimum.ADAPTED_SOCIAL
        return Minimum.FORMAL if amount >= self.european.number else Minimum.ADAPTED

    def publicity(self, amount: Amount) -> Publicity:
        minimum = self.minimum(amount)
        if minimum == Minimum.DISPENSE:
            return Publicity.NONE
        if minimum == Minimum.ADAPTED_SOCIAL:
            return Publicity.EUROPEAN_ONLY if amount >= self.social.number else Publicity.FREE
        if minimum == Minimum.FORMAL:
            return Publicity.EUROPEAN
        return Publicity.NATIONAL if amount >= self.notice.number else Publicity.FREE

    def within_share(self, part: Amount, whole: Amount) -> bool:
        return Decimal(str(part)) * 100 <= Decimal(str(whole)) * self.small_lots_share.number


@dataclass(frozen=True)
class Line:
    """One step of the reasoning, with the text it rests on."""

    title: str
    text: str
    article: str
    source: str = ""
    url: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Advice:
    """The least that the law asks; `response_days` is None when it sets no number of days."""

    amount: Decimal
    minimum_procedure: Minimum
    publicity_minimum: Publicity
    response_days: int | None
    advised_days: int | None
    profile_required: bool
    small_lots: tuple[int, ...]
    lines: tuple[Line, ...]

    @property
    def procedures(self) -> tuple[str, ...]:
        return self.minimum_procedure.procedures


def advise(
    amount: Amount,
    nature: str,
    buyer_kind: str,
    *,
    at: date,
    lots: Sequence[Amount] = (),
    other_purchases: Amount = 0,
    framework_maximum: Amount | None = None,
    prior_information_notice: bool = False,
    urgency_justified: bool = False,
    legal: Law | None = None,
) -> Advice:
    """The least procedure, publicity and delay for a need; every figure comes with its article.

    `other_purchases`: the year's other purchases of the same homogeneous family, or the rest of
    the works operation, which count together with this one (R2121-5 to R2121-7).
    """
    legal = legal or law()
    thresholds = Thresholds.at(nature, buyer_kind, at, legal)
    parts = [Decimal(str(a)) for a in (amount, framework_maximum or 0, sum(map(_decimal, lots)))]
    total = max(parts) + _decimal(other_purchases)
    minimum = thresholds.minimum(total)
    response = _response_days(minimum, prior_information_notice or urgency_justified, at, legal)
    advised = None if minimum == Minimum.DISPENSE else response or legal.value("adapted_days", at)
    light = _small_lots(thresholds, minimum, lots)
    lines = [
        *_value_lines(total, amount, lots, other_purchases, framework_maximum, thresholds),
        _procedure_line(total, minimum, thresholds),
        _publicity_line(total, thresholds, buyer_kind),
        *_lot_lines(thresholds, minimum, lots, light),
        *_profile_lines(total, minimum, thresholds),
        *_response_lines(minimum, response, advised),
        *_closing_lines(minimum, at, legal),
    ]
    return Advice(
        amount=total,
        minimum_procedure=minimum,
        publicity_minimum=thresholds.publicity(total),
        response_days=int(response.number) if response else None,
        advised_days=int(advised.number) if advised else None,
        profile_required=minimum != Minimum.DISPENSE and total >= thresholds.buyer_profile.number,
        small_lots=light,
        lines=tuple(lines),
    )


def small_lot_ceiling(thresholds: Thresholds, minimum: Minimum) -> LegalValue:
    """Below what a lot may follow a lighter procedure than the whole: R2123-1 or R2122-8."""
    return thresholds.small_lot if minimum == Minimum.FORMAL else thresholds.dispense


def _decimal(amount: Amount) -> Decimal:
    return Decimal(str(amount))


def _line(title: str, text: str, value: LegalValue, article: str = "") -> Line:
    return Line(title, text, article or value.article, value.source, value.url, value.doubt)


def _value_lines(
    total: Decimal,
    amount: Amount,
    lots: Sequence[Amount],
    others: Amount,
    maximum: Amount | None,
    thresholds: Thresholds,
) -> list[Line]:
    code = thresholds.notice
    added = []
    if maximum is not None and _decimal(maximum) > _decimal(amount):
        added.append("le maximum de l'accord-cadre")
    if sum(map(_decimal, lots)) > _decimal(amount):
        added.append("la somme des lots, plus élevée que l'estimation")
    if others:
        family = (
            "le reste de l'opération de travaux"
            if thresholds.nature == Nature.WORKS
            else "les autres achats homogènes de l'année"
        )
        added.append(f"{family} ({euros(others)})")
    detail = f" Elle compte {join_words(added)}." if added else ""
    articles = "R2121-1, R2121-4, R2121-5" if thresholds.nature == Nature.WORKS else ""
    return [
        Line(
            "Valeur du besoin",
            f"La valeur à comparer aux seuils est de {euros(total)}, options, reconductions et "
            f"lots compris ; découper l'achat pour passer sous un seuil est interdit.{detail}",
            articles or "R2121-1, R2121-4, R2121-6, R2121-7",
            code.source,
            code.url,
        )
    ]


def _procedure_line(total: Decimal, minimum: Minimum, thresholds: Thresholds) -> Line:
    dispense, european = thresholds.dispense, thresholds.european
    if minimum == Minimum.DISPENSE:
        return _line(
            "Procédure",
            f"{euros(total)} est inférieur à {euros(dispense.number)} : ni publicité ni mise "
            "en concurrence n'est imposée. Choisissez une offre pertinente, employez bien les "
            "deniers publics et ne sollicitez pas toujours la même entreprise.",
            dispense,
        )
    if minimum == Minimum.ADAPTED_SOCIAL:
        return _line(
            "Procédure",
            "Services sociaux et autres services spécifiques : procédure adaptée quel que soit le "
            "montant, en tenant compte de la qualité, de la continuité, de l'accessibilité et des "
            "besoins des usagers.",
            thresholds.social,
            "R2123-1, R2123-7",
        )
    if minimum == Minimum.FORMAL:
        return _line(
            "Procédure",
            f"{euros(total)} atteint le seuil européen de {euros(european.number)} : une "
            "procédure formalisée s'impose.",
            european,
            "L2124-1, R2124-1",
        )
    return _line(
        "Procédure",
        f"{euros(total)} se place entre la dispense ({euros(dispense.number)}) et le seuil "
        f"européen ({euros(european.number)}) : procédure adaptée, que vous organisez "
        "librement.",
        european,
        "L2123-1, R2123-1",
    )


def _publicity_line(total: Decimal, thresholds: Thresholds, buyer_kind: str) -> Line:
    publicity = thresholds.publicity(total)
    social = thresholds.nature == Nature.SOCIAL_SERVICES
    article = {
        Publicity.NONE: "R2122-8",
        Publicity.FREE: "R2131-14" if social else "R2131-12",
        Publicity.NATIONAL: "R2131-12",
        Publicity.EUROPEAN: "R2131-16",
        Publicity.EUROPEAN_ONLY: "R2131-15",
    }[publicity]
    basis = {
        Publicity.NONE: thresholds.dispense,
        Publicity.EUROPEAN: thresholds.european,
    }.get(publicity, thresholds.social if social else thresholds.notice)
    line = _line("Publicité", f"Publicité minimale : {publicity.label}.", basis, article)
    if publicity == Publicity.NATIONAL and buyer_kind == BuyerKind.UTILITY:
        doubt = "Règle écrite pour l'État et les collectivités : les autres entités l'adaptent."
        return Line(line.title, line.text, article, line.source, line.url, doubt)
    return line


def _small_lots(
    thresholds: Thresholds, minimum: Minimum, lots: Sequence[Amount]
) -> tuple[int, ...]:
    """The smallest lots that may follow a lighter procedure, as many as the share allows."""
    if len(lots) < 2 or minimum == Minimum.DISPENSE:
        return ()
    ceiling, whole = small_lot_ceiling(thresholds, minimum), sum(map(_decimal, lots))
    light: list[int] = []
    used = Decimal(0)
    for rank in sorted(range(len(lots)), key=lambda rank: _decimal(lots[rank])):
        used += _decimal(lots[rank])
        if lots[rank] >= ceiling.number or not thresholds.within_share(used, whole):
            break
        light.append(rank)
    return tuple(sorted(light))


def _lot_lines(
    thresholds: Thresholds, minimum: Minimum, lots: Sequence[Amount], light: tuple[int, ...]
) -> list[Line]:
    if not light:
        return []
    ceiling = small_lot_ceiling(thresholds, minimum)
    way = (
        "peuvent suivre une procédure adaptée"
        if minimum == Minimum.FORMAL
        else "échappent à la publicité et à la mise en concurrence"
    )
    named = join_words([f"{rank + 1} ({euros(lots[rank])})" for rank in light])
    return [
        _line(
            "Petits lots",
            f"Les lots inférieurs à {euros(ceiling.number)} dont la somme ne dépasse pas "
            f"{number(thresholds.small_lots_share.number)} % de tous les lots {way} : "
            f"au plus ici, lot(s) {named}.",
            ceiling,
            "R2123-1" if minimum == Minimum.FORMAL else "R2122-8, R2123-1",
        )
    ]


def _profile_lines(total: Decimal, minimum: Minimum, thresholds: Thresholds) -> list[Line]:
    profile = thresholds.buyer_profile
    if minimum == Minimum.DISPENSE or total < profile.number:
        return []
    return [
        _line(
            "Profil d'acheteur",
            f"À partir de {euros(profile.number)}, dès qu'un avis est publié, les documents "
            "sont offerts gratuitement sur le profil d'acheteur.",
            profile,
        )
    ]


def _response_days(minimum: Minimum, shortened: bool, at: date, legal: Law) -> LegalValue | None:
    if minimum != Minimum.FORMAL:
        return None
    return legal.value("open_days_short" if shortened else "open_days_electronic", at)


def _response_lines(
    minimum: Minimum, response: LegalValue | None, advised: LegalValue | None
) -> list[Line]:
    if advised is None:
        return []
    days = plural(advised.number, "jour")
    if response:
        return [
            _line(
                "Délai de réponse",
                f"Appel d'offres ouvert : {days} au moins pour des offres transmises par voie "
                "électronique ; les autres procédures commencent par des candidatures.",
                response,
                "R2161-2, R2161-3",
            )
        ]
    return [
        _line(
            "Délai de réponse",
            f"Aucun minimum légal : le délai suit la complexité du marché. Laissez au moins {days}"
            ", et plus si vous attendez des groupements ou de petites structures.",
            advised,
        )
    ]


def _closing_lines(minimum: Minimum, at: date, legal: Law) -> list[Line]:
    if minimum != Minimum.FORMAL:
        return []
    standstill, notice = legal.value("standstill_days", at), legal.value("award_notice_days", at)
    return [
        _line(
            "Après le choix",
            f"{plural(standstill.number, 'jour')} entre l'avis de rejet et la signature, "
            f"puis un avis d'attribution dans les {plural(notice.number, 'jour')}.",
            standstill,
            f"{standstill.article}, {notice.article}",
        )
    ]
