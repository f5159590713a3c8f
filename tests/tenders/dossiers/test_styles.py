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
    "note finale sur cent points": (
        "# Modalités de notation\nLa note finale est obtenue sur 100 points :\n- Prix des prestations : note sur 40 points\n"
        "- Valeur technique : note sur 50 points\n- Développement durable : note sur 10 points",
        [
            (None, "Prix des prestations", 40, {}),
            (None, "Valeur technique", 50, {}),
            (None, "Développement durable", 10, {}),
        ],
    ),
    "pondérés entre parenthèses sans le signe": (
        "# Critères de choix\nLes critères retenus pour le jugement des offres sont pondérés de la manière suivante :\n"
        "1 - Valeur technique (pondération 60)\n2 - Prix (pondération 40)",
        [(None, "Valeur technique", 60, {}), (None, "Prix", 40, {})],
    ),
    "tableau rang critère pondération sous-critères en texte": (
        "# Jugement des offres\n| N° | Critères et sous-critères | Pondération |\n| 1 | Prix | 40 % |\n"
        "| 2 | Valeur technique | 60 % |\n| 2.1 | Moyens affectés | 35 % |\n| 2.2 | Suivi du chantier | 25 % |",
        [
            (None, "Prix", 40, {}),
            (None, "Valeur technique", 60, {"Moyens affectés": 35, "Suivi du chantier": 25}),
        ],
    ),
    "une cellule avec puces": (
        "# Critères\n| Critères | Pondération |\n| Prix | 30 |\n| Valeur technique décomposée comme suit : méthode (40), équipe (30) | 70 |",
        [(None, "Prix", 30, {}), (None, "Valeur technique", 70, {"Méthode": 40, "Équipe": 30})],
    ),
    "prose pour cent en lettres": (
        "# Attribution du marché\nLe prix sera pris en compte pour soixante pour cent et la qualité pour quarante pour cent.",
        [(None, "Prix", 60, {}), (None, "Qualité", 40, {})],
    ),
    "lots deux sections critères identiques": (
        "# Critères d'attribution\nPour chaque lot, les offres sont jugées selon les critères suivants :\n- Prix : 60 %\n- Qualité des denrées : 40 %",
        [(None, "Prix", 60, {}), (None, "Qualité des denrées", 40, {})],
    ),
    "lot par lot avec tirets": (
        "# Critères\n- Lot 1 :\n-- Prix : 70 %\n-- Délai : 30 %\n- Lot 2 :\n-- Prix : 50 %\n-- Délai : 50 %",
        [
            ("1", "Prix", 70, {}),
            ("1", "Délai", 30, {}),
            ("2", "Prix", 50, {}),
            ("2", "Délai", 50, {}),
        ],
    ),
    "colonnes prix et technique par lot avec intitulé": (
        "# Pondération\n| Lot | Intitulé | Prix | Technique |\n| 1 | Peinture | 60 % | 40 % |\n| 2 | Sols | 55 % | 45 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Technique", 40, {}),
            ("2", "Prix", 55, {}),
            ("2", "Technique", 45, {}),
        ],
    ),
    "critères puis sous-critères annoncés": (
        "# Jugement\nPrix : 40 %\nValeur technique : 60 %\nLa valeur technique est appréciée selon les sous-critères suivants :\n"
        "- Qualité du matériel : 30 %\n- Service après-vente : 30 %",
        [
            (None, "Prix", 40, {}),
            (None, "Valeur technique", 60, {"Qualité du matériel": 30, "Service après-vente": 30}),
        ],
    ),
    "sous-critères sur vingt": (
        "# Jugement\n1. Prix : 50 %\n2. Valeur technique : 50 %, notée à partir des éléments suivants :\n- Méthodologie : 25 %\n- Planning : 25 %",
        [
            (None, "Prix", 50, {}),
            (None, "Valeur technique", 50, {"Méthodologie": 25, "Planning": 25}),
        ],
    ),
    "tableau ligne de total sur cent": (
        "# Sélection\n| Critère | Note maximale |\n| Coût d'utilisation | 45 points |\n| Qualité esthétique | 35 points |\n| Délai de livraison | 20 points |\n| Note totale | 100 points |",
        [
            (None, "Coût d'utilisation", 45, {}),
            (None, "Qualité esthétique", 35, {}),
            (None, "Délai de livraison", 20, {}),
        ],
    ),
    "slash cent dans cellule": (
        "# Critères de jugement des offres\n| Critère | Poids |\n| Montant de l'offre | 40/100 |\n| Mémoire technique | 60/100 |",
        [(None, "Montant de l'offre", 40, {}), (None, "Mémoire technique", 60, {})],
    ),
    "prestations sociales": (
        "# Critères d'attribution\nC1 – Prix : 45 points\nC2 – Performances en matière d'insertion : 15 points\nC3 – Valeur technique : 40 points",
        [
            (None, "Prix", 45, {}),
            (None, "Performances en matière d'insertion", 15, {}),
            (None, "Valeur technique", 40, {}),
        ],
    ),
    "avis boamp": (
        "# Critères d'attribution\nOffre économiquement la plus avantageuse appréciée en fonction des critères énoncés ci-dessous avec leur pondération\n- Valeur technique de l'offre : 60 %\n- Prix : 40 %",
        [(None, "Valeur technique de l'offre", 60, {}), (None, "Prix", 40, {})],
    ),
    "eForms": (
        "# 5.1.10. Critères d'attribution\nCritère :\nType : Prix\nPondération (pourcentage, valeur exacte) : 40\nCritère :\nType : Qualité\nPondération (pourcentage, valeur exacte) : 60",
        [(None, "Prix", 40, {}), (None, "Qualité", 60, {})],
    ),
    "critères espacés par des formules": (
        "# Jugement des offres\n1) Prix – 40 %\nNote = 40 x (prix le plus bas / prix de l'offre)\n2) Valeur technique – 60 %\nLa note est attribuée au vu du mémoire technique.",
        [(None, "Prix", 40, {}), (None, "Valeur technique", 60, {})],
    ),
    "respectivement": (
        "# Jugement\nLe prix et la valeur technique comptent respectivement pour 40 % et 60 %.",
        [(None, "Prix", 40, {}), (None, "Valeur technique", 60, {})],
    ),
    "moitié": (
        "# Choix\n- le prix, à hauteur de 50 points sur 100 ;\n- les délais, à hauteur de 20 points sur 100 ;\n- la démarche environnementale, à hauteur de 30 points sur 100.",
        [
            (None, "Prix", 50, {}),
            (None, "Délais", 20, {}),
            (None, "Démarche environnementale", 30, {}),
        ],
    ),
    "critère avec note éliminatoire": (
        "# Jugement\nPrix : 40 %\nValeur technique : 60 % (toute note inférieure à 10 est éliminatoire)",
        [(None, "Prix", 40, {}), (None, "Valeur technique", 60, {})],
    ),
    "pénalités à côté": (
        "# Critères\nPrix : 60 %\nTechnique : 40 %\n# Avance\nUne avance de 5 % est versée. Le taux est porté à 30 %.",
        [(None, "Prix", 60, {}), (None, "Technique", 40, {})],
    ),
    "sous-sous-critères titre": (
        "# Critères\n## Critère n°1 : Prix des prestations – 50 points\nLe prix est analysé sur la DPGF.\n## Critère n°2 : Valeur technique – 50 points\nSous-critère 1 : Moyens humains – 20 points\nSous-critère 2 : Méthodologie – 30 points",
        [
            (None, "Prix des prestations", 50, {}),
            (None, "Valeur technique", 50, {"Moyens humains": 20, "Méthodologie": 30}),
        ],
    ),
    "tabulations": (
        "# Critères d'attribution\nPrix des prestations\t60 %\nValeur technique\t40 %",
        [(None, "Prix des prestations", 60, {}), (None, "Valeur technique", 40, {})],
    ),
    "lettres et deux niveaux": (
        "# Critères de jugement des offres\nA – Valeur technique : 60 %\na1 – Organisation : 30 %\na2 – Qualité des produits : 30 %\nB – Prix : 40 %",
        [
            (None, "Valeur technique", 60, {"Organisation": 30, "Qualité des produits": 30}),
            (None, "Prix", 40, {}),
        ],
    ),
    "trois colonnes de lots et totaux": (
        "# Grille\n| Critère | Lot 1 | Lot 2 | Lot 3 |\n| Prix | 50 % | 60 % | 70 % |\n| Qualité | 50 % | 40 % | 30 % |\n| Total | 100 % | 100 % | 100 % |",
        [
            (l, n, w, {})
            for l, p, q in (("1", 50, 50), ("2", 60, 40), ("3", 70, 30))
            for n, w in (("Prix", p), ("Qualité", q))
        ],
    ),
    "lots en lignes fusionnées": (
        "# Critères\n| Lot | Critère | Pondération |\n| Lot 1 – Pain | Prix | 60 % |\n| Lot 1 – Pain | Qualité | 40 % |\n| Lot 2 – Viande | Prix | 50 % |\n| Lot 2 – Viande | Qualité | 50 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Qualité", 40, {}),
            ("2", "Prix", 50, {}),
            ("2", "Qualité", 50, {}),
        ],
    ),
    "lignes titres de lot dans le tableau": (
        "# Critères\n| Critères | Pondération |\n| Lot 1 | Lot 1 |\n| Prix | 60 % |\n| Qualité | 40 % |\n| Lot 2 | Lot 2 |\n| Prix | 50 % |\n| Qualité | 50 % |",
        [
            ("1", "Prix", 60, {}),
            ("1", "Qualité", 40, {}),
            ("2", "Prix", 50, {}),
            ("2", "Qualité", 50, {}),
        ],
    ),
    "prose lot un et autres": (
        "# Jugement\nLot 1 : le prix compte pour 70 % et le délai pour 30 %.\nLots 2 et 3 : le prix compte pour 40 %, la technique pour 60 %.",
        [("1", "Prix", 70, {}), ("1", "Délai", 30, {})]
        + [(l, n, w, {}) for l in "23" for n, w in (("Prix", 40), ("Technique", 60))],
    ),
    "titre pour les lots 1 à 3": (
        "# Critères d'attribution\n## Pour les lots 1 à 2\n- Prix : 60\n- Qualité : 40\n## Pour le lot 3\n- Prix : 30\n- Qualité : 70",
        [
            (l, n, w, {})
            for l, p, q in (("1", 60, 40), ("2", 60, 40), ("3", 30, 70))
            for n, w in (("Prix", p), ("Qualité", q))
        ],
    ),
    "critère et deux colonnes": (
        "# Jugement\n| Critère | Pondération du critère | Sous-critère | Pondération du sous-critère |\n| Prix | 40 | | |\n| Technique | 60 | Moyens | 20 |\n| Technique | 60 | Méthode | 40 |",
        [(None, "Prix", 40, {}), (None, "Technique", 60, {"Moyens": 20, "Méthode": 40})],
    ),
    "puces et points alignés": (
        "# Notation des offres\nPrix ..................................... / 40\nDélais .................................... / 20\nMéthode ................................... / 40",
        [(None, "Prix", 40, {}), (None, "Délais", 20, {}), (None, "Méthode", 40, {})],
    ),
    "noté de 0 à": (
        "# Notation\nLe prix est noté de 0 à 60 et la valeur technique est notée de 0 à 40.",
        [(None, "Prix", 60, {}), (None, "Valeur technique", 40, {})],
    ),
    "critère avec lots en incise": (
        "# Jugement\nLes offres de chacun des lots sont jugées sur : la qualité gustative (40 %), le prix (35 %), la démarche environnementale (25 %).",
        [
            (None, "Qualité gustative", 40, {}),
            (None, "Prix", 35, {}),
            (None, "Démarche environnementale", 25, {}),
        ],
    ),
    "sous-critères en points sur critère en pour cent": (
        "# Critères\n1. Valeur technique : 60 %\n- Méthode : 12 points\n- Moyens : 8 points\n2. Prix : 40 %",
        [(None, "Valeur technique", 60, {"Méthode": 12, "Moyens": 8}), (None, "Prix", 40, {})],
    ),
    "dont en parenthèses": (
        "# Critères\n- Valeur technique (60 %, dont 40 % pour la méthode et 20 % pour les moyens)\n- Prix (40 %)",
        [(None, "Valeur technique", 60, {"Méthode": 40, "Moyens": 20}), (None, "Prix", 40, {})],
    ),
    "tableau sans tête": (
        "# Pondération des critères\n| Prix | 45 % |\n| Valeur technique | 40 % |\n| Insertion | 15 % |",
        [(None, "Prix", 45, {}), (None, "Valeur technique", 40, {}), (None, "Insertion", 15, {})],
    ),
    "critère long": (
        "# Attribution\n1/ Qualité et adéquation des moyens humains et matériels affectés à la prestation, au vu du mémoire technique : 55 points\n2/ Montant de l'offre au vu du DQE : 45 points",
        [
            (
                None,
                "Qualité et adéquation des moyens humains et matériels affectés à la prestation",
                55,
                {},
            ),
            (None, "Montant de l'offre", 45, {}),
        ],
    ),
    "coefficients de pondération tableau": (
        "# Examen des offres\n| Critères de jugement | Coefficient de pondération | Note |\n| Prix | 0,5 | /20 |\n| Technique | 0,3 | /20 |\n| Délai | 0,2 | /20 |",
        [(None, "Prix", 50, {}), (None, "Technique", 30, {}), (None, "Délai", 20, {})],
    ),
    "lettre simple": (
        "# Comment nous choisissons\nNous donnons 60 points au prix et 40 points à la qualité des produits.",
        [(None, "Prix", 60, {}), (None, "Qualité des produits", 40, {})],
    ),
    "valeur en titre de tableau": (
        "# Jugement\n| Valeur technique (60 points) | |\n| Organisation du chantier | 35 |\n| Gestion des déchets | 25 |\n| Prix (40 points) | |\n| DPGF | 40 |",
        [
            (
                None,
                "Valeur technique",
                60,
                {"Organisation du chantier": 35, "Gestion des déchets": 25},
            ),
            (None, "Prix", 40, {"DPGF": 40}),
        ],
    ),
    "sous-critères à deux points sans mot": (
        "# Analyse des offres\nValeur technique (60 points) :\n- Méthode (35 points)\n- Équipe (25 points)\nPrix (40 points)",
        [(None, "Valeur technique", 60, {"Méthode": 35, "Équipe": 25}), (None, "Prix", 40, {})],
    ),
    "critère par lot, paragraphes": (
        "# Critères\nPour le lot 1 :\nPrix : 60 %\nQualité : 40 %\nPour le lot 2 :\nPrix : 30 %\nQualité : 70 %",
        [
            ("1", "Prix", 60, {}),
            ("1", "Qualité", 40, {}),
            ("2", "Prix", 30, {}),
            ("2", "Qualité", 70, {}),
        ],
    ),
    "critères hiérarchisés": (
        "# Critères\nLes critères, classés par ordre décroissant d'importance, sont :\n- le prix\n- la qualité\n- le délai",
        [(None, "Prix", None, {}), (None, "Qualité", None, {}), (None, "Délai", None, {})],
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
    "le marché comprend": (
        "Le marché comprend deux lots :\n- lot n° 1 : entretien courant ;\n- lot n° 2 : grosses réparations.",
        {"1": "entretien courant", "2": "grosses réparations"},
    ),
    "tableau lot intitulé deux colonnes sans tête": (
        "# Allotissement\n| Lot 1 | Fourniture de mobilier |\n| Lot 2 | Pose de mobilier |",
        {"1": "Fourniture de mobilier", "2": "Pose de mobilier"},
    ),
    "numéro du lot deux lignes": (
        "# Lots\nLot n° 1\nTravaux de peinture\nLot n° 2\nTravaux de sols",
        {"1": "Travaux de peinture", "2": "Travaux de sols"},
    ),
    "deux lots en parenthèses": (
        "La présente consultation est allotie : lot 1 (plats cuisinés), lot 2 (pain) et lot 3 (fruits).",
        {"1": "plats cuisinés", "2": "pain", "3": "fruits"},
    ),
    "désignation du lot": (
        "| Désignation du lot | Estimation HT |\n| Lot 1 : Charpente | 50 000 € |\n| Lot 2 : Couverture | 30 000 € |",
        {"1": "Charpente", "2": "Couverture"},
    ),
    "lots géographiques": (
        "# Découpage\nLes lots géographiques sont : lot 1 secteur Nord, lot 2 secteur Sud, lot 3 secteur Est.",
        {"1": "secteur Nord", "2": "secteur Sud", "3": "secteur Est"},
    ),
    "ordinaux": (
        "Premier lot : repas scolaires. Deuxième lot : repas des aînés.",
        {"1": "repas scolaires", "2": "repas des aînés"},
    ),
    "lot 1 durée": (
        "# Durée\nLe lot 1 dure 12 mois, le lot 2 dure 24 mois.\n# Lots\nLot 1 – Tonte\nLot 2 – Taille",
        {"1": "Tonte", "2": "Taille"},
    ),
    "lot et montant dans la phrase": (
        "Lot 1 : Pain (maximum 10 000 € HT par an) ; Lot 2 : Lait (maximum 8 000 € HT par an).",
        {"1": "Pain", "2": "Lait"},
    ),
    "lot dans objet eForms": (
        "Lot : LOT-0001\nTitre : Collecte\nLot : LOT-0002\nTitre : Tri",
        {"1": "Collecte", "2": "Tri"},
    ),
    "marché unique": ("L'acheteur a choisi de ne pas allotir le marché.", {}),
    "sans lots mais lot 1 d'un autre marché": (
        "Il s'agit d'un marché non alloti. Le lot 1 du marché précédent portait sur la tonte.",
        {},
    ),
    "lots A B C dans un tableau": (
        "| Lot | Libellé |\n| A | Denrées |\n| B | Boissons |\n| C | Surgelés |",
        {"A": "Denrées", "B": "Boissons", "C": "Surgelés"},
    ),
    "trois lots numérotés à la suite": (
        "# Allotissement\nLes prestations sont réparties en 2 lots désignés ci-dessous :\n| Lot(s) | Désignation |\n| 01 | Lavage de vitres |\n| 02 | Nettoyage de locaux |",
        {"1": "Lavage de vitres", "2": "Nettoyage de locaux"},
    ),
    "lots avec deux points et virgules": (
        "Marché alloti. Lot n°1 : achat de plants, lot n°2 : achat de terreau.",
        {"1": "achat de plants", "2": "achat de terreau"},
    ),
    "tabulation": (
        "# Lots\nLot 1\tpeinture\nLot 2\tsols souples",
        {"1": "peinture", "2": "sols souples"},
    ),
    "numéros sous le titre lots": (
        "# Liste des lots\n1. Peinture\n2. Sols\n3. Plomberie",
        {"1": "Peinture", "2": "Sols", "3": "Plomberie"},
    ),
    "lot zéro un deux points": (
        "LOT N° 01 : DÉMOLITION – GROS ŒUVRE\nLOT N° 02 : CHARPENTE BOIS\nLOT N° 03 : ÉLECTRICITÉ",
        {"1": "DÉMOLITION – GROS ŒUVRE", "2": "CHARPENTE BOIS", "3": "ÉLECTRICITÉ"},
    ),
    "réparties": (
        "Les prestations sont réparties en 3 lot(s) : Lot 1 - Électricité / Lot 2 - Gaz / Lot 3 - Bois",
        {"1": "Électricité", "2": "Gaz", "3": "Bois"},
    ),
    "intitulé des lots": (
        "| N° | Intitulé des lots | Réservé (oui/non) |\n| 1 | Entretien des parcs | oui |\n| 2 | Élagage | non |",
        {"1": "Entretien des parcs", "2": "Élagage"},
    ),
    "lots mal triés": ("Lot 2 : Sols\nLot 1 : Peinture", {"1": "Peinture", "2": "Sols"}),
    "lot en tiret cadratin et réservé": (
        "- Lot 1 — Espaces verts (lot réservé aux ESAT)\n- Lot 2 — Voirie",
        {"1": "Espaces verts", "2": "Voirie"},
    ),
    "le lot n° 1 est relatif": (
        "Le lot n° 1 est relatif à la fourniture de linge ; le lot n° 2 est relatif à son entretien.",
        {"1": "fourniture de linge", "2": "son entretien"},
    ),
    "objets des lots": (
        "Objet du lot n° 1 : Tri des textiles\nObjet du lot n° 2 : Collecte des textiles",
        {"1": "Tri des textiles", "2": "Collecte des textiles"},
    ),
    "lots a b minuscules": (
        "Le marché comporte deux lots :\na) Lavage\nb) Repassage",
        {"A": "Lavage", "B": "Repassage"},
    ),
    "lots plus de dix tableau": (
        "# Lots\n| Lot | Désignation |\n"
        + "\n".join(f"| {n:02d} | Produit {c} |" for n, c in enumerate("abcdefghijkl", 1)),
        {str(n): f"Produit {c}" for n, c in enumerate("abcdefghijkl", 1)},
    ),
    "lot sans titre mais contenu": (
        "# Objet\nDeux lots : le lot 1 pour la fourniture des repas en liaison froide, et le lot 2 pour les goûters.",
        {"1": "fourniture des repas en liaison froide", "2": "goûters"},
    ),
    "lot puis réserve": (
        "Lot 1 : Peinture\nLe lot 1 est réservé aux structures d'insertion.\nLot 2 : Sols\nLe lot 2 est ouvert à tous.",
        {"1": "Peinture", "2": "Sols"},
    ),
    "sous-lots": (
        "Lot 1a : Pain frais\nLot 1b : Pain surgelé\nLot 2 : Viennoiseries",
        {"1a": "Pain frais", "1b": "Pain surgelé", "2": "Viennoiseries"},
    ),
    "tableau lot en ligne unique": (
        "# Allotissement\n| Lot 1 : Papier | Lot 2 : Toner |",
        {"1": "Papier", "2": "Toner"},
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
    "dépôt électronique": (
        "# Conditions de remise\nLes offres devront être déposées sur le profil d'acheteur avant la date et l'heure suivantes : 12/04/2027 12:00.",
        "2027-04-12T12:00",
    ),
    "DLRO": ("DLRO : 12/04/2027 – 17h00", "2027-04-12T17:00"),
    "retour devis": ("Retour des devis souhaité pour le 12 avril 2027 au plus tard.", "2027-04-12"),
    "tableau étiquette à gauche deux lignes": (
        "| Date limite de réception des offres | 12 avril 2027 |\n| Heure limite | 12 h 00 |",
        "2027-04-12T12:00",
    ),
    "envoi de l'avis": ("Date d'envoi du présent avis : 12 avril 2027.", None),
    "délai de rigueur lettre": (
        "Votre réponse devra nous parvenir avant le 12 avril 2027, 12 heures, délai de rigueur.",
        "2027-04-12T12:00",
    ),
    "remise au secrétariat": (
        "Les offres seront remises contre récépissé au secrétariat de la mairie jusqu'au lundi 12 avril 2027, 16h30.",
        "2027-04-12T16:30",
    ),
    "page de garde": (
        "RÈGLEMENT DE LA CONSULTATION\nDate et heure limites de réception des offres :\nLundi 12 avril 2027 à 12 heures",
        "2027-04-12T12:00",
    ),
    "réunion": ("Une réunion d'information a lieu le 12 avril 2027 à 10 h en mairie.", None),
    "date du marché": ("Le marché prend effet le 12 avril 2027.", None),
    "commencement": ("Les travaux commencent au plus tard le 12 avril 2027.", None),
    "factures": ("Les factures sont déposées sur Chorus avant le 12 avril 2027.", None),
    "période de questions et dépôt": (
        "Les questions sont posées avant le 2 avril 2027. Les réponses sont déposées avant le 12 avril 2027 à 12h00.",
        "2027-04-12T12:00",
    ),
    "subvention": ("Le dossier de subvention est déposé avant le 12 avril 2027 à 12 h.", None),
    "date prix": (
        "Les prix sont réputés établis au mois de avril 2027. Offres reçues le 12 avril 2027 au plus tard, à 11 heures.",
        "2027-04-12T11:00",
    ),
    "échéances": (
        "# Calendrier\n- Lancement : 1er mars 2027\n- Fin des questions : 2 avril 2027\n- Remise des plis : 12 avril 2027 à midi\n- Auditions : 20 avril 2027",
        "2027-04-12T12:00",
    ),
    "le à": (
        "Les candidats transmettent leur pli par voie électronique. Fin de réception : le 12 avril 2027 à 12h.",
        "2027-04-12T12:00",
    ),
    "attestation": (
        "L'attestation d'assurance doit être valable jusqu'au 12 avril 2027 à minuit.",
        None,
    ),
    "commande": ("Les commandes sont envoyées avant le 12 avril 2027 à 10 h.", None),
    "phrase infirmée": (
        "Le marché précédent avait reçu des offres jusqu'au 12 avril 2023 à 12 h.",
        None,
    ),
    "inversée": ("12 avril 2027 à 12 h : date limite de remise des offres.", "2027-04-12T12:00"),
    "tout": ("Merci de nous rendre le tout pour le 12 avril 2027 à midi.", "2027-04-12T12:00"),
    "heure écrite point": (
        "Date limite de dépôt : le 12 avril 2027 à 12.00 heures.",
        "2027-04-12T12:00",
    ),
    "date et heure séparées": (
        "Date limite de réception des plis : 12 avril 2027\nHeure limite de réception des plis : 11h00",
        "2027-04-12T11:00",
    ),
    "titre seul": (
        "# Remise des offres\nAu plus tard le lundi 12 avril 2027 à 12:00",
        "2027-04-12T12:00",
    ),
    "eforms": (
        "Date limite de réception des offres : 12/04/2027 12:00:00 (UTC+2)",
        "2027-04-12T12:00",
    ),
    "iso": ("Date limite de réception des offres : 2027-04-12 à 12h00", "2027-04-12T12:00"),
    "contradiction": (
        "Date limite de réception des offres : 12 avril 2027 à 12 h.\nLes plis sont remis avant le 14 avril 2027 à 12 h.",
        None,
    ),
    "deux chiffres": ("Remise des offres le 12/04/27 avant 12h00.", "2027-04-12T12:00"),
    "parvenir": (
        "Les plis doivent parvenir à la mairie avant le lundi 12 avril 2027 à 17 heures, délai de rigueur.",
        "2027-04-12T17:00",
    ),
    "report": (
        "La date limite de remise des offres, fixée initialement au 5 avril 2027 à 12 h, est reportée au 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    "prolongée": (
        "Le délai de remise des offres est prolongé jusqu'au 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    "soumissionnaire": (
        "Le soumissionnaire dispose d'un délai expirant le 12 avril 2027 à 12 h pour remettre son offre.",
        "2027-04-12T12:00",
    ),
    "fin réception": (
        "Clôture des dépôts le 12 avril 2027 à 12 h 00 précises.",
        "2027-04-12T12:00",
    ),
    "bon de retour": (
        "Les échantillons parviennent avant le 8 avril 2027 à 12 h et les offres avant le 12 avril 2027 à 12 h.",
        "2027-04-12T12:00",
    ),
    "durée": ("Le marché court jusqu'au 12 avril 2027.", None),
    "reconduction": (
        "Le pouvoir adjudicateur se prononce au plus tard le 12 avril 2027 sur la reconduction.",
        None,
    ),
    "rapport": ("Le titulaire remet son rapport au plus tard le 12 avril 2027 à 12 h.", None),
    "réponse acheteur": (
        "L'acheteur répond aux questions au plus tard le 8 avril 2027 à 12 h.",
        None,
    ),
    "planning titulaire": (
        "Le titulaire transmet le planning avant le 12 avril 2027 à 10 h.",
        None,
    ),
    "réclamation": ("Toute réclamation est adressée avant le 12 avril 2027 à 12 h.", None),
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
    "liste puis offre": (
        "# Présentation des candidatures et des offres\nLes candidats remettent un dossier complet comprenant :\n1. Pièces relatives à la candidature\n- Lettre de candidature DC1\n- Déclaration du candidat DC2\n2. Pièces relatives à l'offre\n- Acte d'engagement\n- Bordereau des prix unitaires",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Acte d'engagement", "offer"),
            ("Bordereau des prix unitaires", "offer"),
        },
    ),
    "prose simple": (
        "# Réponse\nLe candidat transmet un devis signé, un planning, son attestation d'assurance décennale et un extrait Kbis.",
        {
            ("devis", "offer"),
            ("planning", "offer"),
            ("attestation d'assurance décennale", "candidature"),
            ("extrait Kbis", "candidature"),
        },
    ),
    "première et seconde enveloppe": (
        "# Contenu des enveloppes\nPremière enveloppe :\n- DC1\n- DC2\nSeconde enveloppe :\n- Acte d'engagement\n- DPGF",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Acte d'engagement", "offer"),
            ("DPGF", "offer"),
        },
    ),
    "justificatifs en tableau": (
        "# Justificatifs à produire au titre de la candidature\n| Justificatif | Format |\n| Attestation de régularité fiscale | PDF |\n| Liste des principales références | PDF |\n# Justificatifs à produire au titre de l'offre\n| Document | Format |\n| Bordereau des prix | Tableur |\n| Mémoire technique | PDF |",
        {
            ("Attestation de régularité fiscale", "candidature"),
            ("Liste des principales références", "candidature"),
            ("Bordereau des prix", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "ce que contient l'offre": (
        "# Votre offre\nVotre offre contiendra : l'acte d'engagement, la décomposition du prix, une note méthodologique et le planning prévisionnel.\n# Votre candidature\nVotre candidature contiendra : le DC1, le DC2 et la liste de vos références.",
        {
            ("acte d'engagement", "offer"),
            ("décomposition du prix", "offer"),
            ("note méthodologique", "offer"),
            ("planning prévisionnel", "offer"),
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("liste de références", "candidature"),
        },
    ),
    "numérotation": (
        "# Article 5 – Dossier de réponse\n## 5.1 – Candidature\n5.1.1 – Formulaire DC1\n5.1.2 – Formulaire DC2\n## 5.2 – Offre\n5.2.1 – Acte d'engagement\n5.2.2 – Mémoire technique",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Acte d'engagement", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "tableau coché": (
        "# Pièces à fournir\n| Pièce | Candidature | Offre |\n| DC1 | X | |\n| Kbis | X | |\n| DPGF | | X |\n| Mémoire technique | | X |",
        {
            ("DC1", "candidature"),
            ("Kbis", "candidature"),
            ("DPGF", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "sur l'honneur": (
        "# Candidature\nChaque candidat produit une déclaration sur l'honneur pour justifier qu'il n'entre dans aucun cas d'interdiction de soumissionner, ainsi que le chiffre d'affaires des trois derniers exercices.\n# Offre\nL'offre comprend l'acte d'engagement et le mémoire technique.",
        {
            ("déclaration sur l'honneur", "candidature"),
            ("chiffre d'affaires", "candidature"),
            ("acte d'engagement", "offer"),
            ("mémoire technique", "offer"),
        },
    ),
    "références du code": (
        "# Conditions de participation\n- Déclaration concernant le chiffre d'affaires global\n- Déclaration indiquant les effectifs moyens annuels\n- Présentation d'une liste des principales fournitures\n# Contenu de l'offre\n- Catalogue des prix\n- Échantillons",
        {
            ("chiffre d'affaires", "candidature"),
            ("effectifs moyens annuels", "candidature"),
            ("liste des principales fournitures", "candidature"),
            ("Catalogue des prix", "offer"),
            ("Échantillons", "offer"),
        },
    ),
    "pas demandé": (
        "# Pièces de la candidature\n- DC1\n- DC2\nLe DUME n'est pas exigé.\n# Pièces de l'offre\n- Devis\n- RIB",
        {("DC1", "candidature"), ("DC2", "candidature"), ("Devis", "offer"), ("RIB", "offer")},
    ),
    "remarques entre": (
        "# Pièces de l'offre\nLe candidat fournit les documents suivants, rédigés en français :\n- un acte d'engagement ;\n- un mémoire technique de 20 pages maximum ;\n- un bordereau de prix.\nNota : toute modification du bordereau entraîne le rejet de l'offre.\nLes offres sont signées électroniquement.",
        {
            ("acte d'engagement", "offer"),
            ("mémoire technique", "offer"),
            ("bordereau de prix", "offer"),
        },
    ),
    "aws": (
        "# Présentation des candidatures et des offres\nLes offres des candidats seront entièrement rédigées en langue française.\n## Documents à produire\nChaque candidat aura à produire un dossier complet comprenant les pièces suivantes :\nPièces de la candidature telles que prévues aux articles L. 2142-1, R. 2142-3 et R. 2142-4 du Code :\nRenseignements concernant la situation juridique de l'entreprise :\n| Libellés | Signature |\n| Lettre de candidature | Non |\n| Déclaration sur l'honneur | Non |\nRenseignements concernant la capacité économique et financière de l'entreprise :\n| Libellés | Signature |\n| Déclaration concernant le chiffre d'affaires global | Non |\nRenseignements concernant les références professionnelles et la capacité technique :\n| Libellés | Signature |\n| Liste des principales prestations effectuées au cours des trois dernières années | Non |\nPièces de l'offre :\n| Libellés | Signature |\n| Acte d'engagement (AE) et ses annexes | Oui |\n| Bordereau des prix unitaires (BPU) | Non |\n| Mémoire technique | Non |",
        {
            ("Lettre de candidature", "candidature"),
            ("Déclaration sur l'honneur", "candidature"),
            ("chiffre d'affaires", "candidature"),
            ("Liste des principales prestations", "candidature"),
            ("Acte d'engagement", "offer"),
            ("BPU", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
    "tirets sous deux sous-titres": (
        "# Présentation de l'offre\n## Dossier de candidature\n- une lettre de candidature établie sur DC1 ou équivalent\n- une déclaration du candidat (DC2)\n- une attestation d'assurance en cours de validité\n## Dossier d'offre\n- l'acte d'engagement et son annexe financière\n- le mémoire technique\n- le planning",
        {
            ("lettre de candidature", "candidature"),
            ("déclaration du candidat", "candidature"),
            ("attestation d'assurance", "candidature"),
            ("acte d'engagement", "offer"),
            ("mémoire technique", "offer"),
            ("planning", "offer"),
            ("annexe financière", "offer"),
        },
    ),
    "lettre commune": (
        "Votre envoi comportera :\n- votre devis détaillé et signé\n- une attestation d'assurance\n- un extrait Kbis de moins de trois mois\n- vos références sur des chantiers comparables\nBien cordialement,\nLe maire",
        {
            ("devis", "offer"),
            ("attestation d'assurance", "candidature"),
            ("extrait Kbis", "candidature"),
            ("références", "candidature"),
        },
    ),
    "prose deux phrases": (
        "# Contenu de la réponse\nPour la candidature, joindre le DUME ou à défaut les DC1 et DC2. Pour l'offre, joindre le bordereau des prix, la note méthodologique et trois fiches techniques.",
        {
            ("DUME", "candidature"),
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("bordereau des prix", "offer"),
            ("note méthodologique", "offer"),
            ("fiches techniques", "offer"),
        },
    ),
    "numéros et parenthèses": (
        "# Composition du dossier de réponse\nLe dossier de réponse comprend :\n(1) le formulaire DC1\n(2) le formulaire DC2\n(3) l'acte d'engagement\n(4) le détail quantitatif estimatif (DQE)",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("acte d'engagement", "offer"),
            ("détail quantitatif estimatif", "offer"),
        },
    ),
    "colonne stade": (
        "# Récapitulatif des pièces\n| Pièce à remettre | Stade | Signature |\n| DC1 | Candidature | non |\n| DC2 | Candidature | non |\n| Acte d'engagement | Offre | oui |\n| Mémoire | Offre | non |",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Acte d'engagement", "offer"),
            ("Mémoire", "offer"),
        },
    ),
    "sous-titre éléments financiers": (
        "# Contenu de l'offre\nÉléments financiers :\n- Bordereau des prix\n- Détail estimatif\nÉléments techniques :\n- Mémoire technique\n- Fiches techniques",
        {
            ("Bordereau des prix", "offer"),
            ("Détail estimatif", "offer"),
            ("Mémoire technique", "offer"),
            ("Fiches techniques", "offer"),
        },
    ),
    "gras titres sans mot": (
        "# Remise des candidatures et des offres\n## Candidature\nLe candidat remet :\n- DC1\n- DC2\n## Offre\nLe candidat remet :\n- ATTRI1\n- BPU",
        {("DC1", "candidature"), ("DC2", "candidature"), ("ATTRI1", "offer"), ("BPU", "offer")},
    ),
    "cases": (
        "# Pièces de candidature\n☒ DC1\n☒ Attestation d'assurance\n☐ Échantillons\n# Pièces de l'offre\n☒ Devis\n☒ Planning",
        {
            ("DC1", "candidature"),
            ("Attestation d'assurance", "candidature"),
            ("Devis", "offer"),
            ("Planning", "offer"),
        },
    ),
    "fin de liste": (
        "# Pièces de la candidature\n- DC1\n- DC2\n# Pièces de l'offre\n- Acte d'engagement\n- Mémoire technique\n# Variantes\nLes variantes sont interdites.\n# Jugement\n- Prix : 60 %\n- Délai : 40 %\n# Visite\nUne attestation est remise à l'issue de la visite.",
        {
            ("DC1", "candidature"),
            ("DC2", "candidature"),
            ("Acte d'engagement", "offer"),
            ("Mémoire technique", "offer"),
        },
    ),
}


@pytest.mark.parametrize(("text", "expected"), CRITERIA.values(), ids=CRITERIA)
def test_criteria_are_read_in_every_style(text, expected):
    found = read_facts(dossier(text)).criteria

    def key(one):
        return one[:2]

    assert sorted(
        (
            (c.lot or "", fold(c.name), c.weight, {fold(s.name): s.weight for s in c.sub_criteria})
            for c in found
        ),
        key=key,
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
