"""Names and weights within a sentence: before or after each other, nested, or in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenders.dossiers.facts.corpus import Said, plain
from tenders.dossiers.facts.entries import (
    SUB,
    UNKNOWN,
    Entry,
    marks_of,
    name_of,
    same_name,
)
from tenders.dossiers.facts.lot_numbers import SAID
from tenders.dossiers.facts.weights import Weight, weights

HEAD_ONLY = re.compile(
    r"^\W*(?:total|ponderation|criteres?|sous-criteres?|coefficient|note|bareme|lots?"
    r"|page)\W*\d*\W*(?:%|points?)?\W*$"
)


_LEAD_VERB = re.compile(
    r"(?P<name>[^:;]{3,120}?)\s*+,?\s*+(?:qui\s++)?(?:s['’](?:appr[ée]cie|[ée]value|analyse"
    r"|examine)\w*|(?:est|sont|sera|seront)\s+(?:appr[ée]ci|jug|not|[ée]valu|analys"
    r"|d[ée]compos|r[ée]part|subdivis|compos|d[ée]taill)\w*|se (?:d[ée]compose|r[ée]partit"
    r"|mesure|divise|d[ée]coupe)\w*|d[ée]compos[ée]+s?|r[ée]partie?s?|compren\w+)\s*"
    r"(?:de la (?:mani[èe]re|fa[çc]on) suivante|comme suit|ainsi|sur la base d\w*|sur|en"
    r"|au (?:regard|vu) d\w*|[àa] partir d\w*|selon|par)?\s*(?:les (?:sous-crit[èe]res"
    r"|[ée]l[ée]ments) suivants)?\s*:?\s*",
    re.IGNORECASE,
)


_SUBS_BEGIN = re.compile(
    r"\b(?:dont|soit|comprend\w*|comprenant|r[ée]partie?s?|d[ée]compos\w+|subdivis\w+"
    r"|compos[ée]\w*|d[ée]taill\w+|ventil\w+)\b[^:]{0,60}?:?|:",
    re.IGNORECASE,
)


NOT_A_LEAD = re.compile(
    r"criteres\b|\bnote\b|offres?\b|points\b|\blots?\b|jugement|classement|choix"
    r"|^ce(?:t|tte)?\b|ponderation|total|cotation|evaluation|notation|bareme|suivante?s?|ci-(?:dessous"
    r"|apres)|^elle|procedure|\bselon\b|base\b|attribu"
)


_AFTER = re.compile(
    r"^\s*\)?\s*(?:des points\s+|de la note\s+)?(?:pour|au titre d[eu]|sur|à|aux?|:|–|—"
    r"|-)\s+(?=[^\W\d])|^\s*\)?\s*(?=l[ae]s?\s|l['’])",
    re.IGNORECASE,
)


OF_LOTS = re.compile(
    r"^\W*(?:[\dA-Za-z]{1,3}(?:[.)-]\d{0,2})*\W+)?(?:(?:pour|concernant"
    r"|s['’]agissant d[eu]s?|(?:(?:les|des)\s+)?crit[èe]res?(?:\s+\S+){0,4}?|(?:grille"
    r"|pond[ée]ration|jugement|notation|choix)(?:\s+\S+){0,4}?)\s*[:–—-]?\s*(?:l[ea]s?|du"
    r"|des|aux?)?\s*)?(?=(?:(?:les|le|du|des|aux?)\s+)?(?:(?:deux|trois|quatre"
    r"|autres)\s+)?lots?\b|\d\w{0,3}\s+lot\b|(?:premier|second|deuxi|troisi|quatri|cinqui|dernier)\w*\s+lot\b)"
    r"|\b(?:pour|crit[èe]res? d[eu]s?|pond[ée]rations? d[eu]s?|concernant) (?:les? |des? "
    r"|du |aux? )?(?=lots?\b)",
    re.IGNORECASE,
)


_LONGEST_NAME = 170


def weighed_in(said: Said, part: str) -> list[Entry]:
    """The names and weights of a sentence by itself, wherever it stands."""
    return list(entries(said, part, max(0, said.passage.text.find(part)), weights(part)))


@dataclass
class _Stretch:
    """Words between two weights, with what they say of the level of what follows."""

    text: str
    sub: bool = False
    under: str = ""


def entries(said: Said, part: str, offset: int, found: list[Weight]) -> Iterator[Entry]:
    """Each weight with its name, before or after it; a parenthesis or « dont » opens the parts."""
    if names := _respectively(part, found):
        for name, weight in zip(names, found, strict=True):
            place = said.passage.place(offset + weight.start, offset + weight.end)
            yield Entry(name, place, weight.value, weight.unit or None, indent=said.passage.indent)
        return
    nested = _nested(part, found)
    lead = _without_lots(part[: found[0].start])
    names_follow = not re.search(r"[^\W\d]{3}", name_of(lead)) or _is_opening(lead, part, found)
    names_follow = names_follow or bool(_FOR.match(part[found[0].end :]))
    names_follow = names_follow or bool(re.match(r"^\W*(?:nous|on)\s+\w+\s*$", plain(lead)))
    names_follow = names_follow or _are_shares(lead, part, found)
    sub = re.match(r"^\W*dont\b", plain(part)) is not None
    followed = False
    under = ""
    for at, weight in enumerate(found):
        before = part[found[at - 1].end : weight.start] if at else lead
        after = part[weight.end : found[at + 1].start if at + 1 < len(found) else len(part)]
        if at and re.search(r";|\.\s|\bet (?:enfin )?(?:le|la|les|l['’])\b.*\bvaut", before):
            sub = bool(under)
        stretch = _lead(before) if not at else _between(before)
        if stretch.under and not NOT_A_LEAD.search(plain(stretch.under)):
            under = name_of(stretch.under)
        sub = sub or stretch.sub or nested[at]
        if at and nested[at - 1] and not nested[at]:
            sub = stretch.sub
        name = stretch.text
        followed = bool(_FOR.match(after)) and (followed or not is_name(name_of(name), name))
        if names_follow or followed:
            name = re.split(r"[(;/]|,\s", _AFTER.sub("", after, count=1))[0]
            name = re.sub(r"\s+et\s*(?:à\s*)?$", "", name)
        clean = name_of(name)
        if not is_name(clean, name):
            continue
        level, depth = marks_of(name if at else part)
        if sub and at:
            level = SUB
        elif sub and not at:
            level = SUB if level == UNKNOWN else level
        yield Entry(
            clean,
            said.passage.place(offset + weight.start, offset + weight.end),
            weight.value,
            weight.unit or None,
            level,
            said.passage.indent,
            depth,
            under=under if not same_name(under or "-", clean) else "",
        )


def _respectively(part: str, found: list[Weight]) -> list[str]:
    """« le prix et le délai comptent respectivement pour 40 % et 60 % »: the names, in order."""
    before = _without_lots(part[: found[0].start])
    if len(found) < 2 or "respectivement" not in before:
        return []
    listed = _RESPECTIVELY.sub("", _after_judging(before.rpartition(":")[2]))
    names = [name_of(one) for one in re.split(r",\s*(?:et\s+)?|\s+et\s+", listed) if one.strip()]
    return names if len(names) == len(found) else []


_RESPECTIVELY = re.compile(
    r"\s*+,?\s*+(?:\b(?:qui|sont|seront|ser[ao]\w*|compt\w+|pond[ée]r\w+|not[ée]+s?|repr[ée]sent\w+"
    r"|interv\w+|p[èe]sent)\b\s*)*respectivement.*$",
    re.DOTALL,
)


def _is_opening(lead: str, part: str, found: list[Weight]) -> bool:
    """« Les offres sont classées ainsi : 70 % prix, 30 % délai »: names come after the weights."""
    if not lead.rstrip().endswith(":") or not re.search(r"[^\W\d]{3}", part[found[-1].end :]):
        return False
    return bool(NOT_A_LEAD.search(plain(lead))) or len(lead) > 60


def _are_shares(lead: str, part: str, found: list[Weight]) -> bool:
    """« à 60 % du prix et à 40 % de la qualité »: names come after the weights."""
    return lead.rstrip().endswith(" à") and all(_OF.match(part[one.end :]) for one in found)


_OF = re.compile(r"^\s*(?:du\s|des\s|de la\s|de l['’])")
_FOR = re.compile(r"^\s*\)?\s*(?:des points\s+|de la note\s+)?(?:pour|au titre d[eu])\s")


_EACH_LOT = re.compile(
    r"^\W*pour\s+(?:chacun|chaque|tous|l['’]ensemble)\b[^,:;]{0,30}\blots?\s*[,:]\s*", re.IGNORECASE
)


def _without_lots(before: str) -> str:
    """« Pour les lots 1 et 3, le prix » without the lots it is about."""
    before = _EACH_LOT.sub("", before, count=1)
    match = OF_LOTS.match(before)
    said = SAID.search(before, match.end() - 5 if match else 0) if match else None
    if not match or not said or said.start() > match.end() + 12:
        return before
    rest = before[said.end() :]
    return re.sub(r"^\s*(?:\([^)]*\)\s*)?[:,–—-]?\s*", "", rest)


def _lead(before: str) -> _Stretch:
    """What stands before the first weight: perhaps a criterion, then its first part."""
    text = _after_judging(before)
    text = re.sub(
        r"^.*\b(?:Le|La|L['’])\s*(?:premier|premi[èe]re|second|seconde|deuxi[èe]me"
        r"|troisi[èe]me)\w*\s*,\s*",
        "",
        text,
    )
    if match := DETAILS.search(text) or _WITHIN.match(before):
        text = before if match.re is _WITHIN else text
        return _Stretch(text[match.end() :], True, match["name"])
    if match := _LEAD_VERB.match(text):
        rest = text[match.end() :]
        if re.search(r"[^\W\d]{3}", rest) and not NOT_A_LEAD.search(plain(match["name"])):
            return _Stretch(rest, True, match["name"])
    if ":" in text:
        lead, _, rest = text.rpartition(":")
        if re.search(r"[^\W\d]{3}", name_of(rest)):
            lead = re.sub(r"^.*[.:]\s+", "", lead)
            lead = re.sub(r",\s*not[ée]e? sur.*$|,\s*sur \d+.*$", "", lead)
            is_name_said = (
                len(lead) < 110
                and not NOT_A_LEAD.search(plain(lead))
                and bool(re.search(r"[^\W\d]{4}", lead))
            )
            return _Stretch(rest, is_name_said, lead if is_name_said else "")
    return _Stretch(text)


# « Sous-critères de la valeur technique : », before what it lists.
DETAILS = re.compile(
    r"(?:sous[- ]crit[èe]res?|d[ée]composition|d[ée]tail)\s+(?:d[eu]s?\s|de la\s|de l['’]"
    r"|pour l[ea]\s|pour l['’])\s*"
    r"(?:crit[èe]re\s)?[«\"“\s]*(?P<name>[^:«»\"“”]{3,90}?)[»\"”\s]*(?::|$)",
    re.IGNORECASE,
)


_WITHIN = re.compile(  # « Au sein de la valeur technique, trois sous-critères : »
    r"^\W*(?:au sein|[àa] l['’]int[ée]rieur) (?:d[eu]s?\s|de la\s|de l['’])(?P<name>[^,:]{3,90}),"
    r"[^:]{0,80}sous[- ]crit[èe]res[^:]{0,30}:",
    re.IGNORECASE,
)


def _after_judging(before: str) -> str:
    """« Nous regarderons d'abord le prix », « appréciée au regard du prix »: from « prix » on."""
    folded = plain(before)
    said = _JUDGING.search(folded)
    names = list(_NAMING.finditer(folded, said.end())) if said else []
    return before[names[-1].end() :] if names else before


