"""A tender → the facts that choose the texts of its booklets, and the values that they quote."""

from __future__ import annotations

from datetime import date

from needs.diagnosis import Total
from procurement.typography import long_date, number, plural
from procurement.workdays import working_days_before
from tenders.booklets import shelf
from tenders.booklets.modules import Facts
from tenders.clauses import Place
from tenders.documents.context import DocumentContext
from tenders.documents.criteria import percent
from tenders.documents.lots import is_reserved
from tenders.documents.prices import has_lump_sums, has_prices
from tenders.documents.sheet import buyers, duration, estimate, launch

_PROCEDURES = {"mapa": "adapted", "ao_ouvert": "open", "gre_a_gre": "direct"}
_NATURES = {"fournitures": "supplies", "travaux": "works", "services_sociaux": "social"}
_FORMS = {"solidaire_apres_attribution": "solidary", "conjoint_apres_attribution": "joint"}
INSERTION = "social_insertion"  # the theme of the clauses that ask for hours
_VISITS = {True: "mandatory", False: "none", None: "unknown"}


def facts_of(context: DocumentContext) -> Facts:
    reserved = [lot.reserved for lot in context.lots if is_reserved(lot)]
    settings = context.settings
    return {
        "procedure": _PROCEDURES.get(context.procedure, "two_steps"),
        "nature": _NATURES.get(context.nature, "services"),
        "lots": bool(context.lots),
        "reserved": bool(reserved),
        "reserved_ess": "ess" in reserved,
        "framework": context.is_framework,
        "visit": _visit(context),
        "prices": _prices(context),
        "group_form": _FORMS.get(settings.get("group_form_required", ""), "free"),
        "turnover": bool(settings.get("turnover_required_ratio")),
        "deadline": "known" if context.offers_due_at else "unknown",
        "criteria": "known" if context.criteria else "unknown",
        "sourcing": bool(context.sourcing),
        "insertion": _asks_insertion(context),
        "clauses": any(clause.follow_up for clause in context.clauses),
        "diagnosis": bool(context.diagnosis.sheets),
        "sites": bool(context.diagnosis.sites),
        "volumes": _volumes(context),
        "findings": bool(context.findings),
    }


def _asks_insertion(context: DocumentContext) -> bool:
    conditions = context.clauses_in(Place.PERFORMANCE)
    return any(INSERTION in clause.source.themes for clause in conditions)


def _visit(context: DocumentContext) -> str:
    """What the officer ticked; a sentence written on the page of the documents is not read."""
    return _VISITS[context.settings.get("site_visit_mandatory")]


def _volumes(context: DocumentContext) -> str:
    if context.diagnosis.totals:
        return "diagnosis"
    return "prices" if context.price_lines() else "unknown"


def _prices(context: DocumentContext) -> str:
    shapes = [lot.price_shape for lot in context.lots] or [context.price_shape]
    if not all(shapes):
        return "unknown"
    units, lumps = has_prices(context), has_lump_sums(context)
    return "both" if units and lumps else "lump" if lumps else "units"


def values_of(context: DocumentContext) -> dict[str, str]:
    diagnosis = context.diagnosis
    ratio = context.settings.get("turnover_required_ratio")
    said = (
        "profile",
        "formats",
        "answers_days",
        "visit_dates",
        "several_bids",
        "lots_each",
        "validity_days",
        "proofs_days",
        "advance_rate",
    )
    return {
        **{point: context.say(point) for point in said},
        "title": context.title,
        "buyers": buyers(context),
        "launch": launch(context),
        "eve": eve(context),
        "duration": duration(context),
        "estimate": estimate(context),
        "sites": plural(len(diagnosis.sites), "site"),
        "communes": plural(len(diagnosis.communes), "commune"),
        "members": plural(len(diagnosis.members), "membre"),
        "sheets": plural(len(diagnosis.sheets), "fiche"),
        "lots": plural(len(context.lots), "lot"),
        "heaviest": heaviest(context),
        "turnover": f"{number(ratio)} fois le montant estimé du lot" if ratio else "aucun",
        "advance_floor": f"{context.law_for_small('advance_floor')} %",
        "checked": long_date(checked()),
    }


def asked_totals(context: DocumentContext) -> list[Total]:
    """The volumes that a contractor performs: those of the lots' components, or of any component.

    A measure that is nobody's task, such as the meals served, only tells the size of the need.
    """
    totals = context.diagnosis.totals
    bought = {component for lot in context.lots for component in lot.components}
    in_lots = [total for total in totals if total.component in bought]
    return in_lots or [total for total in totals if total.component] or list(totals)


def checked() -> date:
    """The day since which every text has been read again."""
    return min(module.checked for module in shelf().modules.values())


def eve(context: DocumentContext) -> str:
    if context.offers_due_at is None:
        return "date limite pas encore fixée"
    return f"le {long_date(working_days_before(context.offers_due_at.date(), 1))}"


def heaviest(context: DocumentContext) -> str:
    sets = [criteria for _, criteria in context.criteria_sets() if criteria]
    if not sets:
        return "les critères ne sont pas encore fixés"
    if len(sets) > 1:
        return "ici, les poids changent selon le lot"
    top = max(criterion.weight for criterion in sets[0])
    first, *others = [c for c in sets[0] if c.weight == top]
    if others:
        return f"ici, {plural(1 + len(others), 'critère')} pèsent {percent(top)} chacun"
    return f"ici, « {first.name} » pèse le plus ({percent(top)})"
