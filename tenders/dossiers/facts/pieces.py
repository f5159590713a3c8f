"""What to hand in: the pieces of the candidature, those of the offer, those of the winner alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from procurement.typography import capitalised
from tenders.dossiers.facts.catalogue import named
from tenders.dossiers.facts.corpus import Corpus, Kind, Said, plain
from tenders.dossiers.facts.items import RequiredPiece

CANDIDATURE, OFFER, AWARD = "candidature", "offer", "award"
_WIN = r"attributaire|candidat retenu|titulaire pressenti|candidat(?:s)? auquel|apres attribution|laureat|soumissionnaire retenu|avant la notification|avant (?:la )?signature du marche|pressenti|classee? premier"
_CAND = r"candidatures?|premiere enveloppe|justificati\w+ (?:a produire|relatif)|capacites?|situation juridique|renseignements (?:concernant|relatifs a|permettant|sur)|conditions? de participation|aptitude|dossier administratif|pieces administratives|niveaux? minim"
_OFFER = r"\boffres?\b|projet de marche|seconde enveloppe|deuxieme enveloppe|dossier technique|dossier financier|propositions?\b"
_LIST = r"pieces|documents?|contenu|dossier|elements|comprend\w*|compos\w+|fournir|fourni\w*|produi\w+|remettre|remis\w*|presentation|presente\w*|constitu\w+|joindre|joint\w*|justifi\w+|transmett\w+|contien\w+|contenir|renseignements|comport\w+|depos\w+|attend\w+|exige\w*|demande\w*|apport\w+|production"
_DCE = re.compile(r"dossier de (?:la )?consultation|\bdce\b|pieces? (?:constitutives?|contractuelles?|du marche)|documents? (?:contractuels?|de la consultation|mis a disposition|remis aux candidats)|pieces constituant le marche|mis a (?:la )?disposition des candidats|telecharge")
_NOT_HERE = re.compile(r"(?:analyse|examen|jugement|selection|classement|ouverture|criteres?|notation|verification) (?:et \w+ )?(?:d[eu]s?|de la|de l')\s*(?:la |les |l')?(?:candidatures?|offres?|plis)|criteres?\b|delai de validite|modification|negociation|recours|renseignements complementaires|conditions? d'envoi|modalites? (?:de )?(?:transmission|depot|remise)|transmission electronique|copie de sauvegarde|signature electronique|groupement|variantes?|sous[- ]traitance|visites?\b|langue|prix|duree|lots?\b|formats?|sursis|regularisation|traitement des donnees|litige|voies|avance|penalit")
_INTRO = re.compile(rf"\b(?:{_LIST})\b[^.]{{0,200}}:\s*$|(?:suivant\w*|ci-(?:apres|dessous))\b[^.]{{0,60}}[.:]?\s*$|(?:comprendra|comprend|fournira|produira|remettra|joindra|contient|contiendra|produire|fournir|remettre|joindre)\s*:?\s*$")
_DEMAND = re.compile(r"\b(?:doi(?:t|vent)|devr\w+|remet\w*|fourni\w*|produi\w+|join\w+|comprend\w*|est (?:demande|exige|requis)|sont (?:demande|exige|requis)\w*|transmet\w+|accompagn\w+|a fournir|a remettre|a joindre|a produire|dument|renseign\w+|complet\w+)")
_NEGATED = re.compile(
    r"\b(?:n'est|n'ont|n'a|ne (?:sera|seront|sont|doi\w+)|n'y a) (?:pas|plus|aucun\w*|donc pas)[^.;]{0,25}(?:exig|demand|requis|oblig|necess|fourn|produi|join|remett|remis|lieu)"
    r"|pas (?:obligatoire|necessaire|exige|demande|a fournir|a joindre)|\baucun\w* [^.;]{0,60}(?:n'est|ne sera|n'a a|exige|demande)|inutile de|dispens\w+ d|ne pas (?:fournir|joindre|remettre)"
    r"|n'(?:a|ont) pas a |ne sont pas tenus"
)
_OPTION = re.compile(r"le cas echeant|eventuel\w*|s'il y a lieu|si (?:le candidat|l'entreprise|necessaire|besoin|groupement|sous-trait|applicable)|en cas (?:de|d')|facultati\w+|optionnel\w*|pour les (?:groupements|candidats en)|\bou (?:equivalent|document equivalent|tout)")
_HEAD_ROW = re.compile(r"^\W*(?:libelles?|pieces?|documents?|designation|signature|niveau|n\s?[°o]|a remettre|intitule|nature|format|observations?|elements?)\b")
_NARRATIVE = re.compile(r"^(?:les? (?:candidats?|soumissionnaires?|offres?|plis?|documents?|pieces?|acheteur|pouvoir|dossiers?|entreprises?|groupements?)|l'(?:acheteur|offre|attention|ensemble|absence|entreprise)|pour (?:justifier|presenter|chaque|la|les)|en cas|si\b|il (?:est|sera)|nota|nb\b|remarque|attention|conformement|en application|chaque|tous?|toutefois|cependant|aucun|ces|cette|ce |la (?:signature|remise|transmission|presentation|preuve|candidature)|les (?:dispositions|modalites|capacites|formulaires)|seul|afin)\b")
_LONGEST = 420
_SPLIT = re.compile(r"\n|\s;\s*(?=\S)|;\s*$")


@dataclass
class _Here:
    """Where the reading stands: the stage, and whether a list of pieces is open."""

    stage: str = ""
    listing: bool = False
    closed: bool = False


def read_pieces(corpus: Corpus) -> list[RequiredPiece]:
    """From the rules, the letter or the notice: the first file that lists some."""
    for sheet in corpus.sheets:
        if sheet.kind in (Kind.ADMINISTRATIVE, Kind.TECHNICAL, Kind.DEED) and len(corpus.sheets) > 1:
            continue
        found = _once(list(_of_sheet(sheet.said)))
        if len(found) > 1:
            return found
    return []


def _once(found: list[RequiredPiece]) -> list[RequiredPiece]:
    """A piece said twice at one stage is asked once; what the winner proves is kept apart."""
    kept: dict[tuple[str, str], RequiredPiece] = {}
    for one in found:
        key = (plain(one.name), one.stage)
        if key not in kept:
            kept[key] = one
    asked = {plain(one.name) for one in kept.values() if one.stage != AWARD}
    return [one for one in kept.values() if one.stage != AWARD or plain(one.name) not in asked]


def _of_sheet(said: list[Said]) -> Iterator[RequiredPiece]:
    here = _Here()
    for one in said:
        if one.is_heading:
            _at_heading(here, one)
            if here.stage and here.listing and (found := list(named(one.plain))) and not _is_title(one):
                yield from _pieces(one, here.stage, one.plain, one.passage.text, 0, found)
            continue
        before = here.stage
        _at_text(here, one, said)
        if not here.stage or here.closed:
            continue
        yield from _read(one, here, before)


def _is_title(one: Said) -> bool:
    return one.passage.level < 4 or bool(re.search(rf"{_CAND}|{_OFFER}|{_WIN}", one.plain))


def _at_heading(here: _Here, one: Said) -> None:
    """A heading opens a stage, keeps the one it stands under, or closes the list."""
    text = one.plain
    stage = _stage_of(text)
    lists = re.search(rf"\b(?:{_LIST}|a l'appui)", text)
    if _DCE.search(text) or (_NOT_HERE.search(text) and not (stage and lists and not re.search(r"criteres|jugement|analyse|examen|selection des (?:candidat|offre)", text))):
        here.stage, here.listing, here.closed = "", False, True
    elif stage:
        parent = _stage_of(" ".join(one.headings[:-1]))
        is_list = bool(lists) or len(text) < 60 or bool(parent)
        here.stage, here.listing, here.closed = (stage if is_list else ""), is_list, not is_list
    elif any(re.search(rf"\b(?:{_LIST})", h) and (_stage_of(h)) for h in one.headings[:-1]):
        here.closed = False  # a part of the section on pieces
        here.listing = True
    elif not re.search(rf"\b(?:{_LIST})", text) or one.passage.level <= 2:
        here.stage, here.listing, here.closed = "", False, False


def _stage_of(text: str) -> str:
    if re.search(_WIN, text):
        return AWARD
    cand, offer = re.search(rf"\b(?:{_CAND})", text), re.search(_OFFER, text)
    if cand and offer:
        return CANDIDATURE if cand.start() < offer.start() and not re.search(r"candidatures? et (?:des |les |d'|l')?offres?", text) else ""
    return CANDIDATURE if cand else OFFER if offer else ""


def _at_text(here: _Here, one: Said, said: list[Said]) -> None:
    """A sentence that ends on a colon may open a list, and say of what stage."""
    text = one.plain
    opens = bool(_INTRO.search(text)) or (text.rstrip().endswith(":") and len(text) < 200)
    if not opens and one.passage.indent == 0 and not one.in_table:
        win = re.search(rf"(?:{_WIN})", text)
        if win and _DEMAND.search(text) and re.search(r"(?:seul|unique)|devra|produi|fourni|remet", text):
            here.stage = AWARD if here.stage else here.stage
        return
    if not opens:
        return
    if _DCE.search(text) and not re.search(r"candidat\w* (?:doi|devr|remet|produi|fourni|complet)|(?:candidature|offre) (?:comprend|contient|comport)", text):
        here.stage, here.listing, here.closed = "", False, True
        return
    stage = _stage_of(_subject(text))
    if stage and re.search(rf"\b(?:{_LIST})", text):
        here.stage, here.listing, here.closed = stage, True, False
    elif here.stage and not here.closed:
        here.listing = True
    elif re.search(r"dossier (?:a remettre|de reponse)|plis? (?:comprend|contien|devr)|candidats? (?:auront|doivent|devront|remett|produi|fourni)|pieces? (?:suivantes|a (?:fournir|remettre|produire))|enveloppe", text) and re.search(rf"\b(?:{_LIST})", text):
        here.stage, here.listing, here.closed = here.stage or "both", True, False


def _subject(text: str) -> str:
    """« Pour chaque offre, le candidat produit à l'appui de sa candidature »: the last that counts."""
    words = re.findall(rf"a l'appui de (?:sa|leur|la) candidature|(?:{_WIN})|(?:sa|leur|la|de|chaque|une) candidature|projet de marche|(?:sa|leur|l'|de l'|une|d')\s?offres?\b", text)
    return words[-1] if words and not re.search(r"candidatures? et (?:\w+ )?offres?", text) else text


