"""Criteria said in lists and sentences: « le prix (40 %), la valeur technique (60 %) »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.criteria_sentences import (
    DETAILS,
    HEAD_ONLY,
    NOT_A_LEAD,
    OF_LOTS,
    entries,
    is_name,
)
from tenders.dossiers.facts.entries import (
    CRITERION,
    Entry,
    marks_of,
    name_of,
)
from tenders.dossiers.facts.lot_numbers import SAID, numbers_said
from tenders.dossiers.facts.weights import weights

_NOISE = re.compile(
    r"\b(?:marches? subsequents?|avances?|retenue de garantie|penalit\w+|tva\b|revis\w+"
    r"|eliminatoire|eliminee?s?"
    r"|inferieure? a|superieure? a|au moins \d|(?<!dans la )(?<!de la )note finale|note (?:du"
    r"|de l'offre|obtenue|="
    r"|de prix)|formule|prix (?:du moins|le plus bas|de l'offre la)|moins[- ]disant\w*"
    r"|offre la (?:moins|plus)|maximum de \d+ pages|% (?:au moins )?d[e'] ?travailleurs"
    r"|total des|somme des"
    r"|sous-traitan\w+|arrondi\w*|decimales?|anormalement|ecart|montant (?:de l'offre"
    r"|estimatif)(?![^=]{0,60}\d\s*(?:%|points?|pts)\W*$)"
    r"|(?<!marche )(?<!contrat )(?<!accord-cadre )sera attribue|obtiendra|obtient"
    r"|bareme suivant|mini(?:mum|male) (?:de"
    r"|requise)|en cas d'egalite|heures? d'insertion|plafonn\w+"
    r"|candidatures? sont (?:classees|notees|evaluees)|selection des candidatures"
    r"|not(?:er|ees?|es?) de 0 a (?:\d|10|20)\b|plafond|chiffre d'affaires|assurances?(?! qualite)"
    r"|caution|interets?(?! (?:social|general|environnemental|pedagogique))"
    r"|majoree?|p0|absence de reponse|sauvegarde|hausse|vigilance|resili\w+"
    r"|page \d+)\b|(?:×|\*|(?<![a-z])x)\s*\(|=\s*\d+\s*[x×*]"
)


_ORDER = re.compile(
    r"ordre (?:decroissant|de priorite|d'importance)|hierarchis"
    r"|criteres? (?:\w+ ){0,4}(?:suivants|ci-(?:apres|dessous)|enonces)"
    r"|sur la base des criteres|selon (?:les|trois|deux|quatre|cinq) (?:\w+ )?criteres"
)


_SENTENCES = re.compile(
    r"\n|;\s*(?=(?:pour\s+)?(?:les?\s+)?lots?\s)|(?<=[a-zà-ÿ)%»\d])\.\s+(?=[A-ZÀ-Ý«])"
    r"|;\s*(?=(?:\d{1,2}|[a-z])\s?[°).]\s)"
)


_ALL_LOTS = re.compile(
    r"tous les lots|l'ensemble des lots|communs? a tous|chaque lot|chacun des lots"
)


_SINGLE = re.compile(r"critere unique|seul critere|unique critere|criteres?\W+prix (?:seul|uniqu)")


_PRICE = re.compile(r"\bprix\b|moins[- ]disan|\bcout\b")


_MOST_WITHOUT_WEIGHT = 12


_LABEL = re.compile(
    r"^\W*(?:type|nom\b|d[ée]signation|intitul[ée]|libell[ée])[^:]{0,25}:\s*(?P<name>[^:;%]{3,110})$",
    re.IGNORECASE,
)


_OF_A_RECORD = 6  # lines


_WEIGHT_LABEL = re.compile(r"^\W*(?:ponderation|poids|coefficient|nombre|valeur)\b[^:]{0,70}:")


@dataclass
class Reader:
    """Reads passage after passage; what introduces a list says for which lots, under which name."""

    lots: tuple[str, ...] = ()
    level: int = 0
    under: str = ""
    ordered: int = 0
    label: str = ""  # « Nom : Prix », whose weight stands on a line that follows
    labelled: int = -99
    entries: list[Entry] = field(default_factory=list)

    def read(self, said: Said, *, above_a_table: bool = False) -> list[Entry]:
        """The entries of one passage."""
        if said.is_heading:
            self._heading(said)
        elif (lots := lots_named(said.passage.text)) is not None and (
            above_a_table or _introduces(said.passage.text)
        ):
            self.lots, self.level = lots, 9
        elif above_a_table and (named := numbers_said(said.passage.text)):
            self.lots, self.level = tuple(named), 9
        found: list[Entry] = []
        for start, part in _parts(said.passage.text):
            found += self._part(said, start, part)
        if not found:
            found = list(self._without_weight(said))
        return found

    def _heading(self, said: Said) -> None:
        details = DETAILS.search(said.passage.text)
        self.under = name_of(details["name"]) if details else ""
        self.ordered = 0
        lots = lots_named(said.passage.text)
        lots = tuple(numbers_said(said.passage.text)) or lots
        if lots is not None:
            self.lots, self.level = lots, said.passage.level
        elif said.passage.level <= self.level:
            self.lots, self.level = (), 0

    def _part(self, said: Said, start: int, part: str) -> Iterator[Entry]:
        folded = (
            said.plain[start : start + len(part)]
            if len(said.plain) == len(said.passage.text)
            else plain(part)
        )
        if noise := _NOISE.search(folded):
            part = _before_the_explanation(part, folded, noise.start())
            folded = folded[: len(part)]
        if not folded.strip() or HEAD_ONLY.match(folded):
            return
        if label := _LABEL.match(part):
            self.label = label["name"].strip()
            self.labelled = said.at
        own = lots_named(part)
        found = weights(_blanked(part, folded))
        if not found:
            self._announced(part, folded, own)
            yield from self._unweighed(said, start, part)
            return
        lots = own if own is not None else self.lots
        if said.at - self.labelled <= _OF_A_RECORD and _WEIGHT_LABEL.match(folded):
            place = said.passage.place(start, start + len(part))
            yield Entry(
                name_of(self.label), place, found[0].value, found[0].unit or None, lots=lots
            )
            return
        under = (
            "" if said.passage.indent == 0 and not self.ordered and len(found) > 1 else self.under
        )
        for entry in entries(said, part, start, found):
            yield replace(entry, lots=lots, under=entry.under or (under if entry.weight else ""))

    def _unweighed(self, said: Said, start: int, part: str) -> Iterator[Entry]:
        """« Critère 2 : Prix », whose parts alone are weighed, or which alone counts."""
        lots = self.lots
        level, depth = marks_of(part)
        place = said.passage.place(start, start + len(part))
        if is_single(said.plain):
            if _PRICE.search(said.plain):
                yield Entry("Prix", place, 100, "pct", CRITERION, lots=lots)
        elif level == CRITERION and len(part) < 110:
            name = name_of(part)
            if is_name(name, part) and not NOT_A_LEAD.search(plain(name)):
                yield Entry(name, place, None, None, level, said.passage.indent, depth, lots)

    def _announced(self, part: str, folded: str, own: tuple[str, ...] | None) -> None:
        """« Sous-critères de la valeur technique : » names what the list that follows details."""
        if own is not None and _introduces(part):
            self.lots, self.level = own, 9
        self.under = ""
        if re.search(
            r"sous[- ]criteres?|decompos|reparti|apprecie", folded
        ) and folded.rstrip().endswith(":"):
            match = re.search(
                r"(?:critere|sous-criteres? (?:d[eu]|du critere)|^)\s*(?:d[eu] |de la |l[ea] |l'"
                r"|du critere )?[«\"]?\s*(?P<name>[^:«»\".\n]{3,90})",
                folded,
            )
            if match:
                name = name_of(
                    re.split(
                        r"\s+(?:est|sont|sera|seront|s'|se|selon|au|fait|compren)\b",
                        part[match.start("name") : match.end("name")],
                    )[0]
                )
                self.under = "" if NOT_A_LEAD.search(plain(name)) else name

    def _without_weight(self, said: Said) -> Iterator[Entry]:
        """« Critères par ordre décroissant d'importance : » then a list without weights."""
        if re.search(r"\b(?:pieces|documents)\b", said.plain):
            return  # « les pièces du marché, par ordre de priorité »
        if _ORDER.search(said.plain) and said.plain.rstrip().endswith(
            (":", "suivants", "suivants.", "importance", "importance.")
        ):
            self.ordered = _MOST_WITHOUT_WEIGHT
            return
        numbered = re.match(r"^\W*(?:\d{1,2}|[a-z])\s?[°.):/-]+\s*\S", said.passage.text)
        listed = said.passage.indent > 0 or bool(numbered)
        if not self.ordered or not listed or len(said.passage.text) > 220 or said.in_table:
            self.ordered = self.ordered if self.ordered == _MOST_WITHOUT_WEIGHT else 0
            return
        name = name_of(said.passage.text)
        if is_name(name, said.passage.text) and not _NOISE.search(said.plain):
            self.ordered -= 1
            level, depth = marks_of(said.passage.text)
            yield Entry(
                name,
                said.passage.place(),
                None,
                None,
                level,
                said.passage.indent,
                depth,
                lots=self.lots,
            )


