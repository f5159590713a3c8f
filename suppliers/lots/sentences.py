"""What is said of lots: their titles, reasons, risks, the gaps, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from needs.procedure import Minimum, Thresholds, small_lot_ceiling
from procurement.typography import NBSP, capitalised, euros, join_words, number, plural
from suppliers.lots.advice import Option, ProposedLot
from suppliers.lots.carrying import Carrying, Cell, Field
from suppliers.lots.options import COMPETITION, SINGLE
from suppliers.lots.question import LotQuestion
from suppliers.lots.reserving import DECIDED
from suppliers.lots.zones import Zone

NAMED = 4  # names told in a sentence; the page lists them all
_TITLE = 200


def title(question: LotQuestion, cells: Sequence[Cell]) -> str:
    """« Lavage, secteur Armentières »; the object alone when the lot is the whole."""
    functions = list(dict.fromkeys(cell.component.name for cell in cells))
    zones = list(dict.fromkeys(cell.zone.name for cell in cells))
    whole = len(functions) == len(question.components) > 1
    told = question.title if whole else capitalised(join_words(functions))
    everywhere = set(zones) == question.zones_asked(functions)
    where = "" if everywhere else f", secteur{'s' if len(zones) > 1 else ''} {join_words(zones)}"
    return f"{told[: _TITLE - len(where)]}{where}"


def who(carrying: Carrying) -> str:
    """« 3 fournisseurs trouvés peuvent porter ce lot seuls : A, B et C. »"""
    alone = carrying.alone
    if not alone:
        return _nobody(carrying)
    said = plural(
        len(alone), "fournisseur trouvé peut porter", "fournisseurs trouvés peuvent porter"
    )
    names = [carrier.name for carrier in alone[:NAMED]]
    if len(alone) > NAMED:
        names.append(plural(len(alone) - NAMED, "autre"))
    whom = "seuls" if len(alone) > 1 else "seul"
    return f"{said} ce lot {whom} : {join_words(names)}.{_unsure(len(alone), carrying.sure)}"


def _unsure(alone: int, sure: int) -> str:
    if alone == sure:
        return ""
    if not sure:
        whose = "Leur capacité" if alone > 1 else "Sa capacité"
    else:
        unsure = "l'un" if alone - sure == 1 else number(alone - sure)
        whose = f"La capacité de {unsure} d'entre eux"
    return f" {whose} n'a pas pu être comparée au volume : à confirmer au sourçage."


def _nobody(carrying: Carrying) -> str:
    if not carrying.partners:
        return "Aucun fournisseur trouvé ne fait ce métier à ces lieux."
    count = plural(
        len(carrying.partners), "fournisseur trouvé en ferait", "fournisseurs trouvés en feraient"
    )
    ending = (
        "réunis en groupement, ils couvrent le lot."
        if carrying.together
        else "même réunis, ils n'en couvrent pas tous les lieux, fonctions ou volumes."
    )
    return f"Personne ne peut porter ce lot seul ; {count} une partie : {ending}"


def reasons(
    question: LotQuestion,
    lot: ProposedLot,
    cells: Sequence[Cell],
    cut: Sequence[Sequence[Cell]],
    found: Field,
) -> Iterator[str]:
    if len(cut) == 1:
        yield (
            "Tout le besoin dans un lot : le droit demande alors d'en écrire les motifs "
            "(L2113-11, R2113-2, R2113-3)."
        )
    else:
        yield _why_apart(question, cells)
    if question.searched:
        yield who(lot.carrying)
    if told := _if_joined(question, lot, cells, cut, found):
        yield told
    if lot.reserve:
        yield reserve(lot)


def reserve(lot: ProposedLot) -> str:
    """« Réserve possible : structures d'insertion (L2113-13), 4 fournisseurs… »"""
    advised = lot.reserve
    if advised is None:
        return ""
    ground = f"{advised.family.label} ({advised.article})"
    if advised.rule == DECIDED:
        return f"Réserve que vous avez décidée : {ground}. {advised.why}"
    return (
        f"Réserve possible : {ground}, dont {advised.figures[0].text} peuvent porter ce lot "
        "seuls. La décision de réserver est la vôtre."
    )


