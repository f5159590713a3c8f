"""The simulator's two forms: draw offers, or type them, under a formula and a scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BoundField

from procurement.typography import number
from tenders.simulation import FORMULAS, MOST_OFFERS, TOPS, Offer, Part, Scale

DEAREST = 1_000_000_000


class DrawForm(forms.Form):
    """Read from the address, so that a drawing can be found again by its number."""

    seed = forms.IntegerField(
        label="Numéro du tirage",
        min_value=1,
        max_value=999_999,
        initial=1,
        help_text="Le même numéro redonne les mêmes offres.",
    )
    count = forms.IntegerField(label="Offres", min_value=2, max_value=MOST_OFFERS, initial=4)
    top = forms.TypedChoiceField(
        label="Notes de 0 à", choices=[(top, top) for top in TOPS], coerce=int, initial=5
    )

    def drawn(self) -> dict[str, int]:
        """What was asked, each unreadable value replaced by its usual one."""
        self.full_clean()
        read = self.cleaned_data if self.is_bound else {}
        return {name: read.get(name) or field.initial for name, field in self.fields.items()}


class OffersForm(forms.Form):
    """The formula, the scale, and each offer with its price and its marks."""

    formula = forms.ChoiceField(
        label="Formule du prix", choices=[(f.id, f.label) for f in FORMULAS.values()]
    )
    top = forms.TypedChoiceField(
        label="Notes de 0 à", choices=[(top, top) for top in TOPS], coerce=int
    )
    relative = forms.BooleanField(
        label="La meilleure offre de chaque critère reçoit la note maximale", required=False
    )

    def __init__(self, *args: Any, parts: Sequence[Part], count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = count
        self.marked = [part for part in parts if not part.is_price]
        for rank in range(count):
            self.fields[f"name_{rank}"] = forms.CharField(
                label=f"Nom de l'offre {rank + 1}", max_length=40
            )
            self.fields[f"price_{rank}"] = forms.DecimalField(
                label=f"Prix de l'offre {rank + 1}",
                max_digits=12,
                decimal_places=2,
                localize=True,
                validators=[
                    MinValueValidator(1, "Un prix vaut au moins 1 €."),
                    MaxValueValidator(DEAREST, "Ce prix dépasse un milliard d'euros."),
                ],
            )
            for part in self.marked:
                self.fields[f"mark_{rank}_{part.key}"] = forms.DecimalField(
                    label=f"{part.name}, note de l'offre {rank + 1}",
                    max_digits=6,
                    decimal_places=2,
                    localize=True,
                    validators=[MinValueValidator(0, "Une note ne descend pas sous zéro.")],
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        top = cleaned.get("top")
        for name, value in list(cleaned.items()):
            if name.startswith("mark_") and top and value is not None and value > top:
                self.add_error(name, f"Cette note dépasse {number(top)}, le haut de l'échelle.")
        return cleaned

    def offers(self) -> list[Offer]:
        said = self.cleaned_data
        return [
            Offer(
                said[f"name_{rank}"],
                float(said[f"price_{rank}"]),
                {part.key: float(said[f"mark_{rank}_{part.key}"]) for part in self.marked},
            )
            for rank in range(self.count)
        ]

    def scale(self) -> Scale:
        return Scale(self.cleaned_data["top"], self.cleaned_data["relative"])

    def rows(self) -> Iterator[tuple[BoundField, BoundField, list[BoundField]]]:
        """(name, price, marks) of each offer, as the page's table shows them."""
        for rank in range(self.count):
            marks = [self[f"mark_{rank}_{part.key}"] for part in self.marked]
            yield self[f"name_{rank}"], self[f"price_{rank}"], marks


def initial_of(offers: Sequence[Offer], scale: Scale) -> dict[str, Any]:
    """The values of an `OffersForm` that holds these offers."""
    values: dict[str, Any] = {"formula": "proportional", "top": scale.top}
    for rank, offer in enumerate(offers):
        values |= {f"name_{rank}": offer.name, f"price_{rank}": f"{offer.price:g}"}
        values |= {f"mark_{rank}_{key}": f"{mark:g}" for key, mark in offer.marks.items()}
    return values
