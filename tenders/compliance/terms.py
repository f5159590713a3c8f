"""Candidacy, groups, brand, framework, price, advance, catering."""

from __future__ import annotations

from collections.abc import Iterator

from needs.procedure import BuyerKind
from procurement.legal import Severity
from procurement.typography import euros, number
from tenders.compliance.rule import Case, Remark, advice, blocking, named, rule, warning


@rule(
    "R2142-7",
    basis="turnover_cap",
    instead="Baissez l'exigence sous le plafond, ou écrivez dans le dossier ce qui la justifie.",
)
def turnover_too_high(case: Case) -> Iterator[Remark]:
    ratio, cap = case.facts.turnover_required_ratio, case.number("turnover_cap")
    if ratio is None or ratio <= cap:
        return
    why = (
        f"Un chiffre d'affaires de {number(ratio)} fois le montant du marché ou du lot dépasse le "
        f"plafond de {number(cap)} fois"
    )
    if case.facts.turnover_justification:
        yield warning(f"{why} : la justification doit tenir aux risques de ce marché.")
    else:
        yield blocking(f"{why}, sans justification.")


@rule(
    "R2142-22",
    basis="group_form_justification",
    instead="Laissez les candidats choisir la forme de leur groupement ; n'imposez une forme "
    "qu'après l'attribution et en disant pourquoi l'exécution l'exige.",
)
def group_form_imposed(case: Case) -> Iterator[Remark]:
    facts = case.facts
    form = facts.group_form_required or "none"
    if form.endswith("_candidature"):
        yield blocking("Aucune forme de groupement ne peut être exigée pour candidater ou offrir.")
    elif form != "none" and not facts.group_form_justification:
        severity = case.duty("group_form_justification") or Severity.WARNING
        yield Remark(
            severity,
            "Une forme imposée après l'attribution doit être nécessaire à la bonne exécution, et "
            "justifiée.",
        )


@rule(
    "R2111-7",
    instead="Décrivez le besoin par ses performances, ou ajoutez « ou équivalent » si rien "
    "d'autre ne le décrit.",
)
def brand_without_equivalent(case: Case) -> Iterator[Remark]:
    if not case.facts.brand_without_equivalent:
        return
    if case.facts.brand_justification:
        yield warning("Une marque est citée seule : l'objet même du marché doit l'imposer.")
    else:
        yield blocking("Une marque ou une origine est citée sans « ou équivalent », sans motif.")


@rule(
    "R2162-4",
    "L2125-1",
    basis="framework_maximum",
    instead="Fixez un maximum en valeur ou en quantité, par lot.",
)
def framework_without_maximum(case: Case) -> Iterator[Remark]:
    facts, severity = case.facts, case.duty("framework_maximum")
    if facts.framework and facts.framework_maximum_ht is None and severity:
        yield Remark(severity, "Un accord-cadre indique toujours un maximum.")


@rule(
    "R2121-8",
    basis="framework_maximum",
    instead="Estimez l'accord-cadre à son maximum.",
)
def framework_estimate_below_maximum(case: Case) -> Iterator[Remark]:
    facts = case.facts
    maximum, estimate = facts.framework_maximum_ht, facts.estimated_amount_ht
    if facts.framework and maximum is not None and estimate is not None and maximum > estimate:
        yield advice(
            f"L'accord-cadre peut atteindre {euros(maximum)} : c'est ce montant, et non "
            f"{euros(estimate)}, qui se compare aux seuils."
        )


@rule(
    "L2125-1",
    basis="framework_months",
    instead="Réduisez la durée, ou écrivez le cas exceptionnel qui la justifie.",
)
def framework_too_long(case: Case) -> Iterator[Remark]:
    facts = case.facts
    utility = facts.buyer_kind == BuyerKind.UTILITY
    limit = case.number("framework_months_utility" if utility else "framework_months")
    if not facts.framework or facts.duration_months is None or facts.duration_months <= limit:
        return
    why = (
        f"{number(facts.duration_months)} mois : un accord-cadre ne dépasse pas "
        f"{number(limit)} mois"
    )
    if facts.framework_duration_justification:
        yield warning(f"{why}, sauf cas exceptionnel : le motif écrit doit tenir à son objet.")
    else:
        yield blocking(f"{why}, sauf cas exceptionnel justifié.")


@rule(
    "R2112-13",
    "R2112-14",
    basis="price_update_months",
    instead="Passez à des prix révisables, avec une formule et des indices publics.",
)
def food_price_not_revisable(case: Case) -> Iterator[Remark]:
    if case.buys_food and case.facts.price_form in ("ferme", "actualisable"):
        yield blocking(
            "Les achats de denrées subissent des aléas majeurs : le prix doit être révisable."
        )


@rule(
    "R2191-3",
    "R2191-7",
    basis="advance_floor",
    instead="Écrivez le taux dans le CCAP ; un taux plus haut aide les petites structures.",
)
def advance_due(case: Case) -> Iterator[Remark]:
    months = case.facts.duration_months
    if case.amount is None or months is None:
        return
    floor, duration = case.number("advance_amount"), case.number("advance_duration")
    if case.amount > floor and months > duration:
        yield advice(
            f"Une avance est due au-delà de {euros(floor)} et de {number(duration)} mois : "
            f"{number(case.number('advance_floor'))} % au moins{_more_for_small_firms(case)}."
        )


