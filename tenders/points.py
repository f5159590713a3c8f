"""What only the officer can say in the documents: asked once, written wherever it is needed.

A point that nobody has said is a numbered « à compléter » in each document that needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONTACTS = "Contacts et adresses"
RULES = "Règles de la consultation"
CONTRACT = "Contrat et prix"
SERVICE = "Exécution"


@dataclass(frozen=True)
class Point:
    """`what` ends the sentence « à compléter : … »; `example` shows what an answer looks like."""

    id: str
    subject: str
    what: str
    example: str = ""


_ALL = (
    Point("profile", CONTACTS, "l'adresse du profil d'acheteur", "https://marches.exemple.fr"),
    Point(
        "contact",
        CONTACTS,
        "le service, l'adresse électronique et le téléphone du correspondant",
        "service des achats, achats@exemple.fr, 03 00 00 00 00",
    ),
    Point("backup_address", CONTACTS, "l'adresse de remise de la copie de sauvegarde"),
    Point("court", CONTACTS, "le tribunal administratif compétent et son adresse"),
    Point("signatory", CONTACTS, "le signataire du marché et sa qualité", "le président"),
    Point("accountant", CONTACTS, "le comptable assignataire des paiements"),
    Point("pledges", CONTACTS, "la personne habilitée à renseigner sur les créances"),
    Point("manager", CONTACTS, "la personne qui suit l'exécution"),
    Point("billing", CONTACTS, "le numéro SIRET et le code du service à facturer"),
    Point(
        "agreement",
        RULES,
        "la référence de la convention de groupement de commandes (L2113-6)",
        "convention du 3 septembre 2026",
    ),
    Point(
        "applications_due",
        RULES,
        "la date et l'heure limites de remise des candidatures",
        "12 février 2027 à 12 h",
    ),
    Point(
        "candidates",
        RULES,
        "le nombre de candidats admis à remettre une offre, et comment ils sont choisis",
    ),
    Point(
        "lots_each", RULES, "le nombre maximal de lots par candidat, ou « sans limite » (R2113-1)"
    ),
    Point("cpv", RULES, "le code CPV principal du marché, s'il n'a pas de lots", "90900000"),
    Point(
        "several_bids",
        RULES,
        "si un candidat peut répondre à la fois seul et en groupement, ou dans plusieurs "
        "groupements (R2142-21)",
        "non, une seule candidature par lot",
    ),
    Point("validity_days", RULES, "le nombre de jours de validité des offres", "120"),
    Point(
        "variants",
        RULES,
        "si les variantes sont admises, et leurs exigences minimales (R2151-8 à R2151-10)",
        "elles ne sont pas admises",
    ),
    Point(
        "options",
        RULES,
        "les prestations supplémentaires éventuelles que chaque offre doit chiffrer, ou « aucune »",
        "aucune",
    ),
    Point(
        "visit",
        RULES,
        "si une visite est prévue, obligatoire ou non, et comment s'inscrire",
    ),
    Point("visit_dates", RULES, "les dates de visite proposées et la personne à joindre"),
    Point("formats", RULES, "les formats de fichiers et la taille maximale", "PDF, DOCX, 100 Mo"),
    Point("questions_until", RULES, "la date limite des questions", "12 mars 2027"),
    Point("answers_days", RULES, "le nombre de jours avant la date limite, pour répondre", "6"),
    Point("proofs_days", RULES, "le délai de remise des attestations, en jours", "8"),
    Point("course", RULES, "les phases, le nombre de candidats et leur calendrier"),
    Point("funding", RULES, "l'origine du financement", "le budget général de l'acheteur"),
    Point("award_on", RULES, "la date prévue de l'attribution", "mai 2027"),
    Point("start", CONTRACT, "la date de début", "1er septembre 2027"),
    Point(
        "maximum_by_lot",
        CONTRACT,
        "le montant maximal de chaque lot (R2162-4)",
        "lot 1, 360 000 € HT ; lot 2, 400 000 € HT",
    ),
    Point("price_formula", CONTRACT, "la formule de révision des prix et ses index"),
    Point("advance_rate", CONTRACT, "le taux de l'avance", "20 %"),
    Point("retention", CONTRACT, "s'il y a une retenue de garantie, et son taux (R2191-33)"),
    Point("guarantee", CONTRACT, "la durée de garantie, si elle diffère du CCAG"),
    Point(
        "penalty_cap",
        CONTRACT,
        "le plafond des pénalités, en part du montant HT",
        "10 % du montant HT du lot",
    ),
    Point("deviations", CONTRACT, "les autres dérogations au CCAG, ou « aucune »", "aucune"),
    Point("personal_data", CONTRACT, "la description du traitement, ou « sans objet »"),
    Point("sites_change", CONTRACT, "les limites et la façon de fixer le prix d'un site en plus"),
    Point("volumes_change", CONTRACT, "le seuil de rencontre sur les volumes", "20 % en plus"),
    Point("setup", SERVICE, "la durée et le calendrier de la mise en place"),
    Point("committee", SERVICE, "le nombre de réunions du comité de suivi par an", "2"),
    Point("setup_plan", SERVICE, "le délai de remise du plan de mise en place", "un mois"),
    Point("access", SERVICE, "les contraintes d'accès de chaque site"),
    Point("recovery", SERVICE, "le délai maximal de rétablissement du service", "24 heures"),
    Point("plans", SERVICE, "les plans à joindre, ou « aucun »"),
    Point("inventory", SERVICE, "l'inventaire des équipements, ou « aucun »"),
)
POINTS: dict[str, Point] = {point.id: point for point in _ALL}
SUBJECTS = tuple(dict.fromkeys(point.subject for point in _ALL))
LONGEST = 1_000


def say(said: Mapping[str, str], id: str) -> str:
    """What was said of the point, or the blank to complete."""
    return said.get(id) or f"[[{POINTS[id].what}]]"
