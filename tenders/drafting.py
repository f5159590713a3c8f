"""What the officer's pages, the API and the documents ask of a tender: facts, checks, tasks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from needs.diagnosis import Diagnosis
from needs.models import LegalAmendment
from needs.procedure import Advice, advise
from procurement.legal import gravest_first
from procurement.typography import plural
from tenders.clause_alerts import alerts_of
from tenders.clauses import Place
from tenders.clauses.considerations import ENVIRONMENTAL_THEMES, SOCIAL_THEMES
from tenders.compliance import TenderCheck, TenderFacts, check
from tenders.models import Tender, TenderClause


def fact_values(tender: Tender, diagnosis: Diagnosis | None = None) -> dict[str, Any]:
    """The facts that fill the clauses' blanks: the diagnosis first, then the tender's own."""
    diagnosis = diagnosis or tender.project.diagnosis()
    own = {
        "estimated_value": tender.estimated_value,
        "duration_months": tender.duration_months,
        "offers_due_at": timezone.localtime(tender.offers_due_at) if tender.offers_due_at else None,
        "lead_name": tender.project.lead.name,
        "nature": tender.nature,
        "buyer_kind": tender.buyer_kind,
        "procedure": tender.procedure,
    }
    known = {name: value for name, value in own.items() if value not in (None, "")}
    return {**diagnosis.facts(), **tender.settings, **known}


def configuration(tender: Tender) -> dict[str, Any]:
    """`check_tender`'s record: what the officer said, and what the chosen clauses bring."""
    return {**from_clauses(list(tender.clauses.all())), **tender.configuration()}


def from_clauses(chosen: list[TenderClause]) -> dict[str, bool]:
    """Which of the three duties in force since August 2026 the chosen clauses meet."""
    sources = [used.source() for used in chosen]

    def any_of(place: Place, themes: frozenset[str]) -> bool:
        return any(c.place == place and themes & set(c.themes) for c in sources)

    return {
        "technical_spec_sustainability": any_of(
            Place.SPECIFICATION, ENVIRONMENTAL_THEMES | SOCIAL_THEMES
        ),
        "environmental_condition": any_of(Place.PERFORMANCE, ENVIRONMENTAL_THEMES),
        "social_condition": any_of(Place.PERFORMANCE, SOCIAL_THEMES),
    }


def check_of(tender: Tender) -> TenderCheck:
    """The law of the launch date, and what changed under the clauses since they were taken."""
    facts = TenderFacts.from_dict(configuration(tender))
    found = check(facts, LegalAmendment.objects.law())
    return replace(found, findings=gravest_first([*found.findings, *alerts_of(tender)]))


def advice_for(tender: Tender) -> Advice | None:
    """The advised procedure and publicity with their reasoning; None until an amount is known."""
    if tender.estimated_value is None:
        return None
    said = tender.settings
    return advise(
        tender.estimated_value,
        tender.nature,
        tender.buyer_kind,
        at=tender.launch_on,
        lots=[lot.amount for lot in tender.lots.all() if lot.amount is not None],
        framework_maximum=said.get("framework_maximum_ht"),
        prior_information_notice=bool(said.get("prior_information_notice")),
        urgency_justified=bool(said.get("urgency_justified")),
        legal=LegalAmendment.objects.law(),
    )


@dataclass(frozen=True)
class Task:
    """One section of the tender: where it stands, what is missing and why it matters."""

    title: str
    state: str  # todo, doing, done
    missing: str
    url: str

    @property
    def state_label(self) -> str:
        return {"todo": "à faire", "doing": "en cours", "done": "fait"}[self.state]


def tasks_of(tender: Tender, found: TenderCheck) -> list[Task]:
    """The sections in the usual order; any order works."""

    def task(name: str, title: str, done: bool, begun: bool, missing: str) -> Task:
        state = "done" if done else "doing" if begun else "todo"
        url = reverse(f"tenders:{name}", args=[tender.pk])
        return Task(title, state, "" if done else missing, url)

    lots = list(tender.lots.all())
    chosen = list(tender.clauses.all())
    facts = fact_values(tender)
    blanks = [used for used in chosen if not used.filled(facts).complete]
    blocking = [finding for finding in found.findings if finding.severity == "blocking"]
    valued = tender.estimated_value is not None and tender.duration_months is not None
    return [
        task(
            "edit",
            "Objet, montant et durée",
            valued,
            tender.estimated_value is not None,
            "Le montant et la durée décident de la procédure.",
        ),
        task(
            "procedure",
            "Procédure, publicité et délais",
            bool(tender.offers_due_at and tender.settings.get("publicity")),
            bool(tender.settings),
            "Sans date limite ni publicité, le règlement reste incomplet.",
        ),
        task(
            "lots",
            "Lots",
            bool(lots) or bool(tender.settings.get("allotment_reason")),
            False,
            "L'allotissement est la règle (L2113-10) ; sinon, écrivez pourquoi.",
        ),
        task(
            "criteria",
            "Critères d'attribution",
            tender.criteria.exists(),
            False,
            "Les critères et leur méthode sont annoncés aux candidats (R2152-11).",
        ),
        task(
            "tender_clauses",
            "Clauses",
            bool(chosen) and not blanks,
            bool(chosen),
            f"Des valeurs manquent encore dans {plural(len(blanks), 'clause')}."
            if blanks
            else "Les clauses portent les obligations de la loi et vos ambitions.",
        ),
        task(
            "checks",
            "Contrôles",
            bool(chosen) and not blocking,
            bool(chosen),
            f"{plural(len(blocking), 'point bloquant', 'points bloquants')}."
            if blocking
            else "À lire avant de publier.",
        ),
        task("documents", "Pièces de la consultation", False, bool(chosen), "À relire dans Word."),
    ]
