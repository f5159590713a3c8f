"""The buyer's booklet: using these documents, from the need to the follow-up, in a half-day."""

from __future__ import annotations

from procurement.typography import number, plural
from procurement.word.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Numbered,
    Paragraph,
    Table,
    TableOfContents,
)
from tenders.documents.context import DocumentContext
from tenders.documents.criteria import criteria_table, scale_table
from tenders.documents.sheet import sheet

TITLE = "Conduire un achat responsable"
_MISTAKES = (
    (
        "Une clause que personne ne contrôle",
        "Un indicateur, une fréquence, un responsable, une pénalité proportionnée.",
    ),
    (
        "« Producteurs locaux », « circuit court »",
        "Le nombre d'intermédiaires, la fraîcheur, les émissions de toute la livraison.",
    ),
    (
        "La politique RSE de l'entreprise notée en général",
        "Ce qui sera fait dans ce marché, et sa preuve.",
    ),
    ("Un label seul", "Les caractéristiques voulues, « ou équivalent »."),
    ("Un chiffre d'affaires élevé", "Des capacités liées au lot, dans la limite de R2142-7."),
    ("Des sous-critères découverts à l'analyse", "Tout ce qui pèse est annoncé (R2152-11)."),
    (
        "Un cahier des charges copié d'un fournisseur",
        "Des résultats à atteindre, relus par quelqu'un d'autre.",
    ),
)


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        Note(
            "À quoi sert ce livret",
            (
                "Il accompagne une séance d'une demi-journée avec les personnes qui achètent, "
                "rédigent et suivent ce marché. Chaque partie finit par un exercice.",
            ),
        ),
        TableOfContents(),
        *_law(),
        *_need(context),
        *_sourcing(context),
        *_lots(context),
        *_criteria(context),
        *_clauses(context),
        *_drafting(context),
        *_analysis(),
        *_follow_up(context),
        *_session(),
    ]
    return sheet(context, "formation_acheteur", TITLE, blocks)


def _law() -> list[Block]:
    return [
        Heading(1, "Ce que la loi demande"),
        Paragraph("Depuis l'été 2026, trois obligations distinctes s'ajoutent l'une à l'autre :"),
        Table(
            header=("Obligation", "Où elle s'écrit", "Article"),
            rows=(
                (
                    "Des spécifications techniques qui tiennent compte du développement durable",
                    "CCTP",
                    "L2111-2",
                ),
                (
                    "Des conditions d'exécution qui prennent en compte l'environnement",
                    "CCAP",
                    "L2112-2",
                ),
                (
                    "Un critère au moins sur les caractéristiques environnementales de l'offre",
                    "Règlement de la consultation",
                    "L2152-7, R2152-7",
                ),
                (
                    "Au-dessus des seuils européens, une condition sociale, ou les motifs de son "
                    "absence",
                    "CCAP, dossier",
                    "L2112-2-1",
                ),
            ),
            caption="Les obligations et leur place",
            widths=(6, 3, 2),
        ),
        Paragraph(
            "Une clause ne remplace pas le critère, et le critère ne remplace pas la clause."
        ),
    ]


def _need(context: DocumentContext) -> list[Block]:
    diagnosis = context.diagnosis
    return [
        Heading(1, "Partir du besoin"),
        Paragraph(
            "Le besoin se définit avant la procédure (L2111-1). Le diagnostic de ce marché réunit "
            f"{plural(len(diagnosis.members), 'membre')}, {plural(len(diagnosis.sheets), 'fiche')} "
            f"et {plural(len(diagnosis.sites), 'site')}."
        ),
        *_gaps(context),
        _exercise(
            "Choisissez un volume du diagnostic. Qui l'a fourni, comment l'a-t-il mesuré, et que "
            "se passe-t-il s'il est faux de 20 % ?"
        ),
    ]


def _gaps(context: DocumentContext) -> list[Block]:
    gaps = context.diagnosis.gaps
    if not gaps:
        return []
    return [
        Paragraph("Ce qui reste à éclaircir :"),
        Bullets(tuple(f"{gap.what} {gap.why}" for gap in gaps)),
    ]


def _sourcing(context: DocumentContext) -> list[Block]:
    said = [
        Paragraph(
            f"« {record.title} » a reçu {plural(record.contributions, 'contribution')} ; les "
            f"décisions prises ensuite sont au nombre de {number(len(record.decisions))}."
        )
        for record in context.sourcing
    ]
    return [
        Heading(1, "Parler aux fournisseurs, sans fausser la concurrence"),
        Paragraph(
            "Consulter le marché est permis (R2111-1), à une condition : personne ne doit en tirer "
            "un avantage (R2111-2)."
        ),
        Bullets(
            (
                "Même présentation, mêmes questions, mêmes dates pour tous.",
                "Jamais de prix ni de projet d'offre ; les secrets restent secrets (L2132-1).",
                "Tout ce qui est utile pour répondre se retrouve dans le dossier.",
                "On écrit ce qui a été proposé, retenu ou écarté, et pourquoi.",
            )
        ),
        *said,
        _exercise(
            "Un fournisseur appelle après la clôture pour « préciser un point ». Que répondez-"
            "vous ? (Corrigé : rien de plus que ce qui est public ; l'échange est noté.)"
        ),
    ]


