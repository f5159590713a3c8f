"""What the tests of the language engine read with: a small gazetteer, a small nomenclature."""

from procurement.language.cpv import CpvCode, CpvSuggester
from procurement.language.places import Commune, Gazetteer
from procurement.language.reading import read

_NORD = ("59", "Nord", "32", "Hauts-de-France")
_MEL = ("200093201", "Métropole Européenne de Lille")


def commune(insee, name, postcode, epci=("", ""), area=_NORD, population=5000):
    return Commune(insee, name, tuple(postcode.split()), *epci, *area, population)


GAZETTEER = Gazetteer(
    [
        commune("59350", "Lille", "59000 59800", _MEL, population=238695),
        commune("59017", "Armentières", "59280", _MEL, population=25000),
        commune("59088", "Bois-Grenier", "59280", _MEL, population=1700),
        commune("59368", "La Madeleine", "59110", _MEL, population=22000),
        commune("59378", "Marcq-en-Barœul", "59700", _MEL, population=38000),
        commune("59163", "Croix", "59170", _MEL, population=21000),
        commune("80410", "Ham", "80400", area=("80", "Somme", "32", "Hauts-de-France")),
        commune("80829", "Y", "80190", area=("80", "Somme", "32", "Hauts-de-France")),
        commune(
            "93066", "Saint-Denis", "93200 93210", area=("93", "Seine-Saint-Denis", "11", "IDF")
        ),
        commune("97411", "Saint-Denis", "97400", area=("974", "La Réunion", "04", "La Réunion")),
        commune("76351", "Le Havre", "76600", area=("76", "Seine-Maritime", "28", "Normandie")),
        commune("89387", "Sens", "89100", area=("89", "Yonne", "27", "Bourgogne")),
    ]
)

CODES = [
    CpvCode("39000000", "2", "Meubles"),
    CpvCode("39112000", "0", "Chaises"),
    CpvCode("39160000", "1", "Mobilier scolaire"),
    CpvCode("90000000", "7", "Services d'évacuation des eaux usées et d'élimination des déchets"),
    CpvCode("90911200", "8", "Services de nettoyage de bâtiments"),
    CpvCode("90511000", "2", "Services de collecte des ordures"),
    CpvCode("55520000", "1", "Services traiteur"),
]
SUGGESTER = CpvSuggester(CODES)


def reading(text, today=None):
    return read(text, gazetteer=GAZETTEER, suggester=SUGGESTER, today=today)
