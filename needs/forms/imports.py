"""A table that somebody sends, and what each of its columns says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from needs.importing.canteens import is_register
from needs.importing.cells import GROUP, designation, read_measure
from needs.importing.columns import ADDED, IGNORED, WIDE, Column, field_labels
from needs.importing.rhythms import ONCE, PERIODS
from needs.importing.tables import Table
from needs.imports import fields_of, select_canteens
from needs.models import ImportKind, Need, Project
from procurement import spreadsheets
from procurement.spreadsheets import Row, Sheet, UnreadableSpreadsheet
from procurement.typography import number

MOST_VOLUMES = 25_000
_ACCEPT = ",".join(f".{extension}" for extension in spreadsheets.EXTENSIONS)


class ImportForm(forms.Form):
    """The file is read here, once: what stays of it is its cells."""

    kind = forms.ChoiceField(label="Ce fichier contient", widget=forms.RadioSelect)
    file = forms.FileField(
        label="Fichier XLSX ou CSV",
        widget=forms.FileInput(attrs={"accept": _ACCEPT, "class": "import-file"}),
        allow_empty_file=True,  # the reader says what is wrong with it
        help_text=(
            f"Glissez le fichier ici ou choisissez-le. 10 Mo, {number(spreadsheets.MOST_ROWS)} "
            f"lignes et {spreadsheets.MOST_COLUMNS} colonnes au plus. Rien n'est écrit avant votre "
            "accord."
        ),
    )

    def __init__(self, *args: Any, target: Need | Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        self.left_out: list[list[Any]] = []
        self.elsewhere = 0
        kinds = [k for k in ImportKind if k != ImportKind.PROGRAMME or isinstance(target, Project)]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].initial = ImportKind.SITES

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, kind = cleaned.get("file"), cleaned.get("kind")
        if upload and kind:
            try:
                self.sheets = self._read(upload, kind)
            except UnreadableSpreadsheet as error:
                self.add_error("file", ValidationError(str(error), code="unreadable"))
        return cleaned

    def _read(self, upload: UploadedFile, kind: str) -> list[Sheet]:
        """The sheets; a register of canteens is recognised, whatever was said of it."""
        name, content, size = upload.name or "", upload.file, upload.size or 0
        rows = spreadsheets.read_rows(name, content, size)
        _, first = next(rows, (1, []))
        header = [str(cell or "") for cell in first]
        if is_register(header) and kind != ImportKind.PROGRAMME:
            self.cleaned_data["kind"] = ImportKind.CANTEENS
            return [self._canteens(header, rows)]
        if kind == ImportKind.CANTEENS:
            raise UnreadableSpreadsheet(
                "Ce fichier n'a pas les colonnes du registre des cantines (name, siret, "
                "city_insee_code, production_type, daily_meal_count…). Pour un autre tableau, "
                "choisissez « des sites et des volumes »."
            )
        return spreadsheets.read(name, content, size)

    def _canteens(self, header: list[str], rows: Any) -> Sheet:
        kept: list[Row]
        kept, self.left_out, self.elsewhere = select_canteens(header, rows, self.target)
        if not kept and not self.left_out:
            raise UnreadableSpreadsheet(
                "Aucune cantine de ce fichier n'est dans vos communes, ni au SIREN des membres. "
                "Vérifiez le territoire et le SIRET des organisations, ou le département de "
                "l'extrait."
            )
        if len(kept) > spreadsheets.MOST_ROWS:
            raise UnreadableSpreadsheet(
                f"{len(kept)} cantines sont sur votre territoire : c'est plus que Balise n'en "
                "importe en une fois. Prenez un extrait plus petit."
            )
        return Sheet("", kept)


_OF_A_WIDE_COLUMN = {
    "label": "Désignation",
    "component": "Composante",
    "unit": "Unité",
    "period": "Période",
}


class MappingForm(forms.Form):
    """One choice a column; a column that is itself a designation gives its unit and period."""

    def __init__(
        self, *args: Any, columns: Sequence[Column], kind: str, table: Table, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns, self.kind, self.table = columns, kind, table
        self.labels = field_labels(fields_of(kind))
        choices = [(IGNORED, "Ne pas importer"), *self.labels.items()]
        if kind != ImportKind.PROGRAMME:
            choices.append((WIDE, "Une quantité à part entière"))
        for column in self._asked:
            self._add(column, choices)

    def _add(self, column: Column, choices: list[tuple[str, str]]) -> None:
        at = column.index
        self.fields[f"field-{at}"] = forms.ChoiceField(
            label=f"La colonne « {column.header} » dit",
            choices=choices,
            required=False,
            initial=column.field,
        )
        if self._shown(column) == WIDE:
            what = f"pour la colonne « {column.header} »"
            self.fields[f"label-{at}"] = forms.CharField(
                label=f"Désignation {what}", max_length=160, required=False, initial=column.label
            )
            self.fields[f"component-{at}"] = forms.CharField(
                label=f"Composante {what}",
                max_length=60,
                required=False,
                initial=column.component,
            )
            self.fields[f"unit-{at}"] = forms.CharField(
                label=f"Unité {what}", max_length=40, required=False, initial=column.unit
            )
            self.fields[f"period-{at}"] = forms.ChoiceField(
                label=f"Période {what}",
                required=False,
                initial=column.period,
                choices=[("", "à demander"), *PERIODS.items(), (ONCE, "en une fois")],
            )

    @property
    def _asked(self) -> list[Column]:
        """Those that a person decides of; the others follow the one that they are added to."""
        return [column for column in self.columns if column.field != ADDED]

    def _shown(self, column: Column) -> str:
        return self.data.get(f"field-{column.index}", column.field) if self.data else column.field

    def rows(self) -> list[dict[str, Any]]:
        """What the page shows of each column, beside the first values that it holds."""
        return [
            {
                "header": self._said(column),
                "added": len(column.parts),
                "samples": self.table.samples(column.index),
                "likeness": column.likeness,
                "field": self[f"field-{column.index}"],
                "more": [
                    (title, self[f"{name}-{column.index}"])
                    for name, title in _OF_A_WIDE_COLUMN.items()
                    if f"{name}-{column.index}" in self.fields
                ],
            }
            for column in self._asked
        ]

    def _said(self, column: Column) -> str:
        """« Janvier à Décembre » for columns that are added up."""
        last = self.table.header[column.parts[-1]] if column.parts else ""
        return f"{column.header} à {last.rpartition(GROUP)[2]}" if last else column.header

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = Counter(cleaned.get(f"field-{column.index}", "") for column in self._asked)
        for name, label in self.labels.items():
            if chosen[name] > 1:
                raise ValidationError(
                    f"« {label} » est donné par {chosen[name]} colonnes : gardez-en une.",
                    code="twice",
                )
        needed = ("title",) if self.kind == ImportKind.PROGRAMME else ("site", "quantity", WIDE)
        if not any(chosen[name] for name in needed):
            raise ValidationError(_MISSING[ImportKind(self.kind)], code="missing")
        if chosen[WIDE] * len(self.table.rows) > MOST_VOLUMES:
            raise ValidationError(
                f"{chosen[WIDE]} colonnes de quantités sur {number(len(self.table.rows))} lignes "
                f"font plus de {number(MOST_VOLUMES)} volumes : importez-les en plusieurs fois.",
                code="too_many",
            )
        return cleaned

    def mapped(self) -> list[Column]:
        return [self._mapped(column) for column in self.columns]

    def _mapped(self, column: Column) -> Column:
        if column.field == ADDED:
            return column
        field = self.cleaned_data[f"field-{column.index}"]
        if field != WIDE:
            return Column(column.index, column.header, field, column.likeness)
        measure = read_measure(column.header)
        given = {n: self.cleaned_data.get(f"{n}-{column.index}") for n in _OF_A_WIDE_COLUMN}
        return Column(
            column.index,
            column.header,
            WIDE,
            label=given["label"] or column.label or designation(column.header),
            component=given["component"] or "",
            unit=given["unit"] or (measure.unit if measure else ""),
            period=given["period"] or column.period or (measure.period if measure else ""),
            parts=column.parts,
        )


_MISSING = {
    ImportKind.PROGRAMME: "Dites quelle colonne donne le titre de chaque besoin.",
    ImportKind.SITES: "Dites au moins quelle colonne donne le nom du site, ou la quantité.",
}
