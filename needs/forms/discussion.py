"""A comment, and the place of the project it is about."""

from __future__ import annotations

from typing import Any

from django import forms

from needs.discussing import Place
from needs.models.discussion import LONGEST


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Votre commentaire",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par l'équipe de la démarche, jamais par les fournisseurs.",
    )


class DiscussionForm(CommentForm):
    place = forms.ChoiceField(label="À propos de")
    field_order = ("place", "text")

    def __init__(self, *args: Any, places: dict[str, Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for place in places.values():
            groups.setdefault(place.group, []).append((place.id, place.title))
        self.fields["place"].choices = list(groups.items())
