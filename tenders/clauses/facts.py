"""The facts of a diagnosis that clauses may draw on, and those computed from the others."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# Fact id → what it says, in words. `from:` and `applies_when:` know these and no other.
FACTS: dict[str, str] = {
    "meals_per_day": "repas servis par jour",
    "meals_per_year": "repas servis par an",
    "sites": "sites desservis",
    "communes": "communes concernées",
    "containers_total": "contenants à mettre à disposition",
    "containers_per_day": "contenants utilisés par jour",
    "container_volume_l": "volume d'un contenant en litres",
    "loss_rate_pct": "taux annuel de perte et de casse toléré",
    "wash_capacity_per_day": "capacité de lavage par jour",
    "delivery_days_per_week": "jours de livraison par semaine",
    "return_delay_days": "délai de retour des contenants en jours",
    "duration_months": "durée du marché en mois",
    "estimated_value": "valeur estimée hors taxes",
    "labour_share_pct": "part de la main-d'œuvre dans le montant",
    "hourly_cost": "coût horaire chargé",
    "insertion_rate_pct": "taux d'insertion visé",
    "insertion_hours": "heures d'insertion",
    "lead_name": "acheteur",
    "offers_due_at": "date limite de remise des offres",
    "peak_coefficient": "coefficient de pointe",
    "buffer_stock_pct": "stock de sécurité",
    "nature": "nature du marché",
    "buyer_kind": "nature de l'acheteur",
    "procedure": "procédure",
    "catering": "restauration collective",
    "catering_school": "restauration scolaire ou petite enfance",
    "framework": "accord-cadre",
}


def insertion_hours(
    amount: Decimal, labour_share_pct: Decimal, insertion_rate_pct: Decimal, hourly_cost: Decimal
) -> int:
    """Hours to reserve: amount × labour share × insertion rate ÷ loaded hourly cost.

    A usage of facilitators, not a text: 1 000 000 € × 50 % × 5 % ÷ 30 €/h = 833 h.
    """
    if hourly_cost <= 0:
        raise ValueError("Le coût horaire doit être supérieur à zéro.")
    labour = amount * labour_share_pct / 100
    hours = labour * insertion_rate_pct / 100 / hourly_cost
    return int(hours.quantize(Decimal(1), ROUND_HALF_UP))


def with_derived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, plus the insertion hours when their four components are known."""
    known = {name: value for name, value in facts.items() if value not in (None, "")}
    components = ("estimated_value", "labour_share_pct", "insertion_rate_pct", "hourly_cost")
    if "insertion_hours" in known or any(name not in known for name in components):
        return known
    amounts = [Decimal(str(known[name])) for name in components]
    return {**known, "insertion_hours": insertion_hours(*amounts)}
