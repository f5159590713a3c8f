"""Public identifiers: parse, check and write SIRET, SIREN, CPV and département codes."""

import re

from stdnum.fr import siren, siret

CPV_CODE = re.compile(r"^([0-9]{8})(?:-?([0-9]))?$")
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_DEPARTMENT = re.compile(r"^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d|98\d)$")

_REGIONS = {
    "01": "Guadeloupe", "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte",
    "11": "Île-de-France", "24": "Centre-Val de Loire", "27": "Bourgogne-Franche-Comté",
    "28": "Normandie", "32": "Hauts-de-France", "44": "Grand Est", "52": "Pays de la Loire",
    "53": "Bretagne", "75": "Nouvelle-Aquitaine", "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes", "93": "Provence-Alpes-Côte d'Azur", "94": "Corse",
}  # fmt: skip


class InvalidIdentifier(ValueError):
    """A public identifier that cannot be right; its text is a French sentence for the user."""


def parse_siret(text: str) -> str:
    """The 14 digits of a SIRET typed with or without spaces; raises InvalidIdentifier."""
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", str(text))
    if not re.fullmatch(r"[0-9]{14}", digits):
        count = sum(character.isdigit() for character in digits)
        raise InvalidIdentifier(f"Un SIRET compte 14 chiffres ; « {text} » en compte {count}.")
    # La Poste numbers its establishments by another rule, which the library knows.
    if not (_has_key(digits) and _has_key(digits[:9])) and not siret.is_valid(digits):
        raise InvalidIdentifier(
            f"Le SIRET « {text} » est impossible : sa clé de contrôle est fausse. "
            "Vérifiez chaque chiffre sur un avis de situation Sirene."
        )
    return digits


def _has_key(digits: str) -> bool:
    """Luhn's sum, at the speed that a national register asks."""
    ends = digits[::-1]
    return (sum(map(int, ends[::2])) + sum(_DOUBLED[digit] for digit in ends[1::2])) % 10 == 0


def parse_siren(text: str) -> str:
    """The 9 digits of a SIREN; raises InvalidIdentifier."""
    digits = re.sub(r"[\s.\u00a0\u202f-]", "", str(text))
    if not siren.is_valid(digits):
        raise InvalidIdentifier(f"Le SIREN « {text} » est impossible : vérifiez ses 9 chiffres.")
    return digits


def format_siret(digits: str) -> str:
    """« 123 456 789 00012 », with no-break spaces."""
    return "\u00a0".join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def parse_cpv(text: str) -> str:
    """The 8 digits of a CPV code typed with or without its check digit."""
    match = CPV_CODE.match(re.sub(r"[\s\u00a0\u202f]", "", str(text)))
    if not match:
        raise InvalidIdentifier(
            f"« {text} » n'est pas un code CPV : il en faut 8 chiffres, par exemple 39222100."
        )
    return match[1]


def cpv_family(code: str) -> str:
    """The significant digits of a CPV code: « 39220000 » is « 3922 »; never under two digits."""
    return code[:2] + code[2:8].rstrip("0")


def is_department(code: str) -> bool:
    return bool(_DEPARTMENT.match(code))


def department_of(insee_or_postcode: str) -> str:
    """The département code that begins an Insee or a postal code: « 59350 » gives « 59 »."""
    if insee_or_postcode.startswith("20"):  # the post ignores that Corsica became two
        return "2A" if insee_or_postcode[2:3] in ("0", "1") else "2B"
    return insee_or_postcode[:3] if insee_or_postcode[:2] in ("97", "98") else insee_or_postcode[:2]


def region_name(code: str) -> str:
    """« Hauts-de-France » for 32; the code itself when no region bears it."""
    return _REGIONS.get(code, code)