def _why_apart(question: LotQuestion, cells: Sequence[Cell]) -> str:
    functions = list(dict.fromkeys(cell.component.name for cell in cells))
    zones = {cell.zone.name: cell.zone for cell in cells}
    whole = zones.keys() == question.zones_asked(functions)
    if len(functions) == 1 and whole:
        why = f"« {functions[0]} » est une fonction à part. {cells[0].component.why}"
    elif len(functions) == 1:
        why = f"« {functions[0]} », secteur par secteur. {_zones_why(zones.values())}"
    elif whole:
        names = join_words([f"« {name} »" for name in functions])
        why = f"les mêmes fournisseurs trouvés font {names}, un seul lot se suit mieux."
    else:
        why = f"un secteur à part. {_zones_why(zones.values())}"
    return f"Allotir est la règle (L2113-10) : {why}"


def _zones_why(zones: Iterable[Zone]) -> str:
    return " ".join(zone.why for zone in zones)


def _if_joined(
    question: LotQuestion,
    lot: ProposedLot,
    cells: Sequence[Cell],
    cut: Sequence[Sequence[Cell]],
    found: Field,
) -> str:
    """How many would be left if the lot were joined to the one that costs most; or nothing."""
    others = [o for o in cut if tuple(o) != tuple(cells) and found.carrying(o).alone]
    left = [len(found.carrying([*cells, *other]).alone) for other in others]
    if not left or min(left) >= len(lot.carrying.alone):
        return ""
    fewest = min(left)
    who_left = (
        "plus personne ne le porterait seul"
        if not fewest
        else f"il n'en resterait que {number(fewest)}"
    )
    return f"Réuni avec {_named(question, others[left.index(fewest)])}, {who_left}."


def _named(question: LotQuestion, cells: Sequence[Cell]) -> str:
    functions = list(dict.fromkeys(cell.component.name for cell in cells))
    zones = list(dict.fromkeys(cell.zone.name for cell in cells))
    what = join_words([f"« {name} »" for name in functions])
    everywhere = set(zones) == question.zones_asked(functions)
    return what if everywhere else f"{what} ({' ; '.join(zones)})"


def lot_risks(lot: ProposedLot) -> Iterator[str]:
    carrying = lot.carrying
    if not carrying.partners:
        yield (
            "Personne n'est trouvé : élargissez la recherche, sourcez avant de publier, ou joignez "
            "cette fonction à un autre lot, que le titulaire sous-traitera."
        )
    elif not carrying.alone and not carrying.together:
        yield "Les fournisseurs trouvés ne le couvrent pas, même ensemble : l'offre est à chercher."
    elif not carrying.alone:
        yield "Il faut un groupement : laissez le temps de le former, ou coupez le lot autrement."
    elif len(carrying.alone) < COMPETITION:
        yield "Un seul fournisseur trouvé : la concurrence reste à vérifier par le sourçage."


def option_risks(question: LotQuestion, lots: Sequence[ProposedLot], *, most: int) -> Iterator[str]:
    if len(lots) == 1 and len(question.cells) > 1:
        yield (
            "Ne pas allotir est l'exception : coordination impossible, concurrence restreinte, "
            "difficulté technique ou surcoût, motifs écrits au dossier (L2113-11)."
        )
    if len(lots) > most:
        yield (
            f"{number(len(lots))} lots à coordonner : c'est beaucoup pour un service. Si vous ne "
            "pouvez pas en assurer la coordination, L2113-11 permet d'en réunir, motif écrit."
        )
    yield from _small_lots(question, lots)


