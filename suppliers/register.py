"""One row of an import → the facts of a supplier, checked; without the database.

Every source is first turned into the record of the published jsonl format, then read by
`parse`: one reading, whatever the file. What refuses a row is an `InvalidRecord` whose text says
what is wrong, what is expected, and gives an example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from procurement.identifiers import (
    InvalidIdentifier,
    department_of,
    is_department,
    parse_cpv,
    parse_siret,
)
from procurement.typography import join_words
from suppliers import ess
from suppliers.cells import (
    InvalidRecord,
    Raw,
    amount_of,
    date_of,
    list_of,
    mapping_of,
    required,
    rounded,
    text_of,
    texts_of,
    whole_code,
    written_siret,
)
from suppliers.means import LONGEST_PROOF, Means, kinds
from suppliers.provenance import FACTS
from suppliers.told import OwnArea

_ZONE = re.compile(r"^(?:\d[\dAB]\d{3}|\d{9})$")
MOST_ACTIVITIES = 40
PERIODS = ("", "jour", "semaine", "mois", "an")
LONGEST = {"name": 200, "description": 5000, "label": 160, "activity": 2000}
_NAF = re.compile(r"^(\d{2})\.?(\d{1,2})?([A-Z])?$")
# Sirene numbers the arrondissements of three cities; the nomenclature has the cities.
_WHOLE_CITY = {
    **{f"75{n}": "75056" for n in range(101, 121)},
    **{f"69{n}": "69123" for n in range(381, 390)},
    **{f"13{n}": "13055" for n in range(201, 217)},
}
_ROUNDED = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$")
_REGION = re.compile(r"^(0[1-9]|1[1-9]|[2-9]\d)$")


@dataclass(frozen=True)
class ActivityRecord:
    label: str
    description: str = ""
    cpv: tuple[str, ...] = ()
    capacity_value: Decimal | None = None
    capacity_unit: str = ""
    capacity_period: str = ""
    capacity_proof: str = ""
    area: OwnArea | None = None
    means: tuple[Means, ...] = ()


@dataclass(frozen=True)
class ProofRecord:
    """A document that the row says proves a family; nobody has seen it for that."""

    kind: str
    reference: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class SupplierRecord:
    """What one row says of a supplier. `remarks` are doubts that do not refuse the row."""

    name: str
    siret: str
    external_id: str | None = None
    legal_form: str = ""
    ess_kinds: tuple[str, ...] = ()
    naf: str = ""
    description: str = ""
    city: str = ""
    postal_code: str = ""
    insee: str = ""
    department: str = ""
    point: tuple[float, float] | None = None
    area_kind: str = ""
    area_km: int | None = None
    area_codes: tuple[str, ...] = ()
    fte: Decimal | None = None
    max_yearly_eur: Decimal | None = None
    capacities: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    website: str = ""
    is_fictitious: bool = False
    activities: tuple[ActivityRecord, ...] = ()
    ess_proofs: tuple[ProofRecord, ...] = ()
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def completed_by(self, later: SupplierRecord) -> SupplierRecord:
        """What two rows of one SIRET say: the later the facts, a blank nothing; families add up."""
        unsaid = {
            name: getattr(self, name)
            for together in _FACTS
            for name in together
            if getattr(later, name) in _BLANKS
            and all(_agree(getattr(self, one), getattr(later, one)) for one in together)
        }
        kinds = dict.fromkeys((*self.ess_kinds, *later.ess_kinds))
        proofs = dict.fromkeys((*self.ess_proofs, *later.ess_proofs))
        return replace(later, **unsaid, ess_kinds=tuple(kinds), ess_proofs=tuple(proofs))


_BLANKS: tuple[Any, ...] = (None, "", ())
# Half a seat, or an area, of one row and half of another are none: they go together.
_FACTS = (
    ("external_id",),
    *(
        tuple("point" if column == "lat" else column for column in fact.columns if column != "lon")
        for name, fact in FACTS.items()
        if name not in ("name", "ess_kinds")
    ),
)


def _agree(one: Any, other: Any) -> bool:
    return one == other or other in _BLANKS


def parse(raw: Raw) -> SupplierRecord:
    """The facts of one record of the jsonl format; raises InvalidRecord."""
    kinds, remarks = _kinds(raw)
    capacity = mapping_of(raw.get("capacity"), "capacity")
    area_kind, area_km, area_codes = _area(raw.get("service_area"))
    postal_code, insee = _postal_code(raw.get("postal_code")), _insee(raw.get("insee"))
    return SupplierRecord(
        name=required(raw, "name", LONGEST["name"]),
        siret=_siret(raw.get("siret")),
        external_id=text_of(raw.get("id"), "id", 80) or None,
        legal_form=text_of(raw.get("legal_form"), "legal_form", 80),
        ess_kinds=kinds,
        naf=_naf(raw.get("naf")),
        description=text_of(raw.get("description"), "description", LONGEST["description"]),
        city=text_of(raw.get("commune"), "commune", 80),
        postal_code=postal_code,
        insee=insee,
        department=_department(insee, postal_code),
        point=_point(raw.get("lat"), raw.get("lon")),
        area_kind=area_kind,
        area_km=area_km,
        area_codes=area_codes,
        fte=rounded(amount_of(capacity.get("fte"), "capacity.fte", 10**6), 1),
        max_yearly_eur=amount_of(capacity.get("max_yearly_eur"), "capacity.max_yearly_eur", 10**11),
        capacities=texts_of(capacity.get("quantities"), "capacity.quantities"),
        labels=texts_of(raw.get("labels"), "labels"),
        website=_website(raw.get("website")),
        is_fictitious=raw.get("fictitious") in (True, "true", "1", "oui"),
        activities=_activities(raw.get("activities")),
        ess_proofs=tuple(
            _proof(item, kinds) for item in list_of(raw.get("ess_proofs"), "ess_proofs")
        ),
        remarks=remarks,
    )


def _siret(value: Any) -> str:
    if value in (None, ""):
        raise InvalidRecord("« siret » manque : ce champ est obligatoire, 14 chiffres.")
    text = written_siret(value)
    if _ROUNDED.match(text) or (isinstance(value, int | float) and value % 100_000 == 0):
        raise InvalidRecord(
            f"Un tableur a arrondi ce SIRET (« {text} ») : donnez à la colonne le format Texte, "
            "puis écrivez-le en entier."
        )
    if re.fullmatch(r"\d{3}\s?\d{3}\s?\d{3}", text):
        raise InvalidRecord(
            f"« {text} » est un SIREN, de 9 chiffres : il faut le SIRET d'un établissement, qui y "
            "ajoute 5 chiffres."
        )
    try:
        return parse_siret(text)
    except InvalidIdentifier as error:
        raise InvalidRecord(str(error)) from error


def _kinds(raw: Raw) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The families written, or else the one that the legal form makes certain."""
    written = texts_of(raw.get("ess_kinds"), "ess_kinds")
    codes = [ess.parse_kind(text) or text[:40] for text in written]
    unknown = [code for code in codes if code not in ess.FAMILIES]
    remarks = tuple(f"Famille « {code} » inconnue : gardée telle quelle." for code in unknown)
    codes += [
        code
        for code in ess.kinds_of_legal_form(str(raw.get("legal_form") or ""))
        if code not in codes
    ]
    return tuple(dict.fromkeys(codes)), remarks


