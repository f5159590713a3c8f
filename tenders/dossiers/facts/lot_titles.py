"""What a lot is called: its title alone, and what cannot be one."""

from __future__ import annotations

import re

from tenders.dossiers.facts.corpus import plain

_CLAUSE = re.compile(
    r"\s*(?:[☐☒]|\((?:march[ée] |lot )?(?:non )?r[ée]serv|\((?:montant|estim|maxi|mini|cf\."
    r"|voir|[^()]*(?:€|euros))"
    r"|,?\s[–—-]\s*(?:lot |march[ée] )?(?:r[ée]serv|montant|estim|art(?:icle|\.)\s)"
    r"|,\s*(?:lot )?r[ée]serv"
    r"|\s[(–—:-]\s*\d[\d\s.,\u00a0\u202f]*(?:k?€|euros)"
    r"|\s:\s*(?:montant|r[ée]serv)|[.»]\s+(?:(?:ce |le |ce présent )?lot|montant|il (?:est"
    r"|n['’]est)|march[ée])\b).*$",
    re.I | re.DOTALL,
)


_NOT_A_TITLE = re.compile(
    r"^(?:\d[\d\s.,]*(?:%|€|points?|pts?|euros?|heures?|ht)?\b.{0,12}|oui|non|x|sans objet"
    r"|neant|total.*|idem|et\b.*|ou\b.*|a\b.*|uniquement.*|seulement.*|\W*)$"
)


_LONGEST_TITLE = 180


def weighs(title: str) -> bool:
    return bool(re.search(r"\d\s*(?:%|points?\b|€|euros?)", title))


def is_title(title: str) -> bool:
    letters = sum(c.isalpha() for c in title)
    return letters >= 3 and len(title) <= _LONGEST_TITLE and not _NOT_A_TITLE.match(plain(title))


def clean_title(text: str) -> str:
    """The title alone: its own lines, without what is said of reservation or amount."""
    if quoted := re.match(r"^\s*[«\"“]\s*([^»\"”]{3,160}?)\s*[»\"”]", text):
        return quoted[1]
    if "»" in text and "«" not in text[: text.index("»")]:
        text = text[: text.index("»")]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        return ""
    title = lines[0]
    for line in lines[1:]:
        # A cell wraps its title: it goes on while nothing ended and no new sentence began.
        if (
            title.endswith((".", ":", ";"))
            or re.match(r"^[A-ZÀÉÈ(•☐☒–-]", line)
            or len(title) > 120
        ):
            break
        title = f"{title} {line}"
    title = re.sub(r"^(?:l[ae]s?\s|l['’])(?=[a-zà-ÿ])", "", title)
    title = _CLAUSE.sub("", title).strip(' .;,:–—-|/«»"')
    return title.rstrip(")").strip() if title.count("(") < title.count(")") else title