_JUDGING = re.compile(
    r"^\W*(?:(?:l[ea]s?|l'|notre|votre|vos|ce|chaque|present|pour|meilleure?)[ ]?)*"
    r"(?:nous|on|marches?|contrat"
    r"|accord|offres?|propositions?|devis|candidats?|prestataires?|criteres|commune|choix"
    r"|attribution|jugement|classement|selection|notation)\b"
)


_NAMING = re.compile(
    r"(?:\b(?:sont|en fonction|au regard|au vu|d'apres|selon|sur la base|sur|par|compte"
    r"|attentifs? a?"
    r"|regard\w+|prend\w+|retien\w+|note\w*|suivants?|d'abord|notamment|d'une part"
    r"|tien\w+ compte)[ ,:]+)"
    r"(?:d[eu]s? )?(?=(?:l[ea]s?|du|des|de la|de l'|l'|leur|son|sa|votre|vos|d'une part)\b)"
    r"|\b(?:au regard|au vu|en fonction|sur la base|compte) (?:du|des|de l[a'])\s?"
)


_JUDGED_ON = re.compile(
    r"^[\s,)]*(?:(?:et|est|sont|sera|seront)\s+)*(?:appr[ée]ci|jug|not|[ée]valu|analys)[ée]\w*\s[^:;]{3,90}:\s",
    re.IGNORECASE,
)