def _naf(value: Any) -> str:
    text = text_of(value, "naf", 10).upper().replace(" ", "")
    match = _NAF.match(text)
    if text and not match:
        raise InvalidRecord(f"« {text} » n'est pas un code NAF, comme 81.21Z.")
    if not match:
        return ""
    return match[1] + (f".{match[2]}" if match[2] else "") + (match[3] or "")


def _five(value: Any, name: str) -> str:
    value = value if isinstance(value, float) else text_of(value, name, 9).replace(" ", "")
    return whole_code(value, digits=5, shortest=4)


def _postal_code(value: Any) -> str:
    text = _five(value, "postal_code")
    if text and not re.fullmatch(r"[0-9]{5}", text):
        raise InvalidRecord(f"« {text} » n'est pas un code postal : il en faut 5 chiffres.")
    return text


def _insee(value: Any) -> str:
    text = _five(value, "insee")
    if text and not (re.fullmatch(r"\d[\dAB]\d{3}", text) and is_department(department_of(text))):
        raise InvalidRecord(f"« {text} » n'est pas un code Insee de commune, comme 62119.")
    return _WHOLE_CITY.get(text, text)


def _department(insee: str, postal_code: str) -> str:
    code = insee or postal_code
    department = department_of(code) if code else ""
    if department and not is_department(department):
        raise InvalidRecord(f"Le code postal « {postal_code} » n'est celui d'aucun département.")
    return department


def _point(lat: Any, lon: Any) -> tuple[float, float] | None:
    if lat in (None, "") and lon in (None, ""):
        return None
    try:
        point = float(str(lat).replace(",", ".")), float(str(lon).replace(",", "."))
    except ValueError as error:
        raise InvalidRecord(f"La position « {lat}, {lon} » n'est pas en degrés.") from error
    if point == (0.0, 0.0):  # what a program writes of a point that it does not know
        return None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        raise InvalidRecord(f"La position « {lat}, {lon} » est hors du globe.")
    return point


def _area(value: Any) -> OwnArea:
    if value in (None, "", {}):
        return "", None, ()
    area = mapping_of(value, "service_area")
    kind = str(area.get("kind") or "")
    if kind == "radius":
        km = amount_of(area.get("km"), "service_area.km", 2000)
        if not km:
            raise InvalidRecord("« service_area » : un rayon demande « km », de 1 à 2000.")
        return kind, max(1, round(km)), ()
    if kind == "departments":
        codes = tuple(c.upper().zfill(2) for c in texts_of(area.get("codes"), "service_area.codes"))
        return kind, None, _checked_codes(codes, is_department, "département, comme 59 ou 2A")
    if kind == "region":
        codes = texts_of(area.get("code") or area.get("codes"), "service_area.code")
        codes = tuple(code.zfill(2) for code in codes)
        return kind, None, _checked_codes(codes, _REGION.match, "région, comme 32")
    if kind == "zones":
        codes = tuple(c.upper() for c in texts_of(area.get("codes"), "service_area.codes"))
        what = "commune (59350) ou SIREN d'intercommunalité (200093201)"
        return kind, None, _checked_codes(codes, _ZONE.match, what)
    if kind == "country":
        return kind, None, ()
    raise InvalidRecord(
        f"« service_area » : nature « {kind} » inconnue. "
        "Choisissez radius, zones, departments, region ou country."
    )


