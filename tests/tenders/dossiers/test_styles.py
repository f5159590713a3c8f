"""The same facts in the styles of many buyers: what varies is the layout, not the meaning."""

import pytest

from procurement.typography import fold
from tenders.dossiers.facts import read_facts
from tests.bench.consultation_files import CLOSE, alike
from tests.tenders.dossiers.notation import dossier

CRITERIA = {
    "note sur 20 et coefficient": (
        "# Jugement des offres\nPrix : note sur 20, coefficient 3\n"
        "Valeur technique : note sur 20, coefficient 2",
        [(None, "Prix", 60, {}), (None, "Valeur technique", 40, {})],
    ),
    "pondération décimale": (
        "# Classement\n- Coût des prestations, pondération : 0,4\n- Qualité, pondération : 0,35\n"
        "- Délais, pondération : 0,25",
        [
            (None, "Coût des prestations", 40, {}),
            (None, "Qualité", 35, {}),
            (None, "Délais", 25, {}),
        ],
    ),
    "sur cent": (
        "# Sélection des offres\n1) Prix des prestations : 60/100\n2) Valeur technique : 40/100",
        [(None, "Prix des prestations", 60, {}), (None, "Valeur technique", 40, {})],
    ),
    "sans unité sur une ligne": (
        "# Critères d'analyse\nPrix : 60 ; Valeur technique : 30 ; Délai : 10",
        [(None, "Prix", 60, {}), (None, "Valeur technique", 30, {}), (None, "Délai", 10, {})],
    ),
    "prose à hauteur de": (
        "# Attribution\nLe marché est attribué à l'offre économiquement la plus avantageuse, "
        "appréciée au regard du prix à hauteur de 45 %, de la valeur technique à hauteur de "
        "35 % et de la performance environnementale à hauteur de 20 %.",
        [
            (None, "Prix", 45, {}),
            (None, "Valeur technique", 35, {}),
            (None, "Performance environnementale", 20, {}),
        ],
    ),
    "prose compte pour": (
        "# Choix de l'offre\nLe prix compte pour 50 %. La qualité du service compte pour 30 %. "
        "L'insertion professionnelle compte pour 20 %.",
        [
            (None, "Prix", 50, {}),
            (None, "Qualité du service", 30, {}),
            (None, "Insertion professionnelle", 20, {}),
        ],
    ),
    "prose représente": (
        "# Comment nous choisirons\nLe prix représente 40 % de la note, la méthode "
        "de travail représente 40 % de la note et le délai représente 20 % de la note.",
        [(None, "Prix", 40, {}), (None, "Méthode de travail", 40, {}), (None, "Délai", 20, {})],
    ),
    "poids avant le nom": (
        "# Jugement\nLes offres sont jugées comme suit :\n- 55 points pour le prix\n"
        "- 45 points pour la valeur technique",
        [(None, "Prix", 55, {}), (None, "Valeur technique", 45, {})],
    ),
    "sous-critères numérotés": (
        "# Analyse des offres\n1. Prix (40 points)\n2. Valeur technique (60 points)\n"
        "2.1 Méthodologie (30 points)\n2.2 Moyens humains (20 points)\n2.3 Planning (10 points)",
        [
            (None, "Prix", 40, {}),
            (
                None,
                "Valeur technique",
                60,
                {"Méthodologie": 30, "Moyens humains": 20, "Planning": 10},
            ),
        ],
    ),
    "tirets sous tirets": (
        "# Critères de sélection des offres\n- Prix : 50 %\n- Valeur technique : 50 %\n"
        "-- Moyens humains : 20 %\n-- Organisation : 20 %\n-- Délais : 10 %",
        [
            (None, "Prix", 50, {}),
            (
                None,
                "Valeur technique",
                50,
                {"Moyens humains": 20, "Organisation": 20, "Délais": 10},
            ),
        ],
    ),
    "colonnes par lot": (
        "# Critères de jugement\n| Critères | Pondération | |\n| | Lot 1 | Lot 2 |\n"
        "| Prix | 60 % | 40 % |\n| Valeur technique | 40 % | 60 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Valeur technique", 40, {}),
            ("2", "Prix", 40, {}),
            ("2", "Valeur technique", 60, {}),
        ],
    ),
    "colonne commune puis lots": (
        "# Jugement des offres\n| Critères | Lot 1 : Peinture | Lots 2 et 3 |\n"
        "| Prix des prestations | 70 | 55 |\n| Qualité | 30 | 45 |",
        [
            ("1", "Prix des prestations", 70, {}),
            ("1", "Qualité", 30, {}),
            ("2", "Prix des prestations", 55, {}),
            ("2", "Qualité", 45, {}),
            ("3", "Prix des prestations", 55, {}),
            ("3", "Qualité", 45, {}),
        ],
    ),
    "lots regroupés en prose": (
        "# Attribution des lots\nPour les lots 1 et 2, les critères sont le prix (60 %) et la "
        "technique (40 %).\nPour le lot 3, le prix compte pour 30 % et la technique pour 70 %.",
        [
            ("1", "Prix", 60, {}),
            ("1", "Technique", 40, {}),
            ("2", "Prix", 60, {}),
            ("2", "Technique", 40, {}),
            ("3", "Prix", 30, {}),
            ("3", "Technique", 70, {}),
        ],
    ),
    "poids dans les seuls sous-critères": (
        "# Jugement des offres\nCritère 1 : Valeur technique\n- Organisation : 25 points\n"
        "- Matériel : 15 points\nCritère 2 : Prix\n- Montant du DQE : 60 points",
        [
            (None, "Valeur technique", 40, {"Organisation": 25, "Matériel": 15}),
            (None, "Prix", 60, {"Montant du DQE": 60}),
        ],
    ),
    "sous-critères en pourcentage du critère": (
        "# Critères\n| Critère | Sous-critère | Pondération |\n| Prix | | 40 % |\n"
        "| Technique (60 %) | Moyens | 50 % |\n| Technique (60 %) | Méthode | 50 % |",
        [(None, "Prix", 40, {}), (None, "Technique", 60, {"Moyens": 50, "Méthode": 50})],
    ),
    "tableau à cellules fusionnées": (
        "# Choix des offres\n| Critère | Sous-critère | Points |\n| Prix | Prix | 50 |\n"
        "| Valeur technique | Encadrement | 20 |\n| Valeur technique | Contrôle | 20 |\n"
        "| Environnement | Déchets | 10 |\n| Total | | 100 |",
        [
            (None, "Prix", 50, {}),
            (None, "Valeur technique", 40, {"Encadrement": 20, "Contrôle": 20}),
            (None, "Environnement", 10, {"Déchets": 10}),
        ],
    ),
    "lettre d'une petite commune": (
        "Madame, Monsieur,\nLa commune souhaite refaire ses trottoirs. Nous regarderons "
        "d'abord le prix (70 %), puis le délai (30 %).",
        [(None, "Prix", 70, {}), (None, "Délai", 30, {})],
    ),
    "points en fin de ligne pointillée": (
        "# Critères d'attribution\nPrix des fournitures ........ 40\nQualité ........ 40\n"
        "Délai de livraison ........ 20",
        [
            (None, "Prix des fournitures", 40, {}),
            (None, "Qualité", 40, {}),
            (None, "Délai de livraison", 20, {}),
        ],
    ),
    "critère unique": (
        "# Attribution\nLe prix est le seul critère de jugement des offres.",
        [(None, "Prix", 100, {})],
    ),
    "critère et coefficient en colonne": (
        "# Évaluation\n| N° | Critère de choix | Coef. |\n| 1 | Coût global | 5 |\n"
        "| 2 | Qualité des produits | 3 |\n| 3 | Délai d'intervention | 2 |",
        [
            (None, "Coût global", 50, {}),
            (None, "Qualité des produits", 30, {}),
            (None, "Délai d'intervention", 20, {}),
        ],
    ),
    "critère avec explications": (
        "# Jugement des offres\n- Prix (50 %) : apprécié sur le montant du DQE, la note maximale "
        "étant donnée à l'offre la moins élevée.\n- Valeur technique (50 %) : appréciée au vu du "
        "mémoire, selon les sous-critères suivants : organisation (30 %), équipe (20 %).",
        [
            (None, "Prix", 50, {}),
            (None, "Valeur technique", 50, {"Organisation": 30, "Équipe": 20}),
        ],
    ),
    "deux tableaux, un par lot": (
        "# Critères\nLot n° 1 – Nettoyage\n| Critères | % |\n| Prix | 50 |\n| Technique | 50 |\n"
        "Lot n° 2 – Vitrerie\n| Critères | % |\n| Prix | 70 |\n| Technique | 30 |",
        [
            ("1", "Prix", 50, {}),
            ("1", "Technique", 50, {}),
            ("2", "Prix", 70, {}),
            ("2", "Technique", 30, {}),
        ],
    ),
    "colonne lot dans le tableau": (
        "# Critères\n| Lot | Critère | Poids |\n| 1 | Prix | 60 |\n| 1 | Délai | 40 |\n"
        "| 2 | Prix | 50 |\n| 2 | Délai | 50 |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Délai", 40, {}),
            ("2", "Prix", 50, {}),
            ("2", "Délai", 50, {}),
        ],
    ),
    "noté sur": (
        "# Examen des offres\nLe critère « prix » est noté sur 40 points.\nLe critère « valeur "
        "technique » est noté sur 60 points.",
        [(None, "Prix", 40, {}), (None, "Valeur technique", 60, {})],
    ),
    "dont": (
        "# Jugement\n- Valeur technique : 60 %, dont :\n- méthodologie : 40 %\n- équipe : 20 %\n"
        "- Prix : 40 %",
        [
            (None, "Valeur technique", 60, {"Méthodologie": 40, "Équipe": 20}),
            (None, "Prix", 40, {}),
        ],
    ),
    "candidatures notées à part": (
        "# Sélection des candidatures\nRéférences : 60 %\nMoyens : 40 %\n"
        "# Sélection des offres\nPrix : 30 %\nTechnique : 70 %",
        [(None, "Prix", 30, {}), (None, "Technique", 70, {})],
    ),
}