def _between(before: str) -> _Stretch:
    """What stands between two weights: the next name, and whether it is a part of the last."""
    match = _JUDGED_ON.match(before) or _SUBS_BEGIN.search(before)
    if match and match.start() < 40:
        rest = before[match.end() :]
        last = rest.rpartition(":")[2]
        rest = last if re.search(r"[^\W\d]{3}", name_of(last)) else rest
        if re.search(r"[^\W\d]{3}", name_of(rest)):
            return _Stretch(_after_comma(rest), True)
    return _Stretch(_after_comma(before))


def _after_comma(text: str) -> str:
    text = re.sub(
        r"^\s*(?:de|des|du|sur|dans) (?:la |les )?(?:note|points|total)(?: (?:globale|finale"
        r"|totale))?\b",
        "",
        text,
    )
    text = re.sub(
        r"^[\s,;)%\]./–—-]*(?:(?:et|puis|enfin|ainsi que|sur|ensuite)\s+)*(?:sur\s+|pour\s+"
        r"|d['’]autre part\s+)*",
        "",
        text,
    )
    text = re.sub(
        r"^(?:Le|La|L['’]|le|la|l['’])\s*(?:premier|second|deuxi[èe]me|troisi[èe]me"
        r"|quatri[èe]me|dernier)\w*\s*(?:crit[èe]re)?\s*,\s*",
        "",
        text,
    )
    text = re.sub(r"\s*\([^()]*[^\W\d]{3}[^()]*\)(?=\s)", "", text)  # closed before the weight
    return (
        text.rpartition(";")[2].rpartition("(")[2]
        if "(" in text.rstrip(" (")
        else text.rpartition(";")[2]
    )


