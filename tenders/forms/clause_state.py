"""The small forms that move a clause from draft to publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from procurement.accounts.models import User


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class ReaderForm(forms.Form):
    reader = PersonChoice(
        label="second lecteur",
        queryset=User.objects.none(),
        help_text="Une autre personne que l'auteur : un collègue, ou quelqu'un d'une structure "
        "avec laquelle vous menez une démarche. Son nom figure sur la clause publiée.",
    )

    def __init__(self, *args: Any, readers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].queryset = readers  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    remark = forms.CharField(
        label="remarque",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Elle reste dans l'historique. Obligatoire pour renvoyer ou retirer.",
    )
