"""Forms about where a record's facts come from: they validate, and hand over plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

MINE, THEIRS, LATER = "mine", "theirs", ""


class DifferencesForm(forms.Form):
    """One choice for each fact that an import says otherwise; leaving it for later is one."""

    def __init__(self, *args: Any, facts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact, label in facts:
            self.fields[fact] = forms.ChoiceField(
                label=label,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                choices=[
                    (MINE, "Garder la mienne"),
                    (THEIRS, "Prendre celle de l'import"),
                    (LATER, "Décider plus tard"),
                ],
                initial=LATER,
            )

    def _facts(self, choice: str) -> list[str]:
        return [fact for fact, chosen in self.cleaned_data.items() if chosen == choice]

    @property
    def taken(self) -> list[str]:
        return self._facts(THEIRS)

    @property
    def kept(self) -> list[str]:
        return self._facts(MINE)
