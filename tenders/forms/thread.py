"""Forms of the threads: a supplier's comment, the team's answer, its second reading, the dates."""

from __future__ import annotations

from typing import Any

from django import forms

from procurement.typography import NBSP, join_words
from tenders.forms.consultation import MomentField
from tenders.models import ClauseComment, CommentState


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Votre commentaire",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Lu de tous, sous un nom neutre. Ne vous nommez pas, ne donnez aucun prix : ce "
        "qui vous ferait reconnaître est relu par l'acheteur avant de paraître.",
    )
    is_proposal = forms.BooleanField(
        label="Je propose un changement de ce texte (l'acheteur devra dire ce qu'il en fait)",
        required=False,
    )
    confidential = forms.BooleanField(
        label="C'est un secret des affaires : l'acheteur seul le lira (art. L2132-1)",
        required=False,
    )


class TeamAnswerForm(forms.Form):
    text = forms.CharField(
        label="Votre réponse, la même pour tous",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Publiée dans le fil et envoyée à toutes les structures invitées. Ne reprenez "
        "rien d'un commentaire confidentiel.",
    )


class ModerationForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Ce commentaire",
        choices=[
            (CommentState.SHOWN.value, "paraît, dans la rédaction ci-dessous"),
            (CommentState.WITHHELD.value, "ne paraît pas"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites s'il paraît ou non."},
    )
    published_text = forms.CharField(
        label="Commentaire tel que publié",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Retirez ce qui fait reconnaître son auteur ou révèle un secret ; gardez le "
        "sens. L'auteur voit les deux rédactions.",
    )
    anyway = forms.BooleanField(
        label="Les mots signalés peuvent paraître : ils ne font reconnaître personne",
        required=False,
    )
    reason = forms.CharField(
        label="S'il ne paraît pas, pourquoi",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Lu de son auteur et noté au registre.",
    )

    def __init__(self, *args: Any, comment: ClauseComment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comment = comment
        self.initial = {"published_text": str(comment)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = {CommentState.SHOWN: "published_text", CommentState.WITHHELD: "reason"}
        name = needed.get(cleaned.get("outcome"))  # type: ignore[call-overload]
        if name and not cleaned.get(name):
            self.add_error(name, "Écrivez ce qui sera lu.")
        elif name == "published_text" and not cleaned.get("anyway"):
            self._look_again(cleaned["published_text"])
        return cleaned

    def _look_again(self, text: str) -> None:
        """A word that points at its author does not appear by inattention."""
        if found := self.comment.would_reveal(text):
            words = join_words([f"«{NBSP}{word}{NBSP}»" for word in found])
            self.add_error(
                "published_text", f"Ces mots s'y trouvent encore{NBSP}: {words}. Retirez-les."
            )


class ThreadDatesForm(forms.Form):
    opens_at = MomentField(
        label="Ouverture du fil", required=False, help_text="Vide : celle de la consultation."
    )
    closes_at = MomentField(
        label="Clôture du fil", required=False, help_text="Vide : celle de la consultation."
    )