def _nested(part: str, found: list[Weight]) -> list[bool]:
    """Whether each weight stands in a parenthesis that holds names too."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, character in enumerate(part):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            spans.append((opened.pop(), at))
    spans += [(at, len(part)) for at in opened]

    def holds_names(start: int, end: int) -> bool:
        words = part[start:end]
        for weight in found:
            if start <= weight.start < end:
                words = words.replace(part[weight.start : weight.end], " ")
        return len(re.findall(r"[^\W\d]{3,}", words)) >= 1 and bool(
            re.search(
                r"[^\W\d]{4}",
                re.sub(
                    r"points?|sur|not[ée]+s?|coefficient|pond\w+|soit|maximum",
                    "",
                    words,
                    flags=re.I,
                ),
            )
        )

    return [
        any(start < w.start < end and holds_names(start, end) for start, end in spans)
        for w in found
    ]


def is_name(clean: str, raw: str) -> bool:
    letters = sum(c.isalpha() for c in clean)
    folded = plain(clean)
    return (
        letters >= 3
        and len(clean) <= _LONGEST_NAME
        and len(raw) < 420
        and not HEAD_ONLY.match(folded)
        and not re.search(r"(?<!sous[ -])\bcriteres\b", folded)
        and not re.match(
            r"^(?:total|soit|sur|note|les? criteres?$|lot\b|ponder|chaque|chacun|article|l'offre"
            r"|offre economiquement|page\b|siret|code)",
            folded,
        )
    )
