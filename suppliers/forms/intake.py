"""Forms of an import by page: they validate, and hand over plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from needs.importing.columns import Column
from needs.importing.tables import Table
from procurement import spreadsheets
from procurement.accounts.models import Organisation, OrganisationKind, User
from procurement.spreadsheets import Sheet, UnreadableSpreadsheet
from procurement.typography import number
from suppliers.columns import LABELS, REQUIRED
from suppliers.models import Intake
from suppliers.sources import FORMATS


class SourceForm(forms.Form):
    """Under which name facts enter the register, and of which day."""

    source = forms.CharField(
        label="Qui fournit ces données",
        max_length=80,
        help_text="Ce nom est montré à côté de chaque donnée importée.",
    )
    stated_on = forms.DateField(
        label="Données arrêtées au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Laissez vide si elles sont d'aujourd'hui.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        network = self._networks().first()
        self.fields["source"].initial = network.name[:80] if network else ""

    def _networks(self) -> QuerySet[Organisation]:
        return self.user.organisations.filter(kind=OrganisationKind.NETWORK)

    def clean_source(self) -> str:
        """A name that others import under is theirs: what it gave, only it may take back."""
        source: str = self.cleaned_data["source"]
        own = {network.name[:80].lower() for network in self._networks()}
        if source.lower() not in own and self._is_of_others(source):
            raise ValidationError(
                f"« {source} » est déjà le nom d'une autre source : écrivez le vôtre.",
                code="taken",
            )
        return source

    def _is_of_others(self, source: str) -> bool:
        colleagues = User.objects.filter(organisations__in=self._networks())
        others = Intake.objects.filter(source__iexact=source).exclude(by__in=colleagues)
        networks = Organisation.objects.filter(kind=OrganisationKind.NETWORK)
        return (
            source.lower() in FORMATS
            or others.exclude(by=self.user).exists()
            or networks.filter(name__iexact=source).exists()
        )


class IntakeForm(SourceForm):
    """The file is read here, once: what stays of it is its cells."""

    file = forms.FileField(
        label="Fichier XLSX ou CSV",
        allow_empty_file=True,  # the reader says what is wrong with it
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "class": "import-file"}),
        help_text=f"10 Mo et {number(spreadsheets.MOST_ROWS)} lignes au plus. Rien n'est écrit "
        "avant votre accord.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.sheets: list[Sheet] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                self.sheets = spreadsheets.read(upload.name or "", upload.file, upload.size or 0)
            except UnreadableSpreadsheet as error:
                self.add_error("file", ValidationError(str(error), code="unreadable"))
        return cleaned


class ColumnsForm(forms.Form):
    """One choice a column, beside the first values that it holds."""

    def __init__(
        self,
        *args: Any,
        table: Table,
        proposed: Sequence[Column],
        kept: Mapping[int, str] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.proposed = table, proposed
        choices = [("", "Ne pas importer"), *LABELS.items()]
        for column in proposed:
            self.fields[f"field-{column.index}"] = forms.ChoiceField(
                label=f"La colonne « {column.header} » dit",
                choices=choices,
                required=False,
                initial=column.field if kept is None else kept.get(column.index, ""),
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "header": column.header,
                "samples": self.table.samples(column.index),
                "likeness": column.likeness,
                "field": self[f"field-{column.index}"],
            }
            for column in self.proposed
        ]

    @property
    def chosen(self) -> dict[int, str]:
        said = {c.index: self.cleaned_data.get(f"field-{c.index}", "") for c in self.proposed}
        return {index: field for index, field in said.items() if field}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        counts = Counter(field for field in cleaned.values() if field)
        for field, count in counts.items():
            if count > 1:
                raise ValidationError(
                    f"« {LABELS[field]} » est donné par {count} colonnes : gardez-en une.",
                    code="twice",
                )
        missing = [LABELS[field] for field in REQUIRED if not counts[field]]
        if missing:
            raise ValidationError(
                f"Dites quelle colonne donne : {', '.join(missing)}. Sans cela, aucune ligne ne "
                "peut être reconnue.",
                code="missing",
            )
        return cleaned
