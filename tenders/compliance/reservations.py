"""Reserved lots: basis, share, announcement, and the narrow case of the ESS."""

from __future__ import annotations

from collections.abc import Iterator

from needs.levers import listed_service
from needs.procedure import Nature
from procurement.typography import number
from tenders.compliance.facts import LotFacts
from tenders.compliance.rule import Case, Remark, advice, blocking, named, rule, warning

BASES = {
    "handicap": "L2113-12",
    "insertion": "L2113-13",
    "handicap_insertion": "L2113-14",
    "prison": "L2113-13-1",
    "ess": "L2113-15",
}


def _reserved(case: Case, *kinds: str) -> Iterator[tuple[str, LotFacts]]:
    for lot in case.lots:
        if lot.reserved in kinds:
            yield named(lot, case), lot


@rule(
    "L2113-14",
    "L2113-13-1",
    basis="reservation_handicap_insertion",
    instead="Choisissez un fondement en vigueur à la date de lancement.",
)
def reservation_not_in_force(case: Case) -> Iterator[Remark]:
    for where, lot in _reserved(case, "handicap_insertion", "prison"):
        if case.value(f"reservation_{lot.reserved}").value != "allowed":
            yield blocking(
                "Cette réserve n'existait pas encore à la date de lancement.",
                where,
                (BASES[lot.reserved],),
            )


@rule(
    "R2113-7",
    basis="reserved_share",
    instead="Demandez à l'attributaire la part légale de travailleurs concernés, avec sa preuve.",
)
def reserved_share_too_low(case: Case) -> Iterator[Remark]:
    least = case.number("reserved_share")
    for where, lot in _reserved(case, "handicap", "insertion", "handicap_insertion", "prison"):
        articles = ("R2113-7", BASES[lot.reserved])
        if lot.reserved_share_pct is None:
            yield advice(f"Écrivez la part exigée : au moins {number(least)} %.", where, articles)
        elif lot.reserved_share_pct < least:
            yield blocking(
                f"Une part de {number(lot.reserved_share_pct)} % ne suffit pas : la réserve vise "
                f"des structures qui en emploient au moins {number(least)} %.",
                where,
                articles,
            )


@rule(
    "R2113-7",
    basis="reserved_share",
    instead="Annoncez la réserve et son article dans l'avis, ou dans le dossier s'il n'y a pas "
    "d'avis ; pour l'ESS, citez les articles L2113-15 et L2113-16.",
)
def reservation_unannounced(case: Case) -> Iterator[Remark]:
    for where, lot in _reserved(case, *BASES):
        if lot.reservation_announced is False:
            ess = lot.reserved == "ess"
            yield blocking(
                "La décision de réserver est annoncée aux candidats, avec son fondement.",
                where,
                ("R2113-8", "L2113-15", "L2113-16") if ess else ("R2113-7", BASES[lot.reserved]),
            )


@rule(
    "L2113-15",
    basis="reservation_ess",
    instead="Réservez aux EA, ESAT ou SIAE si l'objet s'y prête, ou ouvrez le lot et notez la "
    "performance sociale de l'offre.",
)
def ess_outside_the_list(case: Case) -> Iterator[Remark]:
    for where, lot in _reserved(case, "ess"):
        yield from _ess_object(case, where, lot)


def _ess_object(case: Case, where: str, lot: LotFacts) -> Iterator[Remark]:
    nature = case.facts.nature
    listed = listed_service(lot.cpv, case.facts.as_of, case.law) if lot.cpv else ""
    if nature in (Nature.SUPPLIES, Nature.WORKS) or listed == "no":
        yield blocking(
            "Seuls des services sociaux et autres services spécifiques de la liste peuvent être "
            "réservés aux entreprises de l'ESS.",
            where,
        )
    elif nature == Nature.SERVICES:
        why = "Le marché est déclaré comme un service ordinaire, hors de la liste réservable."
        yield warning(why, where) if listed else blocking(why, where)
    elif listed == "french":
        yield warning(
            "Ce service est sur la liste française, mais hors de celle de l'article 77 de la "
            "directive 2014/24/UE.",
            where,
        )


@rule(
    "L2113-16",
    basis="ess_reserved_months",
    instead="Ramenez la durée, reconductions comprises, à trois ans au plus.",
)
def ess_too_long(case: Case) -> Iterator[Remark]:
    limit, months = case.number("ess_reserved_months"), case.facts.duration_months
    for where, _lot in _reserved(case, "ess"):
        if months is not None and months > limit:
            yield blocking(
                f"{number(months)} mois : un marché réservé à l'ESS ne dépasse pas "
                f"{number(limit)} mois.",
                where,
            )
        else:
            yield advice(
                "Vérifiez que l'attributaire n'a pas eu de marché au même titre depuis trois ans.",
                where,
            )


RULES = (
    reservation_not_in_force,
    reserved_share_too_low,
    reservation_unannounced,
    ess_outside_the_list,
    ess_too_long,
)