def _read(one: Said, here: _Here, before: str) -> Iterator[RequiredPiece]:
    text = one.passage.text
    if one.in_table:
        if _HEAD_ROW.match(one.plain) and one.passage.row == 0:
            return
        if here.listing or named_any(one.plain):
            label = max(dict.fromkeys(one.passage.cells), key=len, default="")
            yield from _item(one, here, label, text.find(label))
        return
    intro = bool(_INTRO.search(one.plain)) or one.plain.rstrip().endswith(":")
    if one.passage.indent or _looks_like_item(one) or (here.listing and not intro and len(text) < 200 and not _NARRATIVE.match(one.plain) and not _is_sentence(one.plain)):
        start = 0
        for cut in [*_SPLIT.finditer(text), None]:
            part = text[start : cut.start() if cut else len(text)]
            if part.strip():
                yield from _item(one, here, part, start)
            start = cut.end() if cut else start
        return
    if _NEGATED.search(one.plain) or not _DEMAND.search(one.plain):
        return
    if here.stage:
        yield from _in_prose(one, here)


def _is_sentence(folded: str) -> bool:
    return folded.rstrip().endswith(".") and bool(re.search(r"\b(?:est|sont|sera|seront|doi\w+|peu\w+|devr\w+|pourr\w+|fait|n'est)\b", folded))


