"""The form of a clause of one's own: the whole chain, the parts of its place and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from procurement.accounts.models import Organisation
from procurement.typography import NBSP
from tenders.clauses import (
    Library,
    Place,
    articles,
    library,
    read_clause,
)
from tenders.clauses.faults import MARKS, MOST_WORDS, Fault, broken
from tenders.forms.clause_rows import LEVELS, Rows
from tenders.models import CriterionKind

FOLLOW_UP = {
    "control": "contrôle",
    "frequency": "fréquence du contrôle",
    "owner": "qui le fait",
    "indicator": "indicateur",
    "penalty": "pénalité",
}


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FirstStepsForm(forms.Form):
    """What must be known before the form of a clause can be shown."""

    organisation = forms.ModelChoiceField(
        label="au nom de", queryset=Organisation.objects.none(), empty_label=None
    )
    title = forms.CharField(label="titre", max_length=120)
    place = forms.ChoiceField(
        label="place dans le dossier",
        choices=[(p.value, f"{p.label} ({p.document})") for p in Place],
        help_text="Elle décide de la chaîne à écrire : notation pour un critère, suivi et pénalité "
        "pour une condition d'exécution, vérification pour le reste.",
    )
    theme = forms.ChoiceField(label="thème principal")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["theme"].choices = list(library().themes.items())

    def content(self) -> dict[str, Any]:
        """A first draft with everything still to write."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "place": said["place"],
            "themes": [said["theme"]],
            "text": "",
            "why": "",
            "attention": "",
        }