LOTS = {
    "prose décomposé en": (
        "Le présent marché est décomposé en 3 lots : gros œuvre (lot 1), charpente (lot 2) et "
        "peinture (lot 3).",
        {"1": "gros œuvre", "2": "charpente", "3": "peinture"},
    ),
    "lot n°01 tiret": (
        "# Allotissement\nLot n°01 – Terrassement\nLot n°02 – Réseaux\nLot n°03 – Espaces verts",
        {"1": "Terrassement", "2": "Réseaux", "3": "Espaces verts"},
    ),
    "une ligne en capitales": (
        "LOT 1 : FOURNITURE DE PAIN LOT 2 : FOURNITURE DE VIANDE LOT 3 : PRODUITS LAITIERS",
        {"1": "FOURNITURE DE PAIN", "2": "FOURNITURE DE VIANDE", "3": "PRODUITS LAITIERS"},
    ),
    "tableau nature montant": (
        "# Décomposition\n| Lot | Intitulé | Nature | Montant |\n| 1 | Papier | Fournitures | "
        "10 000 € |\n| 2 | Enveloppes | Fournitures | 5 000 € |",
        {"1": "Papier", "2": "Enveloppes"},
    ),
    "lot A en phrases": (
        "L'opération se divise en deux lots. Le lot A concerne la collecte des cartons. Le lot B "
        "concerne la collecte du verre.",
        {"A": "collecte des cartons", "B": "collecte du verre"},
    ),
    "tirets sans le mot lot": (
        "# Allotissement\nLe marché est alloti comme suit :\n- 1 : Nettoyage des locaux\n"
        "- 2 : Nettoyage des vitres",
        {"1": "Nettoyage des locaux", "2": "Nettoyage des vitres"},
    ),
    "guillemets": (
        "Les prestations font l'objet de deux lots distincts :\n- Lot 1 « Transport scolaire »\n"
        "- Lot 2 « Transport occasionnel »",
        {"1": "Transport scolaire", "2": "Transport occasionnel"},
    ),
    "titre puis deux points retour": (
        "# Étendue de la consultation\n- Lot 1 : Traiteur (montant maximum 20 000 € HT)\n"
        "- Lot 2 : Location de vaisselle (montant maximum 5 000 € HT)",
        {"1": "Traiteur", "2": "Location de vaisselle"},
    ),
    "lot avec code CPV": (
        "# Lots\n| N° du lot | Objet du lot | Code CPV |\n| Lot n° 1 | Tonte | 77310000-6 |\n"
        "| Lot n° 2 | Élagage | 77340000-5 |",
        {"1": "Tonte", "2": "Élagage"},
    ),
    "réservé dans le tableau": (
        "# Lots\n| Lots | Désignation | Lot réservé |\n| Lot 1 | Blanchisserie | Non |\n"
        "| Lot 2 | Pliage | Oui (L. 2113-12) |",
        {"1": "Blanchisserie", "2": "Pliage"},
    ),
    "lot zéro devant": (
        "Lot 01 Menuiseries extérieures\nLot 02 Menuiseries intérieures\nLot 03 Plomberie",
        {"1": "Menuiseries extérieures", "2": "Menuiseries intérieures", "3": "Plomberie"},
    ),
    "non": ("Il n'est pas prévu de décomposition en lots.", {}),
    "pas alloti en phrase": (
        "La consultation ne fait pas l'objet d'une décomposition en lots.",
        {},
    ),
    "prose à savoir": (
        "La fourniture est répartie en trois lots, à savoir : lot 1 – fruits ; lot 2 – légumes ; "
        "lot 3 – épicerie.",
        {"1": "fruits", "2": "légumes", "3": "épicerie"},
    ),
    "lots de sections": (
        "# Article 2\n## Lot n° 1\nIntitulé : Peinture des écoles\n## Lot n° 2\n"
        "Intitulé : Peinture des crèches",
        {"1": "Peinture des écoles", "2": "Peinture des crèches"},
    ),
    "lot et secteurs": (
        "# Lots\n| LOT | SECTEUR |\n| 1 | Nord |\n| 2 | Sud |\n| 3 | Centre |",
        {"1": "Nord", "2": "Sud", "3": "Centre"},
    ),
    "grand nombre sans zéro": (
        "# Lots\n"
        + "\n".join(
            f"- Lot {n} : Produit numéro {w}"
            for n, w in enumerate(
                (
                    "alpha",
                    "bêta",
                    "gamma",
                    "delta",
                    "epsilon",
                    "zêta",
                    "êta",
                    "thêta",
                    "iota",
                    "kappa",
                    "lambda",
                ),
                1,
            )
        ),
        {
            str(n): f"Produit numéro {w}"
            for n, w in enumerate(
                (
                    "alpha",
                    "bêta",
                    "gamma",
                    "delta",
                    "epsilon",
                    "zêta",
                    "êta",
                    "thêta",
                    "iota",
                    "kappa",
                    "lambda",
                ),
                1,
            )
        },
    ),
}

