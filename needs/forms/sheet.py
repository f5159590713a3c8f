"""A need as its authority writes it."""

from __future__ import annotations

from typing import Any

from django import forms

from needs.models import Need, Project
from procurement.accounts.models import Organisation, Role, User

BUYER_ROLES = (Role.BUYER, Role.OFFICER, Role.FACILITATOR)


class NeedForm(forms.ModelForm):
    text = forms.CharField(
        label="Votre besoin, avec vos mots",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=(
            "Collez un courriel, un ancien cahier des charges, une note. Balise y lit les "
            "quantités, les lieux, les dates et les objectifs, et vous les montre à confirmer."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Need
        fields = ("title", "organisation", "service", "project", "text")
        help_texts = {
            "title": "Par exemple « Contenants réemployables de la cuisine centrale ».",
            "service": "Facultatif : la direction ou le service qui exprime ce besoin.",
            "project": "Facultatif : une démarche réunit les besoins de plusieurs autorités.",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.for_user(user, *BUYER_ROLES)
        self.fields["organisation"].queryset = mine
        self.fields["organisation"].empty_label = "Choisir…"
        self.fields["project"].queryset = Project.objects.receiving_from(user).unfrozen()
        self.fields["project"].empty_label = "Aucune démarche"
        if not self.instance._state.adding:
            self.fields["version"].initial = self.instance.version
            del self.fields["organisation"], self.fields["project"]
        elif mine.count() == 1:
            self.fields["organisation"].initial = mine.get()

    def clean_text(self) -> str:
        # Browsers send CRLF; the offsets of what is read count one character a line.
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def values(self) -> dict[str, Any]:
        """The fields of the sheet, without the version it was read at."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui est à reprendre, et pourquoi",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Par exemple « Les repas du mercredi manquent : l'an dernier, 320 par jour ».",
        error_messages={
            "required": "Écrivez ce qui est à reprendre : la personne ne lira que cela."
        },
    )
