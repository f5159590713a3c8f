"""The steps of the reasoning behind an advice, each with the text it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from needs.procedure.kinds import BuyerKind, Minimum, Nature, Publicity
from needs.procedure.thresholds import Amount, Thresholds, exact, small_lot_ceiling
from procurement.legal import Law, LegalValue
from procurement.typography import euros, join_words, number, plural


@dataclass(frozen=True)
class Line:
    """One step of the reasoning, with the text it rests on."""

    title: str
    text: str
    article: str
    source: str = ""
    url: str = ""
    doubt: str = ""


def _line(title: str, text: str, value: LegalValue, article: str = "") -> Line:
    return Line(title, text, article or value.article, value.source, value.url, value.doubt)


def value_lines(
    total: Decimal,
    amount: Amount,
    lots: Sequence[Amount],
    others: Amount,
    maximum: Amount | None,
    thresholds: Thresholds,
) -> list[Line]:
    code = thresholds.notice
    added = []
    if maximum is not None and exact(maximum) > exact(amount):
        added.append("le maximum de l'accord-cadre")
    if sum(map(exact, lots)) > exact(amount):
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


def procedure_line(total: Decimal, minimum: Minimum, thresholds: Thresholds) -> Line:
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


def publicity_line(total: Decimal, thresholds: Thresholds, buyer_kind: str) -> Line:
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


def lot_lines(
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


def profile_lines(total: Decimal, minimum: Minimum, thresholds: Thresholds) -> list[Line]:
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


def response_lines(
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


def closing_lines(minimum: Minimum, at: date, legal: Law) -> list[Line]:
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