DEADLINES = {
    "pour le": (
        "Les offres sont à remettre pour le lundi 12 avril 2027 à 12h00.",
        "2027-04-12T12:00",
    ),
    "jusqu'au": (
        "Vous pouvez déposer votre pli jusqu'au 12/04/2027 à 17 h 30.",
        "2027-04-12T17:30",
    ),
    "terme de rigueur": (
        "# Remise des offres\nLe 12 avril 2027 à 12 heures, terme de rigueur.",
        "2027-04-12T12:00",
    ),
    "délai impératif": (
        "Date impérative de réponse : 12 avril 2027, 16 heures.",
        "2027-04-12T16:00",
    ),
    "au plus tard le": (
        "Les candidats devront faire parvenir leur dossier au plus tard le 12.04.2027 à 12h.",
        "2027-04-12T12:00",
    ),
    "tableau": (
        "| Publication | 1er mars 2027 |\n| Visite | 15 mars 2027 à 9 h |\n"
        "| Limite de dépôt des plis | 12 avril 2027 à 12 h |\n| Notification | 1er juin 2027 |",
        "2027-04-12T12:00",
    ),
    "lettre": (
        "Nous vous remercions de nous transmettre votre meilleure proposition avant le vendredi "
        "9 avril 2027 à midi.",
        "2027-04-09T12:00",
    ),
    "clôture": (
        "La clôture de la consultation est fixée au 12 avril 2027 à 14 h 00.",
        "2027-04-12T14:00",
    ),
    "le pli arrive hors délai": (
        "Tout pli parvenu après le 12 avril 2027 à 12 h sera écarté.",
        "2027-04-12T12:00",
    ),
    "date de l'acte seule": ("Fait à Rive, le 12 avril 2027.", None),
    "échéance de livraison": ("Les fournitures sont livrées au plus tard le 12 avril 2027.", None),
    "visite seule": ("La visite du site aura lieu avant le 12 avril 2027 à 10 h.", None),
    "validité": ("Les offres sont valables jusqu'au 12 septembre 2027.", None),
    "ouverture": ("Ouverture des plis le 13 avril 2027 à 9 h.", None),
    "échantillons": ("Les échantillons sont déposés au plus tard le 8 avril 2027 à 12 h.", None),
    "exécution": ("Le marché s'achève au plus tard le 31 décembre 2027 à minuit.", None),
    "deux colonnes": (
        "| Date et heure limites de remise des plis | Date limite des questions |\n"
        "| 12 avril 2027 à 12 h 00 | 2 avril 2027 à 12 h 00 |",
        "2027-04-12T12:00",
    ),
    "heure avant le jour": (
        "Les plis sont reçus jusqu'à 12 heures le 12 avril 2027.",
        "2027-04-12T12:00",
    ),
    "date dans le titre": (
        "# Date limite de réception des offres : 12 avril 2027 – 12:00\nVoir la plateforme.",
        "2027-04-12T12:00",
    ),
    "limite de réponse en tête": (
        "MARCHÉ DE SERVICES\nRemise des offres\n12 avril 2027\n12 h 00",
        "2027-04-12T12:00",
    ),
    "dépôt possible jusqu'à": (
        "Le dépôt des réponses est ouvert du 1er mars 2027 au 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
}

PIECES = {
    "à l'appui de sa candidature": (
        "# Présentation\nLe candidat produit à l'appui de sa candidature :\n- DC1\n- DC2\n"
        "- Attestation d'assurance\nIl produit à l'appui de son offre :\n- Acte d'engagement\n"
        "- DPGF",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Attestation d'assurance", "candidature"),
            ("Acte d'engagement", "offer"),
            ("DPGF", "offer"),
        },
    ),
    "lettres": (
        "# Contenu des plis\n## A. Dossier administratif\na) lettre de candidature\nb) déclaration "
        "du candidat\nc) liste de références\n## B. Dossier technique et financier\na) acte "
        "d'engagement\nb) bordereau des prix unitaires\nc) mémoire technique",
        {
            ("lettre de candidature", "candidature"),
            ("déclaration du candidat", "candidature"),
            ("liste de références", "candidature"),
            ("acte d'engagement", "offer"),
            ("bordereau des prix unitaires", "offer"),
            ("mémoire technique", "offer"),
        },
    ),
    "tableau à deux colonnes": (
        "# Pièces à remettre\n| Candidature | Offre |\n| DC1 | Acte d'engagement |\n| DC2 | "
        "BPU |\n| Kbis | Mémoire technique |",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Kbis", "candidature"),
            ("Acte d'engagement", "offer"),
            ("BPU", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "justificatifs de candidature": (
        "# Justificatifs de candidature\n- Déclaration sur l'honneur\n- Chiffre d'affaires des "
        "trois dernières années\n# Justificatifs de l'offre\n- Devis détaillé\n- Planning",
        {
            ("Déclaration sur l'honneur", "candidature"),
            ("Chiffre d'affaires", "candidature"),
            ("Devis détaillé", "offer"),
            ("Planning", "offer"),
        },
    ),
    "lettre de petite commune": (
        "Merci de nous envoyer votre devis, une attestation d'assurance et un RIB avant le "
        "12 avril 2027 à 12 h.",
        {("devis", "offer"), ("attestation d'assurance", "candidature"), ("RIB", "offer")},
    ),
    "enveloppe unique": (
        "# Constitution du pli\nLe pli contient :\n1/ Le DUME ou les DC1 et DC2\n2/ Un extrait "
        "Kbis\n3/ L'acte d'engagement complété\n4/ Le cadre de réponse technique",
        {
            ("DUME", "candidature"),
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("extrait Kbis", "candidature"),
            ("acte d'engagement", "offer"),
            ("cadre de réponse technique", "offer"),
        },
    ),
    "capacités": (
        "# Documents relatifs à la candidature\nSituation juridique :\n- formulaire DC1\n- copie "
        "du jugement en cas de redressement\nCapacité économique et financière :\n- chiffre "
        "d'affaires global\nCapacité technique :\n- liste des principales prestations\n- effectifs "
        "moyens annuels\n# Documents relatifs à l'offre\n- l'acte d'engagement\n- la DPGF",
        {
            ("DC1", "candidature"),
            ("copie du jugement", "candidature"),
            ("chiffre d'affaires global", "candidature"),
            ("liste des principales prestations", "candidature"),
            ("effectifs moyens annuels", "candidature"),
            ("acte d'engagement", "offer"),
            ("DPGF", "offer"),
        },
    ),
    "phrase par stade": (
        "# Composition de la réponse\nAu titre de la candidature, le soumissionnaire remet les "
        "formulaires DC1 et DC2 et une déclaration sur l'honneur. Au titre de l'offre, il remet "
        "l'acte d'engagement, le bordereau des prix et un mémoire technique.",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("déclaration sur l'honneur", "candidature"),
            ("acte d'engagement", "offer"),
            ("bordereau des prix", "offer"),
            ("mémoire technique", "offer"),
        },
    ),
    "tableau volet pièce": (
        "# Dossier de réponse\n| Volet | Pièce | Obligatoire |\n| Candidature | DC1 | Oui |\n"
        "| Candidature | Attestation fiscale | Oui |\n| Offre | BPU | Oui |\n| Offre | "
        "Fiches techniques | Non |",
        {
            ("DC1", "candidature"),
            ("Attestation fiscale", "candidature"),
            ("BPU", "offer"),
            ("Fiches techniques", "offer"),
        },
    ),
    "puces longues": (
        "# Pièces de l'offre\n- L'acte d'engagement (AE), daté et signé par une personne habilitée "
        ";\n- Le détail quantitatif estimatif, à compléter sans modification ;\n- Un mémoire "
        "justificatif des dispositions que le candidat se propose d'adopter pour l'exécution du "
        "contrat ;\n- Les fiches de données de sécurité des produits.",
        {
            ("acte d'engagement", "offer"),
            ("détail quantitatif estimatif", "offer"),
            ("mémoire justificatif", "offer"),
            ("fiches de données de sécurité des produits", "offer"),
        },
    ),
    "le dossier de l'acheteur et celui du candidat": (
        "# Pièces du dossier de consultation\n- RC\n- CCAP\n- CCTP\n- BPU\n# Pièces à produire par "
        "le candidat\n## Au titre de la candidature\n- DC1\n- DC2\n## Au titre de l'offre\n- BPU\n"
        "- Mémoire technique",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("BPU", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "attributaire à part": (
        "# Documents à fournir\nPièces de candidature :\n- DC1\n- Références\nPièces d'offre :\n"
        "- Devis\nLe candidat retenu fournira :\n- Attestation URSSAF\n- Attestation fiscale",
        {("DC1", "candidature"), ("Références", "candidature"), ("Devis", "offer")},
    ),
}


@pytest.mark.parametrize(("text", "expected"), CRITERIA.values(), ids=CRITERIA)
def test_criteria_are_read_in_every_style(text, expected):
    found = read_facts(dossier(text)).criteria

    def key(one):
        return one[:2]

    assert sorted(
        (c.lot or "", fold(c.name), c.weight, {fold(s.name): s.weight for s in c.sub_criteria})
        for c in found
    ) == sorted(
        (
            (lot or "", fold(name), weight, {fold(k): v for k, v in subs.items()})
            for lot, name, weight, subs in expected
        ),
        key=key,
    )


@pytest.mark.parametrize(("text", "expected"), LOTS.values(), ids=LOTS)
def test_lots_are_read_in_every_style(text, expected):
    found = {lot.number: fold(lot.title) for lot in read_facts(dossier(text)).lots}
    assert found == {number: fold(title) for number, title in expected.items()}


@pytest.mark.parametrize(("text", "expected"), DEADLINES.values(), ids=DEADLINES)
def test_the_deadline_is_read_in_every_style_or_left_unsaid(text, expected):
    deadline = read_facts(dossier(text)).deadline
    assert (deadline.iso or None if deadline else None) == expected


@pytest.mark.parametrize(("text", "expected"), PIECES.values(), ids=PIECES)
def test_pieces_are_read_in_every_style(text, expected):
    found = [(p.name, p.stage) for p in read_facts(dossier(text)).pieces if p.stage != "award"]

    def same(one, other):
        return one[1] == other[1] and alike(one[0], other[0]) >= CLOSE

    missed = [one for one in expected if not any(same(one, other) for other in found)]
    wrong = [one for one in found if not any(same(one, other) for other in expected)]
    assert (missed, wrong) == ([], [])