def _looks_like_item(one: Said) -> bool:
    return bool(re.match(r"^\W*(?:\d{1,2}|[a-zA-Z])\s?[°.)/–-]+\s*\S", one.passage.text)) and len(one.passage.text) < _LONGEST


def named_any(folded: str) -> bool:
    return any(True for _ in named(folded))


def _item(one: Said, here: _Here, part: str, start: int) -> Iterator[RequiredPiece]:
    """One entry of a list: the pieces it names, or itself when it names none that is known."""
    folded = plain(part)
    if _NEGATED.search(folded) or len(part.strip(" -•.;:")) < 3 or len(folded) > 1200:
        return
    stage = here.stage
    if re.search(rf"^\W*(?:{_WIN})", folded):
        stage = AWARD
    found = list(named(folded))
    if found:
        yield from _pieces(one, stage, folded, part, start, found)
    elif here.listing and _may_name_itself(folded):
        name = own_name(part)
        if name:
            yield RequiredPiece(name, CANDIDATURE if stage == "both" else stage, part.strip(), one.passage.place(max(0, start), max(0, start) + len(part)), bool(_OPTION.search(folded)))


def _may_name_itself(folded: str) -> bool:
    if _NARRATIVE.match(folded.strip(" -•")) or len(folded) > 260 or folded.rstrip().endswith(":"):
        return False
    return bool(re.match(r"^\W*(?:\w{1,2}[.)]\s*)?(?:l[ea]s? |l'|une? |des? |d')?(?:attestation|certificat|copie|declaration|description|documents?|dossier|engagement|formulaire|justificati|lettre|liste|memoire|note|notice|plan|presentation|preuve|programme|projet|tableau|annexe|cadre|fiche|book|portfolio|indication|organigramme|statuts|contrat|modele|descriptif|licence|autorisation|questionnaire|charte|rapport|calendrier|catalogue|composition|liasse|extrait|releve|titre|carte|diplome|photo|bordereau|grille|numero|nom|schema|esquisse|garantie|simulation|convention|proposition|maniere|tout document|offre)", folded))