def _before_the_explanation(part: str, folded: str, noise: int) -> str:
    """« Prix (50 %) : la note maximale… »: the criterion, without what says how it is marked."""
    found = weights(part[:noise])
    name = folded[: found[0].start] if found else ""
    ends = not found or not _CUTS.search(part, found[0].end, noise)
    if ends or len(name) > 90 or _CLAUSE.search(name):
        return ""
    return part[:noise]


_CUTS = re.compile(r"[:.;(–—]|\s-\s|,\s(?=sur\s)")
_CLAUSE = re.compile(r"\b(?:est|sont|sera|seront|ne|n'\w+|a|ont|doi\w+|peu\w+|si|lorsque|dont)\b")


def _introduces(text: str) -> bool:
    """« Pour le lot 2 : », « Lots 1 à 3 », « Critères des lots 1 et 2. »: about what follows."""
    folded = plain(text)
    about = re.search(r"criter|ponder|jugement|grille|notation", folded)
    rest = re.sub(r"\b(?:pour|les?|du|des)\b", "", plain(SAID.sub("", text)))
    alone = len(re.findall(r"[a-z]", rest)) < 3
    return len(folded) < 110 and bool(about or alone or folded.rstrip().endswith(":"))


def lots_named(text: str) -> tuple[str, ...] | None:
    """The lots whose criteria the words introduce; () for all of them, None when none is named."""
    if match := OF_LOTS.search(text):
        near = text[match.start() : match.end() + 70]
        if found := numbers_said(
            re.split(r"[:;.](?=\s|$)|\s[–—]\s", near[match.end() - match.start() :])[0] or near
        ):
            return tuple(found)
    folded = plain(text)
    if _ALL_LOTS.search(folded) and re.search(r"criter|:|memes|notes?\b|somme", folded):
        return ()
    return None


def _blanked(part: str, folded: str) -> str:
    """The part without the choices that were not ticked."""
    return "".join(
        c if f != " " or c.isspace() else " " for c, f in zip(part, folded, strict=False)
    )


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The lines and sentences of a passage with where they begin."""
    start = 0
    for cut in _SENTENCES.finditer(text):
        yield start, text[start : cut.start()]
        start = cut.end()
    yield start, text[start:]


def is_single(folded: str) -> bool:
    return bool(_SINGLE.search(folded))