def _lots(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Allotir pour ouvrir"),
        Paragraph(
            "Le lot est l'outil le plus simple pour laisser venir les petites structures "
            f"(L2113-10). Ce marché compte {plural(len(context.lots), 'lot')}."
        ),
        Bullets(
            (
                "Un lot se dimensionne sur ce qu'une structure du secteur sait faire.",
                "Une réservation se décide lot par lot, s'annonce et cite son article.",
                "La réservation à l'ESS ne vaut que pour certains services, trois ans au plus "
                "(L2113-15 et L2113-16).",
            )
        ),
        _exercise("Quel lot serait hors de portée d'une structure de dix personnes ? Pourquoi ?"),
    ]


def _criteria(context: DocumentContext) -> list[Block]:
    tables: list[Block] = [
        criteria_table(criteria, lots) for lots, criteria in context.criteria_sets() if criteria
    ]
    return [
        Heading(1, "Des critères qui se mesurent"),
        *tables,
        Paragraph("Une échelle écrite avant de lire les offres protège tout le monde :"),
        scale_table(),
        _exercise("Notez seul, puis comparez : pourquoi deux lecteurs diffèrent-ils d'un point ?"),
    ]


def _clauses(context: DocumentContext) -> list[Block]:
    followed = [(c.source, c.follow_up) for c in context.clauses if c.follow_up]
    blocks: list[Block] = [
        Heading(1, "Des clauses qui s'exécutent"),
        Paragraph("Une obligation chiffrée se contrôle ; une intention, non."),
    ]
    if followed:
        blocks.append(
            Table(
                header=("Clause", "Pourquoi", "Qui la suit"),
                rows=tuple((s.title, s.why, follow.owner) for s, follow in followed if follow),
                caption="Les clauses de ce marché",
                widths=(3, 6, 3),
                row_headers=True,
            )
        )
    return [
        *blocks,
        _exercise("Prenez une clause du marché : quelle preuve demanderez-vous le premier mois ?"),
    ]


def _drafting(context: DocumentContext) -> list[Block]:
    findings: list[Block] = []
    if context.findings:
        findings = [
            Table(
                header=("Niveau", "Constat", "Que faire"),
                rows=tuple((f.severity_label, f.why, f.instead) for f in context.findings),
                caption="Ce que les contrôles signalent sur ce marché",
                widths=(2, 5, 5),
                row_headers=True,
            )
        ]
    return [
        Heading(1, "Écrire juste"),
        Table(
            header=("On lit souvent", "Écrivez plutôt"),
            rows=_MISTAKES,
            caption="Rédactions à éviter",
            widths=(1, 1),
        ),
        *findings,
    ]


def _analysis() -> list[Block]:
    return [
        Heading(1, "Analyser les offres"),
        Numbered(
            (
                "Relire les critères ensemble avant d'ouvrir les plis.",
                "Vérifier la recevabilité, et demander à tous les pièces qui manquent (R2144-2).",
                "Noter chacun, puis rapprocher, et écrire les motifs.",
                "Interroger les prix qui paraissent anormalement bas (L2152-6).",
                "Informer les candidats non retenus, avec les motifs (R2181-1).",
            )
        ),
    ]


def _follow_up(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Suivre le marché"),
        Paragraph(
            "Un marché responsable se joue après la signature. Désignez une personne par clause, "
            "fixez la date du premier bilan, publiez les données essentielles dans les "
            f"{context.law('essential_data_months')} mois (R2196-1) et "
            "gardez le dossier cinq ans au moins (R2184-12)."
        ),
    ]


def _session() -> list[Block]:
    return [
        Heading(1, "Déroulé de la séance"),
        Table(
            header=("Durée", "Partie", "Matériel"),
            rows=(
                ("30 min", "La loi et le besoin", "Diagnostic imprimé"),
                ("30 min", "Le sourçage : jeu de rôle", "Rapport de sourçage"),
                ("45 min", "Lots et critères : exercice de notation", "Grille d'analyse"),
                ("45 min", "Clauses : de la phrase à la preuve", "CCAP et CCTP"),
                ("30 min", "Questions, et ce que chacun change demain", "Ce livret"),
            ),
            caption="Une demi-journée",
            widths=(2, 6, 4),
        ),
        Paragraph("Les exercices se corrigent à voix haute, sur les pièces du marché."),
    ]


def _exercise(text: str) -> Note:
    return Note("Exercice", (text,), "advice")
