"""The answer on one clause: can, can with a cost or a delay (which), cannot (why)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from tenders.answers import FEASIBILITY
from tenders.forms.quantity import QuantityField

EFFECTS = ("price", "amount", "weeks")
EFFECTS_SUFFIXES = tuple(f"_{part}" for part in EFFECTS)
_AddError = Callable[[str, str], None]


def clause_fields(name: str) -> dict[str, forms.Field]:
    """The first one carries the answer itself; the others say which cost, which delay, and why."""
    return {
        name: forms.ChoiceField(
            label="Pouvez-vous tenir cette clause\u00a0?",
            required=False,
            choices=list(FEASIBILITY.items()),
            widget=forms.RadioSelect,
        ),
        f"{name}_price": QuantityField(
            label="Effet sur le prix, en %",
            required=False,
            lowest=-100,
            help_text="Une estimation suffit ; 0 si elle ne change rien.",
        ),
        f"{name}_amount": QuantityField(
            label="Ou surcoût, en euros HT par an",
            required=False,
            help_text="Un ordre de grandeur, lu de l'acheteur seul, pas une offre de prix.",
        ),
        f"{name}_weeks": QuantityField(
            label="Délai pour être prêt, en semaines",
            required=False,
            highest=520,
        ),
        f"{name}_comment": forms.CharField(
            label="Ce qu'il faudrait changer, et pourquoi",
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    }


def clean_clause(name: str, cleaned: Mapping[str, Any], add_error: _AddError) -> None:
    """A cost or a delay says which; a refusal says why: the buyer can then change the clause."""
    said = [cleaned.get(f"{name}_{part}") for part in (*EFFECTS, "comment")]
    match cleaned.get(name):
        case "" | None if any(said):
            add_error(name, "Dites d'abord si vous pouvez tenir cette clause.")
        case "cost" if not any(said):
            add_error(
                f"{name}_price",
                "Dites quel coût ou quel délai\u00a0: un pourcentage, un montant, des semaines, "
                "ou quelques mots.",
            )
        case "no" if not cleaned.get(f"{name}_comment"):
            add_error(f"{name}_comment", "Dites pourquoi, et ce qui vous permettrait de la tenir.")


def clause_value(name: str, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    effects = {part: cleaned[f"{name}_{part}"] or None for part in EFFECTS}
    return {
        "feasibility": cleaned[name],
        **effects,
        "comment": cleaned[f"{name}_comment"],
    }


def clause_data(name: str, value: Mapping[str, Any]) -> dict[str, str]:
    """A typed value as the fields would send it."""
    effects = {part: value.get(part) for part in EFFECTS}
    return {
        name: str(value["feasibility"]),
        **{f"{name}_{part}": "" if said is None else str(said) for part, said in effects.items()},
        f"{name}_comment": str(value.get("comment") or ""),
    }
