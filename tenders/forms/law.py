"""The day whose law a reader asks for."""

from django import forms


class LawForm(forms.Form):
    date = forms.DateField(
        label="Date de lancement de la consultation",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Écrivez une date comme 15/03/2027."},
    )
