"""Forms of the closing: what becomes of proposals, then what is told to all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.typography import NBSP, short
from tenders.models import Decision, MarketConsultation, Outcome
from tenders.proposals import Proposal


class DecisionForm(forms.ModelForm):
    """A decision on any question, or on none: what was proposed by word of mouth, for example."""

    class Meta:
        model = Decision
        fields = ["question", "proposal", "outcome", "reason", "after"]
        labels = {
            "question": "Question ou clause concernée",
            "proposal": "Ce qui a été proposé",
            "outcome": "Décision",
            "reason": "Motif",
            "after": "Texte retenu",
        }
        help_texts = {
            "proposal": "Sans nommer la structure, ni révéler un secret des affaires : ce texte "
            "est envoyé à tous les invités.",
            "after": "La nouvelle rédaction, si elle change : chacun lira la différence mot à mot.",
        }
        widgets = {
            "proposal": forms.Textarea(attrs={"rows": 3}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "after": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, consultation: MarketConsultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = consultation.questions.all()
        self.fields["question"].empty_label = "Aucune en particulier"
        self.fields["outcome"].choices = [("", "Choisissez"), *Outcome.choices]


class ProposalsForm(DecisionForm):
    """One decision on one or several proposals about the same question."""

    proposals = forms.MultipleChoiceField(
        label="Cette décision répond à",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une proposition."},
        help_text="Chaque auteur saura, dans son message de bilan, ce que devient la sienne.",
    )

    class Meta(DecisionForm.Meta):
        fields = ["proposal", "outcome", "reason", "after"]

    field_order = ["proposals", "proposal", "outcome", "reason", "after"]

    def __init__(
        self, *args: Any, consultation: MarketConsultation, offered: list[Proposal], **kwargs: Any
    ) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)
        self.offered = {proposal.key: proposal for proposal in offered}
        self.fields["proposals"].choices = [(p.key, _line(p)) for p in offered]
        self.fields["outcome"].choices = [("", "Choisissez"), *Outcome.choices]
        self.initial["after"] = self.instance.before
        if len(offered) == 1:
            self.initial["proposals"] = list(self.offered)
            if not offered[0].confidential:
                self.initial["proposal"] = offered[0].text

    def chosen(self) -> list[Proposal]:
        return [self.offered[key] for key in self.cleaned_data["proposals"]]


def _line(proposal: Proposal) -> str:
    """Who wrote what: read by the team alone."""
    secret = " [secret des affaires, à ne pas révéler]" if proposal.confidential else ""
    said = short(" ".join(proposal.text.split()), 300)
    return f"{proposal.invitation}{NBSP}: {said}{secret}"


class ConclusionForm(forms.Form):
    conclusion = forms.CharField(
        label="Ce que nous retenons",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Envoyé à toutes les structures invitées, avec le journal des décisions.",
    )
    undecided_because = forms.CharField(
        label="Si des propositions restent sans décision, pourquoi",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dit à tous, et à leurs auteurs.",
    )
    tender_url = forms.URLField(
        label="Adresse du marché, s'il est déjà publié",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Facultatif : vous pourrez l'annoncer plus tard, une fois, à tous.",
    )

    def __init__(self, *args: Any, waiting: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not waiting:
            del self.fields["undecided_because"]


class TenderUrlForm(forms.Form):
    url = forms.URLField(
        label="Adresse du marché publié",
        max_length=500,
        assume_scheme="https",
        help_text="Sur le profil d'acheteur ou au BOAMP. Envoyée une fois à toutes les structures.",
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if not url.startswith(("https://", "http://")):
            raise ValidationError("Donnez une adresse qui commence par https://.")
        return url
