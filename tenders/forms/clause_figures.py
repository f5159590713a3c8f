"""Try one's own figures on a clause: typed values, a tender's facts, a date for the law."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from tenders.clauses import Clause
from tenders.forms.clause import VariableField
from tenders.models import Tender

PREFIX = "v_"


class FiguresForm(forms.Form):
    """Nothing is kept: the page shows the clause with these figures, at every level."""

    marche = forms.ChoiceField(label="avec les chiffres du marché", required=False)
    launch = forms.DateField(
        label="consultation lancée le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, data: Any = None, *, clause: Clause, tenders: list[Tender], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.clause, self._tenders = clause, {str(t.pk): t for t in tenders}
        field = self.fields["marche"]
        field.choices = [("", "aucun"), *((id, t.title) for id, t in self._tenders.items())]  # type: ignore[attr-defined]
        if not tenders:
            del self.fields["marche"]
        for variable in clause.variables:
            self.fields[PREFIX + variable.name] = VariableField(variable, None)
        self.is_valid()

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_bound else {}

    @property
    def values(self) -> dict[str, Any] | None:
        """What was typed and can be read; None when nothing was tried."""
        typed = {
            name.removeprefix(PREFIX): value
            for name, value in self.said.items()
            if name.startswith(PREFIX) and value
        }
        return typed or ({} if self.tender else None)

    @property
    def tender(self) -> Tender | None:
        return self._tenders.get(self.said.get("marche", ""))

    @property
    def at(self) -> date:
        """The day for which the law is told: the one asked, the tender's, or today."""
        planned = self.tender.launch_on if self.tender else None
        return self.said.get("launch") or planned or timezone.localdate()