def _more_for_small_firms(case: Case) -> str:
    """What large buyers owe more: the State to all small firms, others above a spending."""
    if not case.law.knows("advance_floor_large_sme", case.facts.as_of):
        return ""
    if case.facts.buyer_kind == BuyerKind.STATE:
        return f", et {number(case.number('advance_floor_state_sme'))} % pour une PME"
    return (
        f", et {number(case.number('advance_floor_large_sme'))} % pour une PME si vos dépenses de "
        f"fonctionnement dépassent {euros(case.number('large_authority'), '')}"
    )


@rule(
    "loi 2026-796 art. 8",
    basis="eu_origin_food",
    instead="Écrivez que les produits sont originaires de l'Union européenne, de l'EEE ou des "
    "pays et territoires associés, sauf produit insuffisant et non substituable.",
)
def eu_origin_unsaid(case: Case) -> Iterator[Remark]:
    severity = case.duty("eu_origin_food")
    if severity and case.buys_food and case.facts.catering_origin == "non_renseignee":
        yield Remark(
            severity,
            "La restauration collective publique ne sert plus que des produits de l'Union "
            "européenne, de l'EEE ou des pays associés ; le marché n'en dit rien.",
        )


@rule(
    "R2111-7",
    "L3",
    basis="eu_origin_food",
    instead="Demandez fraîcheur, saison, qualité ou approvisionnement direct ; l'origine ne "
    "s'exige qu'à l'échelle européenne.",
)
def unlawful_origin(case: Case) -> Iterator[Remark]:
    origin = case.facts.catering_origin
    if origin in ("france", "locale"):
        yield blocking("Exiger une origine française ou locale rompt l'égalité entre candidats.")
    elif origin == "ue_eee" and case.duty("eu_origin_food") is None:
        yield warning("Avant la loi du 18 août 2026, rien n'imposait une origine européenne.")


@rule(
    "L541-15-10",
    basis="plastic_school",
    instead="Exigez des contenants inertes et réemployables : inox, verre, porcelaine.",
)
def plastic_containers_at_school(case: Case) -> Iterator[Remark]:
    facts = case.facts
    if not facts.plastic_food_containers or not (facts.catering_school or facts.catering):
        return
    severity = case.duty("plastic_school")
    if facts.catering_school and severity:
        yield Remark(
            severity,
            "Les contenants alimentaires en plastique sont interdits en restauration scolaire, "
            "universitaire et de la petite enfance.",
        )
    elif facts.catering_school:
        yield advice("Ces contenants seront interdits au 1er janvier 2025 : anticipez.")
    else:
        yield advice(
            "Vérifiez qu'aucun convive scolaire, étudiant, de crèche ou de maternité n'est servi."
        )


@rule(
    "L230-5-1 C. rural",
    basis="egalim_quality",
    instead="Répartissez ces parts entre les lots et demandez le suivi annuel des achats.",
)
def egalim_shares(case: Case) -> Iterator[Remark]:
    # The shares bind since 2022.
    if case.buys_food and case.facts.as_of.year >= 2022:
        yield advice(
            f"Chaque année, {number(case.number('egalim_quality'))} % de produits durables et de "
            f"qualité en valeur, dont {number(case.number('egalim_organic'))} % biologiques."
        )


@rule(
    "loi 2020-105 art. 58",
    basis="agec_others",
    instead="Demandez une part issue du réemploi et une part recyclée, et prévoyez le relevé des "
    "dépenses à déclarer avant le 30 juin de l'année suivante.",
)
def agec_shares(case: Case) -> Iterator[Remark]:
    # The decree of 2024 replaced that of 2021, whose figures Balise does not hold.
    if not case.law.knows("agec_others", case.facts.as_of):
        return
    for lot in case.lots:
        if not lot.cpv:
            continue
        for family in ("textiles", "street_furniture"):
            if case.value(f"agec_{family}").lists(lot.cpv):
                reuse = number(case.number(f"agec_{family}_reuse"))
                recycled = number(case.number(f"agec_{family}_recycled"))
                yield advice(
                    "Sur l'année, cette famille d'achats doit compter au moins "
                    f"{reuse} % de réemploi ou réutilisation et {recycled} % de recyclé.",
                    named(lot, case),
                )
                break
        else:
            if case.value("agec_others").lists(lot.cpv):
                yield advice(
                    "Cette famille d'achats semble soumise à une part minimale de réemploi et de "
                    "recyclé, à déclarer chaque année.",
                    named(lot, case),
                )


RULES = (
    turnover_too_high,
    group_form_imposed,
    brand_without_equivalent,
    framework_without_maximum,
    framework_estimate_below_maximum,
    framework_too_long,
    food_price_not_revisable,
    advance_due,
    eu_origin_unsaid,
    unlawful_origin,
    plastic_containers_at_school,
    egalim_shares,
    agec_shares,
)