class LocalClauseForm(forms.Form):
    title = forms.CharField(label="titre", max_length=120)
    themes = forms.MultipleChoiceField(
        label="thèmes",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Le premier qui est coché range la clause dans la bibliothèque.",
    )
    families = forms.CharField(
        label="familles d'achat",
        required=False,
        max_length=200,
        help_text="Débuts de codes CPV, séparés par des virgules, par exemple 39, 553. "
        "Vide : tous les achats.",
    )
    text = forms.CharField(
        label="texte",
        widget=area(8),
        required=False,
        max_length=6000,
        help_text="Une valeur à compléter s'écrit entre accolades, par exemple {jours}, "
        "et se déclare plus bas.",
    )
    basic = forms.CharField(label="niveau de base", widget=area(5), required=False, max_length=6000)
    significant = forms.CharField(
        label="niveau significatif", widget=area(5), required=False, max_length=6000
    )
    exemplary = forms.CharField(
        label="niveau exemplaire", widget=area(5), required=False, max_length=6000
    )
    why = forms.CharField(
        label="pourquoi",
        widget=area(4),
        required=False,
        max_length=2000,
        help_text=f"{MOST_WORDS} mots au plus.",
    )
    attention = forms.CharField(
        label="points d'attention",
        widget=area(4),
        required=False,
        max_length=2000,
        help_text=f"{MOST_WORDS} mots au plus.",
    )
    legal = forms.MultipleChoiceField(
        label="fondement juridique",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    feasibility = forms.CharField(
        label="faisabilité",
        widget=area(2),
        required=False,
        max_length=1000,
        help_text="Ce que la clause demande à une petite structure.",
    )
    needs = forms.CharField(
        label="ne se tient pas sans",
        required=False,
        max_length=500,
        help_text="Identifiants de clauses, séparés par des espaces.",
    )
    excludes = forms.CharField(
        label="ne va pas avec",
        required=False,
        max_length=500,
        help_text="Identifiants de clauses, séparés par des espaces.",
    )
    verification = forms.CharField(
        label="vérification", widget=area(2), required=False, max_length=1000
    )
    what = forms.CharField(
        label="ce qui change",
        max_length=300,
        help_text="Une phrase pour l'historique, par exemple : « Délai porté à trois jours. »",
    )

    def __init__(self, *args: Any, place: Place, shelf: Library, slug: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.shelf, self.slug = place, shelf, slug
        self._offer("themes", library().themes)
        texts = {id: f"{basis.article}{NBSP}: {basis.title}" for id, basis in articles().items()}
        self._offer("legal", texts)
        if place not in (Place.SPECIFICATION, Place.SELECTION):
            del self.fields["verification"]
        if place == Place.PERFORMANCE:
            for name, label in FOLLOW_UP.items():
                self.fields[name] = forms.CharField(
                    label=label, required=False, max_length=1000, widget=area(2)
                )
        if place == Place.AWARD:
            self._add_award_fields()

    def _offer(self, name: str, labels: Mapping[str, str]) -> None:
        """Those already chosen first, in their order: the clause says them in that order."""
        chosen = [id for id in self.initial.get(name, []) if id in labels]
        others = [id for id in labels if id not in chosen]
        self.fields[name].choices = [(id, labels[id]) for id in (*chosen, *others)]  # type: ignore[attr-defined]

    def _add_award_fields(self) -> None:
        self.fields["kind"] = forms.ChoiceField(
            label="nature du critère", choices=CriterionKind.choices
        )
        for mark in MARKS:
            self.fields[f"mark_{mark}"] = forms.CharField(
                label=f"ce qui vaut la note {mark}", required=False, max_length=500
            )
        numbers = {
            "weight_low": ("poids conseillé, de", 60),
            "weight_high": ("poids conseillé, à", 60),
            "example_score": ("note de l'exemple", 5),
            "example_weight": ("poids de l'exemple", 60),
            "max_pages": ("pages au plus", 20),
        }
        for name, (label, most) in numbers.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=most, required=False
            )
        self.fields["example_offer"] = forms.CharField(
            label="exemple d'offre", required=False, max_length=1000, widget=area(2)
        )
        self.fields["expected"] = forms.CharField(
            label="réponse attendue du candidat", required=False, max_length=500
        )

    def clean_families(self) -> list[str]:
        codes = _listed(self.cleaned_data["families"])
        wrong = [code for code in codes if not re.fullmatch(r"[0-9]{2,8}", code)]
        if wrong:
            raise ValidationError(
                f"Une famille est le début d'un code CPV, de 2 à 8 chiffres : {', '.join(wrong)}."
            )
        return codes

    def clean_needs(self) -> list[str]:
        return _listed(self.cleaned_data["needs"])

    def clean_excludes(self) -> list[str]:
        return _listed(self.cleaned_data["excludes"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        written = [bool(said.get(level)) for level in LEVELS]
        if any(written) and not all(written):
            self.add_error("basic", "Écrivez les trois niveaux, ou aucun.")
        return said

    def content(self, rows: Rows) -> dict[str, Any]:
        """The clause in the shape of the library's files."""
        said = self.cleaned_data
        content = {name: said[name] for name in ("title", "themes", "families", "text", "why")}
        content |= {name: said[name] for name in ("attention", "legal", "feasibility")}
        content |= {"needs": said["needs"], "excludes": said["excludes"]}
        content |= {"place": str(self.place), "verification": said.get("verification", "")}
        content |= rows.content() | {"levels": self._levels(rows)}
        if self.place == Place.PERFORMANCE:
            content["follow_up"] = {name: said[name] for name in FOLLOW_UP}
        if self.place == Place.AWARD:
            content["award"] = self._award()
        return content

    def _levels(self, rows: Rows) -> dict[str, Any]:
        levels = {}
        for level in LEVELS:
            texts = {"text": self.cleaned_data[level]} if self.cleaned_data.get(level) else {}
            values = rows.values_at(level)
            levels[level] = texts | ({"values": values} if values else {})
        return levels if any(levels.values()) else {}

    def _award(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "scale": {str(m): said[f"mark_{m}"] for m in MARKS},
            "weight_range": [said["weight_low"] or 0, said["weight_high"] or 0],
            "example": {
                "offer": said["example_offer"],
                "score": said["example_score"] or 0,
                "weight": said["example_weight"] or 0,
            },
            "expected": said["expected"],
            "max_pages": said["max_pages"] or 1,
        }

    def refuse_broken(self, rows: Rows) -> bool:
        """Whether the whole can be kept as a draft; what cannot is told at its field."""
        for fault in faults_of(self.content(rows), self.slug, self.shelf):
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        return not self.errors

    def accepts(self, rows: Rows) -> bool:
        """Whether all that was sent stands together; every mistake is told at once."""
        return rows.is_valid() and self.is_valid() and self.refuse_broken(rows)


def faults_of(content: Mapping[str, Any], slug: str, shelf: Library) -> list[Fault]:
    """What forbids keeping this content as a draft; LibraryError when it cannot even be read."""
    clause = read_clause(
        content,
        library().themes,
        articles(),
        slug,
        id=slug,
        version=1,
        history=(),
        checked=None,
        source="",
    )
    known = {clause.id for clause in shelf.clauses} - {slug}
    return list(broken(clause, known))


def form_data(content: Mapping[str, Any], what: str) -> dict[str, Any]:
    """The content as a browser would send it: the API is refused what the page is refused."""
    said = initial_of(content)
    return {**said, **Rows.data(content), "what": what}


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a clause as the form shows it."""
    initial = {**content, **content.get("follow_up", {})}
    initial |= {name: " ".join(content.get(name, [])) for name in ("needs", "excludes")}
    initial["families"] = ", ".join(content.get("families", []))
    for level, said in content.get("levels", {}).items():
        initial[level] = said.get("text", "")
    if award := content.get("award"):
        initial |= {"kind": award["kind"], "expected": award["expected"]}
        initial |= {f"mark_{mark}": award["scale"].get(str(mark), "") for mark in MARKS}
        initial |= {f"example_{name}": value for name, value in award["example"].items()}
        initial["weight_low"], initial["weight_high"] = award["weight_range"]
        initial["max_pages"] = award["max_pages"]
    return initial


def _listed(text: str) -> list[str]:
    """Words separated by spaces, commas or semicolons."""
    return [word for word in re.split(r"[\s,;]+", text) if word]