def _checked_codes(codes: tuple[str, ...], is_right: Any, what: str) -> tuple[str, ...]:
    wrong = [code for code in codes if not is_right(code)]
    if wrong or not codes:
        raise InvalidRecord(
            f"« service_area » : « {', '.join(wrong)} » n'est pas un code de {what}."
        )
    return codes


def _activities(value: Any) -> tuple[ActivityRecord, ...]:
    items = list_of(value, "activities")
    if len(items) > MOST_ACTIVITIES:
        raise InvalidRecord(
            f"« activities » en compte {len(items)} : {MOST_ACTIVITIES} au plus sont possibles."
        )
    return tuple(map(_activity, items))


def _activity(item: Any) -> ActivityRecord:
    if isinstance(item, str):
        item = {"label": item}
    if not isinstance(item, dict):
        raise InvalidRecord("« activities » : chaque activité est un objet avec « label ».")
    capacity = mapping_of(item.get("capacity"), "activities.capacity")
    period = text_of(capacity.get("period"), "activities.capacity.period", 20).lower()
    if period not in PERIODS:
        raise InvalidRecord(
            f"« activities » : période « {period} » inconnue. Choisissez jour, semaine, mois ou an."
        )
    return ActivityRecord(
        label=required(item, "label", LONGEST["label"]),
        description=text_of(item.get("description"), "activities.description", LONGEST["activity"]),
        cpv=tuple(_cpv(code) for code in texts_of(item.get("cpv"), "activities.cpv")),
        capacity_value=amount_of(capacity.get("value"), "activities.capacity.value", 10**11),
        capacity_unit=text_of(capacity.get("unit"), "activities.capacity.unit", 40),
        capacity_period=period,
        capacity_proof=text_of(capacity.get("proof"), "activities.capacity.proof", LONGEST_PROOF),
        area=area if (area := _area(item.get("service_area")))[0] else None,
        means=tuple(map(_means, list_of(item.get("means"), "activities.means"))),
    )


def _means(item: Any) -> Means:
    """{"kind": "storage", "value": 200, "unit": "m2", "proof": "bail"}."""
    item = mapping_of(item, "activities.means")
    kind = kinds().get(str(item.get("kind") or ""))
    if kind is None:
        raise InvalidRecord(
            f"« means » : nature « {item.get('kind') or ''} » inconnue. "
            f"Choisissez {join_words(list(kinds()), 'ou')}."
        )
    value = amount_of(item.get("value"), "activities.means.value", 10**9)
    if kind.counted and value is None:
        raise InvalidRecord(f"« means » : « {kind.id} » demande « value », un nombre.")
    return Means(
        kind.id,
        float(value) if kind.counted and value is not None else None,
        text_of(item.get("unit"), "activities.means.unit", 40) or kind.units[0],
        text_of(item.get("proof"), "activities.means.proof", LONGEST_PROOF),
    )


def _proof(item: Any, kinds: tuple[str, ...]) -> ProofRecord:
    """Without its family named, a document is that of the first one that is granted for a time."""
    if not isinstance(item, dict):
        raise InvalidRecord("« ess_proofs » : chaque pièce est un objet avec « kind ».")
    granted = (code for code in kinds if code in ess.FAMILIES and ess.FAMILIES[code].by_agreement)
    written = str(item.get("kind") or next(granted, ""))
    kind = ess.parse_kind(written)
    if kind is None:
        raise InvalidRecord(
            f"« ess_proofs » : famille « {written} » inconnue. Écrivez par exemple ESUS ou ACI."
        )
    issued = date_of(item.get("issued_on"), "ess_proofs.issued_on")
    expires = date_of(item.get("expires_on"), "ess_proofs.expires_on")
    if issued and expires and expires < issued:
        raise InvalidRecord("« ess_proofs » : la pièce expire avant sa propre date.")
    reference = text_of(item.get("reference"), "ess_proofs.reference", LONGEST["label"])
    return ProofRecord(kind, reference, issued, expires)


def _cpv(code: str) -> str:
    try:
        return parse_cpv(code)
    except InvalidIdentifier as error:
        raise InvalidRecord(str(error)) from error


def _website(value: Any) -> str:
    text = text_of(value, "website", 200)
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    if not _is_address(address):
        raise InvalidRecord(f"« {text} » n'est pas l'adresse d'un site, comme https://example.org.")
    return address


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # what stands between brackets is no number of a machine
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in text
