"""What may be asked of the register: the same questions from the page, the exports and the API."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, StrIndex
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, FilterSet

from needs.places import UnknownCommune, find_commune
from procurement.language.terms import keys
from procurement.nomenclature.models import Commune
from procurement.typography import fold
from suppliers import ess, means, retrieval
from suppliers.capacity import Quantity, read_capacity
from suppliers.ess import Reservation
from suppliers.models import Activity, Certificate, Entry, Mark, Posting, Supplier, Term
from suppliers.reading import CPV, index_terms, read_offers
from suppliers.wanted import able, serving
from suppliers.zones import UnknownZone, department_code

NEAREST = 200  # how many records a search by words keeps: beyond, better words serve better
NAMESAKES = 300  # and how many that only bear them in their name
MOST_HOLDERS = 60_000  # of the words searched for, as many records at most are read
FEW = 1_000  # records that a term may be said by and be named one by one
CPV_FILED = 4  # digits of a code in the index
_DIGITS = re.compile(r"[\d\s\u00a0\u202f]+")
_CODE = re.compile(r"([0-9][0-9\s.]*)(?:-[0-9])?")  # « 3922 », « 39222000-5 »


class DepartmentField(forms.CharField):
    def clean(self, value: str | None) -> str:
        typed = (super().clean(value) or "").strip()
        try:
            return department_code(typed) if typed else ""
        except UnknownZone as error:
            raise ValidationError(str(error)) from error


class DepartmentFilter(CharFilter):
    field_class = DepartmentField


class CommuneField(forms.CharField):
    def clean(self, value: str | None) -> Commune | None:
        typed = (super().clean(value) or "").strip()
        try:
            return find_commune(typed) if typed else None
        except UnknownCommune as error:
            raise ValidationError(str(error)) from error


class CommuneFilter(CharFilter):
    field_class = CommuneField


class CapacityField(forms.CharField):
    def clean(self, value: str | None) -> Quantity | None:
        typed = (super().clean(value) or "").strip()
        asked = read_capacity(typed) if typed else None
        if typed and asked is None:
            raise ValidationError(
                f"« {typed} » : écrivez un nombre et son unité, par exemple 5 000 contenants "
                "par jour."
            )
        return asked


class CapacityFilter(CharFilter):
    field_class = CapacityField


class SupplierFilter(FilterSet):
    family = ChoiceFilter(
        method="by_family",
        label="Famille de l'ESS",
        choices=[(family.code, family.label) for family in ess.FAMILIES.values()],
        empty_label="toutes",
    )
    department = DepartmentFilter(
        field_name="department",
        label="Département du siège",
        help_text="Par exemple : Nord, ou 59.",
    )
    activity = CharFilter(
        method="by_activity",
        label="Activité ou code CPV",
        help_text="Par exemple : compostage, ou 3922.",
    )
    label = CharFilter(
        method="by_label",
        label="Label encore valable",
        help_text="Par exemple : Écocert. Ceux qui ont expiré ne sont pas comptés.",
    )
    serves = CommuneFilter(
        method="by_place",
        label="Dessert la commune",
        help_text="Par exemple : Roubaix, ou 59100.",
    )
    capacity = CapacityFilter(
        method="by_capacity",
        label="Capacité d'au moins",
        help_text="Par exemple : 5 000 contenants par jour.",
    )
    means = ChoiceFilter(
        method="by_means",
        label="Moyen déclaré",
        choices=[(kind.id, kind.label) for kind in means.kinds().values()],
        empty_label="tous",
    )
    reserved = ChoiceFilter(
        method="by_reservation",
        label="Peut répondre à une réserve",
        choices=[(ground.value, f"{ground.label} ({ground.article})") for ground in Reservation],
        empty_label="toutes",
        help_text="Selon les familles de la fiche ; la preuve se demande à la candidature.",
    )
    # Words come last: they keep the nearest of those whom all the rest lets in.
    q = CharFilter(
        method="by_words",
        label="Mots, nom ou SIRET",
        max_length=300,
        help_text="Par exemple : lavage de bacs pour les cantines.",
    )

    class Meta:
        model = Supplier
        fields: list[str] = []

    def by_words(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        """Nearest first when words were found in the index; by name or SIRET as well."""
        digits = re.sub(r"\D", "", value) if _DIGITS.fullmatch(value) else ""
        if len(digits) >= 9:
            return queryset.filter(siret__startswith=digits)
        others = (asked for field, asked in self.form.cleaned_data.items() if field != name)
        nearest = _nearest(value, queryset if any(others) else None)
        named = queryset.filter(name__icontains=value).order_by("name", "pk")
        namesakes = list(named.values_list("siret", flat=True)[:NAMESAKES])
        found = queryset.filter(siret__in=[*nearest, *namesakes])
        # Where each stands in the list of the nearest; namesakes, out of it, come first.
        place = StrIndex(Value(" ".join(nearest)), F("siret"))
        return found.order_by(place, "name", "pk") if nearest else found

    def by_family(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        return queryset.filter(pk__in=marked([Mark.FAMILY + value]))

    def by_activity(
        self, queryset: QuerySet[Supplier], name: str, value: str
    ) -> QuerySet[Supplier]:
        """Records that say these words, or with a CPV code that begins so; asked of the index."""
        if written := _CODE.fullmatch(value):
            code = re.sub(r"\D", "", written[1])
            queryset = saying(queryset, CPV + code[:CPV_FILED])
            if len(code) > CPV_FILED:
                activities = Activity.objects.filter(supplier=OuterRef("pk"))
                queryset = queryset.filter(Exists(holding(activities, "cpv", f'"{code}')))
            return queryset
        words = keys(value)
        for word in words:
            queryset = saying(queryset, word)
        return queryset if words else queryset.none()

    def by_label(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        """Among those cited without a date, and those declared that hold today."""
        wanted = fold(value)
        known = Mark.objects.filter(key__startswith=Mark.LABEL).values_list("key", flat=True)
        cited = [key for key in known.distinct() if wanted in fold(key[len(Mark.LABEL) :])]
        valid = Certificate.objects.valid(at=timezone.localdate())
        names = valid.values_list("name", flat=True).distinct()
        held = valid.filter(name__in=[name for name in names if wanted in fold(name)])
        return queryset.filter(Q(pk__in=marked(cited)) | Q(pk__in=held.values("supplier")))

    def by_place(
        self, queryset: QuerySet[Supplier], name: str, value: Commune
    ) -> QuerySet[Supplier]:
        return serving(queryset, value)

    def by_capacity(
        self, queryset: QuerySet[Supplier], name: str, value: Quantity
    ) -> QuerySet[Supplier]:
        return able(queryset, value)

    def by_means(self, queryset: QuerySet[Supplier], name: str, value: str) -> QuerySet[Supplier]:
        activities = holding(Activity.objects.all(), "means", f'"{value}"')
        return queryset.filter(pk__in=activities.values("supplier"))

    def by_reservation(
        self, queryset: QuerySet[Supplier], name: str, value: str
    ) -> QuerySet[Supplier]:
        ground = Reservation(value)
        able_to = [f.code for f in ess.FAMILIES.values() if ground in f.reservations]
        return queryset.filter(pk__in=marked([Mark.FAMILY + code for code in able_to]))


def _nearest(text: str, among: QuerySet[Supplier] | None) -> list[str]:
    """The SIRET of the records whose words are nearest to these, best first, of all or of some.

    A word that nearly everybody says brings nobody nearer: it is left to their names.
    """
    known = retrieval.known(list(index_terms(read_offers("", text, []))))
    telling = [term for term in known.values() if term.held_by <= MOST_HOLDERS]
    kept = None if among is None else Entry.objects.filter(supplier__in=among)
    best = retrieval.search(
        telling, None, limit=NEAREST, most=MOST_HOLDERS, seed=text, within=kept
    ).entries
    suppliers = dict(Entry.objects.filter(pk__in=best).values_list("pk", "supplier__siret"))
    return [suppliers[entry] for entry in best if entry in suppliers]


def marked(keys: Iterable[str]) -> QuerySet:
    """The records that bear any of these marks, by key."""
    return Mark.objects.filter(key__in=keys).values("supplier")


def saying(queryset: QuerySet[Supplier], start: str) -> QuerySet[Supplier]:
    """Those filed under a term that begins so."""
    held_by = dict(Term.objects.filter(key__startswith=start).values_list("pk", "held_by"))
    postings = Posting.objects.filter(term__in=list(held_by))
    own = postings.exclude(department__startswith=Posting.ALSO)
    # The records themselves: through their entries, SQLite tries each with every one of the list.
    named = own.values_list("entry__supplier", flat=True)
    if sum(held_by.values()) > FEW:
        return queryset.filter(pk__in=named)
    # So few are named one by one: PostgreSQL would look for them among all, in order of names.
    return queryset.filter(pk__in=list(named.distinct()))


def holding(queryset: QuerySet, field: str, text: str) -> QuerySet:
    """Rows whose JSON list, as the database writes it, holds this text without accents."""
    named = f"{field}_text"
    return queryset.alias(**{named: Cast(field, TextField())}).filter(
        **{f"{named}__contains": text}
    )
