"""A file that was read and corrected → the call as a candidate prepares it.

What was not found, or is in doubt, becomes a question to the buyer: nothing is filled by habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from procurement.typography import NBSP, fold, long_date, number, short
from tenders.answering.call import Asked, Call, CallLot, Condition, Piece
from tenders.answering.dossier_weights import shares_of
from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import plain
from tenders.dossiers.facts.reservations import LABELS as RESERVED
from tenders.dossiers.facts.sentences import rules
from tenders.dossiers.facts.values import VALUES
from tenders.dossiers.remaining import PARIS, moment_of, said
from tenders.dossiers.showing import corrected

Read = Mapping[str, Any]
_PROCEDURES = {
    "mapa": "procédure adaptée",
    "ao_ouvert": "appel d'offres ouvert",
    "ao_restreint": "appel d'offres restreint",
    "negociee": "procédure avec négociation",
    "dialogue": "dialogue compétitif",
}
_PRICE = re.compile(r"\bprix\b|\btarif|\bcouts?\b|\bfinancier|\bmontant")
_OF_PARIS = re.compile(r"paris|bruxelles|locale|legale|francaise|metropol|france|\bcest?\b")
# Questions of the reading that `unknown` asks already, and those that corrected criteria answer.
_SAID_ELSEWHERE = re.compile(r"absent_|(?:questions_)?deadline(?:_hour)?$|criteria$")
_ON_CRITERIA = re.compile(r"weights|price|sub_criteria|environment|wording|contradiction_criteria")
_SOURCES = {
    **dict.fromkeys(("dc1", "dc2", "dc4", "dume"), "formulaire public"),
    **dict.fromkeys(("deed", "bpu", "dqe", "dpgf", "crt"), "dossier"),
}
_ANNOUNCED = ("allotment", "reserved")
_NOT_ASKED = ("minimum", "maximum")  # asked by the reading itself, of a framework agreement


def call_of_dossier(facts: Read, corrections: Read, *, name: str) -> Call:
    """`name` is that of the dossier: what is bought, or what the supplier calls it."""
    return _Reading(facts, corrections).call(name)


class _Reading:
    """What the files say, and what a person says instead."""

    def __init__(self, facts: Read, corrections: Read) -> None:
        self.facts = corrected(dict(facts), dict(corrections))
        self.corrections = corrections
        self.items = [*_items(facts, corrections)]
        self.lots: Sequence[Read] = self.facts["lots"]
        self.numbers = _numbers([lot["number"] for lot in self.lots])

    def call(self, name: str) -> Call:
        due_at = self._moment("deadline")
        return Call(
            origin="dossier",
            title=self._text("subject") if "subject" in self.corrections else name,
            buyer=_after_colon(self._text("buyer")),
            procedure=self._procedure(),
            due_at=due_at if isinstance(due_at, datetime) else None,
            lots=tuple(map(self._lot, self.lots)),
            asked=tuple(self._asked()),
            conditions=tuple(self._conditions()),
            pieces=tuple(self._pieces()),
            facts=tuple(self._facts()),
            unknown=tuple(dict.fromkeys(self._unknown())),
            questions=tuple(self._questions()),
        )

    def _of(self, kind: str) -> list[Read]:
        return [item for item in self.items if item["kind"] == kind]

    def _text(self, kind: str) -> str:
        return next((item["text"] for item in self._of(kind)), "")

    def _procedure(self) -> str:
        for item in self._of("procedure"):
            return str(_PROCEDURES.get(item["value"] or "", item["text"]))
        return ""

    def _moment(self, kind: str) -> datetime | date | None:
        """Only what the reading is sure of, in the time of Paris; otherwise it is to be asked."""
        one = self.facts[kind]
        if not one or not one["iso"] or not one["sure"] or not _is_of_paris(one["zone"]):
            return None
        return moment_of(one["iso"])

    def _lot(self, lot: Read) -> CallLot:
        title = lot["title"]
        if str(self.numbers[lot["number"]]) != lot["number"]:
            title = f"{title} (« {lot['number']} » dans le dossier)"
        amount = f"Montant ou quantité : {lot['amount']}." if lot["amount"] else ""
        reserved = lot["reserved"] or "none"
        return CallLot(self.numbers[lot["number"]], title, amount, reserved=reserved)

    def _asked(self) -> Iterator[Asked]:
        listed = self.facts["criteria"]
        shares = shares_of(listed)
        for at, criterion in enumerate(listed, start=1):
            parts = criterion["sub_criteria"] or [criterion]
            for rank, part in enumerate(parts, start=1):
                yield self._marked(criterion, part, f"c{at}-{rank}", shares[at - 1][rank - 1])

    def _marked(self, criterion: Read, part: Read, id: str, weight: Decimal | None) -> Asked:
        lot = self.numbers.get(criterion.get("lot") or "")
        names = fold(f"{criterion['name']} {part['name']}")
        return Asked(
            id,
            part["name"],
            "price" if _PRICE.search(names) else "quality",
            weight,
            parent=criterion["name"] if part is not criterion else "",
            lots=(lot,) if lot else (),
            where=self._where(part, "criteria"),
        )

    def _conditions(self) -> Iterator[Condition]:
        for lot in self.lots:
            if lot["reserved"]:
                number = self.numbers[lot["number"]]
                yield self._reservation(lot["reserved"], lot, f"Lot {number}", number)
        for item in self._of("reserved"):
            yield self._reservation(item["value"], item, "Marché", None)
        yield from self._turnover()
        yield from self._visit()
        yield from self._samples()
        yield from self._insertion()

    def _reservation(self, ground: str, read: Read, what: str, lot: int | None) -> Condition:
        return Condition(
            f"reserved-{lot or 0}",
            "reservation",
            f"{what} réservé : {RESERVED[ground]}",
            f"Réservé aux {RESERVED[ground]}, d'après le dossier.",
            tuple(filter(None, read.get("article", "").split(", "))) or _articles(read),
            (lot,) if lot else (),
            excludes=True,
            where=self._where(read, "lots"),
            proof="la pièce que le dossier demande pour montrer que vous en êtes",
            reserved=ground,
        )

    def _turnover(self) -> Iterator[Condition]:
        for item in self._of("turnover")[:1]:
            amount = (item["value"] or {}).get("value")
            yield Condition(
                "turnover-0", "turnover", "Chiffre d'affaires annuel minimal",
                _sentence(item["text"]), ("R2142-7", "R2142-8"), excludes=True,
                where=self._where(item, "turnover"),
                proof="chiffres d'affaires des trois derniers exercices, ou preuve équivalente",
                amount=Decimal(str(amount)) if amount else None,
            )  # fmt: skip

    def _visit(self) -> Iterator[Condition]:
        found = [i for i in self._of("visit") if (i["value"] or {}).get("state") == "mandatory"]
        for item in found[:1]:
            yield Condition(
                "visit", "said", "Visite obligatoire des lieux",
                f"{_sentence(item['text'])} Prenez rendez-vous dès maintenant.", excludes=True,
                where=self._where(item, "visit"), proof="attestation de visite",
            )  # fmt: skip

    def _samples(self) -> Iterator[Condition]:
        found = [i for i in self._of("samples") if VALUES["allowed"](i["text"])["allowed"]]
        if found:
            yield Condition(
                "samples", "said", "Échantillons à remettre",
                " ".join(_sentence(item["text"]) for item in found),
                where=self._where(found[0], "samples"),
            )  # fmt: skip

    def _insertion(self) -> Iterator[Condition]:
        found = self._of("insertion")
        if not found:
            return
        hours = next((i["value"]["hours"] for i in found if i["value"]), None)
        yield Condition(
            "insertion", "said",
            f"Insertion : {number(hours)} heures" if hours else "Clause sociale d'insertion",
            " ".join(_sentence(item["text"]) for item in found), ("L2112-2",),
            where=self._where(found[0], "insertion"),
        )  # fmt: skip

    def _pieces(self) -> Iterator[Piece]:
        for at, piece in enumerate(self.facts["pieces"], start=1):
            id = next((one.id for _, one in named(plain(piece["name"]))), "")
            yield Piece(
                _piece_id(id, at),
                piece["name"] + (" (selon votre cas)" if piece["optional"] else ""),
                piece["stage"],
                source=_SOURCES.get(id, ""),
                where=self._where(piece, "pieces"),
            )

    def _facts(self) -> Iterator[tuple[str, str, str]]:
        for label, kind in (
            ("Date limite de remise des offres", "deadline"),
            ("Questions jusqu'au", "questions_deadline"),
        ):
            if told := self._told(kind):
                yield label, told, self._where(self.facts[kind], kind)
        for item in self.items:
            if item["kind"] in _ANNOUNCED:
                yield "Allotissement", item["text"], self._where(item, item["kind"])
        for rule in rules():
            for item in self._of(rule.id) if rule.id != "buyer" else ():
                yield rule.label, item["text"], self._where(item, rule.id)

    def _told(self, kind: str) -> str:
        """A moment as it was read, with its doubt when there is one."""
        one = self.facts[kind]
        if not one:
            return ""
        read = said(one["iso"]) if one["iso"] else one["text"]
        if self._moment(kind) is None:
            return f"{read}, à vérifier : {_doubt(one)}"
        return read

    def _unknown(self) -> Iterator[str]:
        due_at = self._moment("deadline")
        if not isinstance(due_at, datetime):
            yield self._to_ask("deadline", "la date et l'heure limites de remise des offres")
        if self._moment("questions_deadline") is None:
            yield self._to_ask("questions_deadline", "la date limite des questions")
        if not self.facts["criteria"]:
            yield "les critères d'attribution et leur poids"
        for asked in self._asked():
            if asked.weight is None:
                yield f"le poids du critère «{NBSP}{short(asked.name, 80)}{NBSP}»"
        if not self.lots and not self._of("allotment") and "lots" not in self.corrections:
            yield "si le marché est alloti, et en quels lots"
        if not self.facts["pieces"]:
            yield "la liste des pièces à remettre"
        for rule in rules():
            if rule.lacks and rule.id not in _NOT_ASKED and not self._of(rule.id):
                yield rule.lacks
        if (found := self._of("insertion")) and not any(item["value"] for item in found):
            yield "le nombre d'heures d'insertion"

    def _to_ask(self, kind: str, what: str) -> str:
        """« la date limite (lu : …, à vérifier) »: a doubt is told with what was read."""
        one = self.facts[kind]
        if not one:
            return what
        read = said(one["iso"]) if one["iso"] else one["text"]
        why = "l'heure n'est pas dite" if self._moment(kind) else _doubt(one).rstrip(".")
        return f"{what} (lu : {short(read, 80)} ; {why[:1].lower()}{why[1:]})"

    def _questions(self) -> Iterator[str]:
        for one in self.facts.get("questions", []):
            if not self._is_answered(one["id"]) and not _SAID_ELSEWHERE.match(one["id"]):
                yield one["text"] + (f" ({one['article']})" if one["article"] else "")

    def _is_answered(self, id: str) -> bool:
        """By the person who corrected what the question is about."""
        if "criteria" in self.corrections and _ON_CRITERIA.match(id):
            return True
        return id.removeprefix("contradiction_") in self.corrections

    def _where(self, read: Read | None, kind: str) -> str:
        """The file, its page and heading; or who corrected it."""
        if kind in self.corrections and not (read or {}).get("where"):
            by = self.corrections[kind]
            day = long_date(datetime.fromisoformat(by["at"]).astimezone(PARIS).date())
            return f"corrigé par {by['by']} le {day}"
        place = (read or {}).get("where") or {}
        page = f"page {place['page']}" if place.get("page") else ""
        heading = f"«{NBSP}{short(place['heading'])}{NBSP}»" if place.get("heading") else ""
        return ", ".join(filter(None, (place.get("file", ""), page, heading)))


def _piece_id(id: str, at: int) -> str:
    """Those that the preparation counts keep their name; the others only their place."""
    return {"deed": "ae-0", "dc1": "dc1", "dc2": "dc2"}.get(id, f"piece-{at}")


def _items(facts: Read, corrections: Read) -> Iterator[Read]:
    """Each fact as it stands: the person's words take the place of those that were read."""
    readers = {rule.id: rule.value for rule in rules()}
    for item in facts["items"]:
        if item["kind"] not in corrections:
            yield item
    for kind in readers.keys() & corrections.keys():
        text = corrections[kind]["value"]
        value = VALUES[readers[kind]](text) if readers[kind] else None
        yield {"kind": kind, "text": text, "value": value, "where": {}}


def _numbers(labels: Sequence[str]) -> dict[str, int]:
    """A number for each lot: its own, or its rank when the file names lots otherwise."""
    own = {label: int(label) for label in labels if label.isdigit()}
    if len(own) == len(labels):
        return own
    return {label: rank for rank, label in enumerate(dict.fromkeys(labels), start=1)}


def _is_of_paris(zone: str) -> bool:
    return not zone or bool(_OF_PARIS.search(fold(zone)))


def _doubt(one: Read) -> str:
    if one["doubt"]:
        return str(one["doubt"])
    if not _is_of_paris(one["zone"]):
        return f"l'heure est dite ailleurs qu'à Paris ({one['zone']})"
    return "la lecture n'en est pas sûre"


def _after_colon(text: str) -> str:
    """« Pouvoir adjudicateur : Ville de Lens » names Ville de Lens."""
    words = text.partition("|")[2] or text.partition(" : ")[2] or text
    return words.strip(" .|:")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _articles(read: Read) -> tuple[str, ...]:
    """« réservé : … (L2113-12) » cites its article."""
    return tuple(re.findall(r"L2113-\d\d(?:-1)?", read.get("text", "")))