def _small_lots(question: LotQuestion, lots: Sequence[ProposedLot]) -> Iterator[str]:
    """The smallest lots that may follow a lighter procedure, within a fifth of the whole."""
    purchase = question.purchase
    if not question.is_amount_known or len(lots) < 2:
        return
    thresholds = Thresholds.at(purchase.nature, purchase.buyer_kind, question.at)
    minimum = thresholds.minimum(purchase.amount)
    if minimum == Minimum.DISPENSE:
        return
    ceiling = small_lot_ceiling(thresholds, minimum).number
    small: list[ProposedLot] = []
    for lot in sorted(lots, key=lambda one: one.amount or 0):
        total = sum(one.amount or 0 for one in [*small, lot])
        if lot.amount is None or lot.amount >= ceiling:
            break
        if not thresholds.within_share(total, purchase.amount):
            break
        small.append(lot)
    if small:
        numbers = join_words([number(lot.number) for lot in sorted(small, key=lambda x: x.number)])
        article = "R2122-8" if minimum != Minimum.FORMAL else "R2123-1"
        yield (
            f"Petits lots : {'le lot' if len(small) == 1 else 'les lots'} {numbers}, sous "
            f"{euros(ceiling)} chacun et {number(thresholds.small_lots_share.number)}{NBSP}% du "
            f"total ensemble, peu{'t' if len(small) == 1 else 'vent'} suivre une procédure plus "
            f"légère ({article}). Le total des lots décide toujours de la procédure (R2121-1)."
        )


def verdict(option: Option, *, proposed: bool, among: int, searched: bool) -> str:
    """One sentence on the option beside the others; on its suppliers only once they are known."""
    if not searched:
        return f"{plural(len(option.lots), 'lot')} : fournisseurs inconnus, faute de recherche."
    parts = []
    if option.nobody:
        parts.append(f"{plural(len(option.nobody), 'lot')} que personne ne porte seul")
    if option.only_one:
        parts.append(f"{plural(len(option.only_one), 'lot')} avec un seul fournisseur")
    if not parts:
        parts.append("chaque lot a plusieurs fournisseurs trouvés")
    told = f"{plural(len(option.lots), 'lot')} : {join_words(parts)}."
    if proposed and among > 1:
        return (
            f"{told} C'est, avec le moins de lots, celle qui laisse le moins de parts sans choix."
        )
    if option.id == SINGLE and among > 1:
        return f"{told} Possible par exception seulement (L2113-11)."
    return told


def gaps(question: LotQuestion, cells: Sequence[Cell], found: Field) -> Iterator[str]:
    """Functions and places that no supplier found serves, each named."""
    if not question.searched:
        return
    for component in question.components:
        if not any(one.covers(component) for one in found.candidates):
            yield f"Aucun fournisseur trouvé ne fait « {component.name} »."
            continue
        places = [
            spot.place.name
            for cell in cells
            if cell.component.name == component.name
            for spot in found.gaps(cell)
        ]
        if places:
            shown = [*places[:8], f"{number(len(places) - 8)}{NBSP}autres"][: len(places)]
            yield (
                f"Aucun fournisseur trouvé pour « {component.name} » ne dessert "
                f"{join_words(shown)}."
            )


def missing(question: LotQuestion) -> Iterator[str]:
    if not question.searched:
        yield "Aucune recherche de fournisseurs n'est faite : on ne sait pas qui porterait un lot."
    if not question.components:
        yield (
            "Le besoin ne se lit pas en fonctions : nommez la composante de chaque volume "
            "(fourniture, lavage, collecte…) dans les fiches."
        )
    if not question.spots:
        yield "Aucun site n'est saisi : le territoire ne peut pas se découper."
    if silent := [c.name for c in question.components if c.name not in question.measured]:
        yield f"Aucun volume pour {join_words([f'« {name} »' for name in silent])}."
    if question.unnamed:
        yield (
            f"{plural(question.unnamed, 'volume n’a', 'volumes n’ont')} pas de composante et ne "
            "comptent dans aucun lot : nommez-la dans les fiches, ou à l'import de la colonne."
        )
    if question.unplaced:
        yield (
            f"{plural(question.unplaced, 'volume ne dit', 'volumes ne disent')} pas son site : "
            "compté à parts égales entre les lieux de sa fiche."
        )
    if not question.is_amount_known:
        yield "Le montant est inconnu : les lots n'ont pas de montant estimé."
    if any(c.name not in question.shares for c in question.components) and question.components:
        yield (
            "La part de chaque fonction dans le montant n'est pas dite : parts égales, hypothèse "
            "à corriger."
        )