def own_name(part: str) -> str:
    """The entry's own words, cut where the details begin."""
    text = re.sub(r"^\W*(?:(?:\d{1,2}|[a-zA-Z])\s?[°.)/–-]+\s*)?", "", part.strip().split("\n")[0])
    text = re.sub(r"^(?:(?:le|la|les|un|une|des|l['’]|d['’])\s*)", "", text, flags=re.I)
    text = re.split(r"\s*(?:[:;(]|,\s|\.\s|\s[–—-]\s|\bdûment|\bqui\b|\bcomprenant|\bprécisant|\bindiquant|\bpermettant)", text)[0]
    return capitalised(text.strip(" .,;:"))[:120]


def _pieces(
    one: Said, stage: str, folded: str, part: str, start: int, found: list[tuple[int, object]]
) -> Iterator[RequiredPiece]:
    optional = bool(_OPTION.search(folded))
    place = one.passage.place(max(0, start), max(0, start) + len(part))
    for _, known in _main(found, folded):
        said = known.stage if stage == "both" else stage  # type: ignore[attr-defined]
        yield RequiredPiece(known.name, said, part.strip(), place, optional)  # type: ignore[attr-defined]


def _main(found: list[tuple[int, object]], folded: str) -> list[tuple[int, object]]:
    """The pieces that an entry asks for, and not those that it only mentions in passing."""
    first = found[0][0]
    head = re.split(r"[:(.]|\bqui\b|\bpermettant\b|\bau regard\b|\bprecisant\b|\bdecrivant\b|\bcomprenant\b|\bdont\b|\brelati\w+ a\b|\bindiquant\b|\bconcernant\b", folded[first:])[0]
    kept = [pair for pair in found if pair[0] < first + max(len(head), 3)]
    forms = [pair for pair in found if pair not in kept and re.search(r"\bdc ?[1-4]|\bdume|attri", folded[pair[0] : pair[0] + 7]) ]
    return [*kept, *forms] if not _SAME_AS.search(folded) else kept[:1] or found[:1]


_SAME_AS = re.compile(r"\b(?:formulaire|imprime|cerfa|modele|via|au moyen d|sous la forme d)\b[^.;]{0,20}\b(?:dc ?[12]|attri ?1)\b")


def _in_prose(one: Said, here: _Here) -> Iterator[RequiredPiece]:
    """« Le candidat remet un acte d'engagement, un BPU et un mémoire technique. »"""
    for sentence in re.finditer(r"[^.]+(?:\.(?=\s|$)|$)", one.plain):
        folded = sentence[0]
        if _NEGATED.search(folded) or not _DEMAND.search(folded):
            continue
        stage = AWARD if re.search(_WIN, folded) else here.stage
        found = list(named(folded))
        place = one.passage.place(sentence.start(), sentence.end())
        words = one.passage.text[sentence.start() : sentence.end()].strip()
        for _, known in found:
            yield RequiredPiece(known.name, known.stage if stage == "both" else stage, words, place, bool(_OPTION.search(folded)))
