"""The supplier's booklet for this very consultation, for people who never answered a tender."""

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
from tenders.documents.context import Criterion, DocumentContext
from tenders.documents.criteria import criteria_table, expectations, method, percent
from tenders.documents.dates import back_plan, calendar
from tenders.documents.exercises import exercises, glossary, quiz
from tenders.documents.lots import access, amount, reservations
from tenders.documents.prices import has_lump_sums, has_prices, price_documents
from tenders.documents.sheet import buyers, deadline, duration, estimate, many, sheet

TITLE = "Répondre à ce marché, pas à pas"


def build(context: DocumentContext) -> Document:
    blocks: list[Block] = [
        Note(
            "Pour qui est ce livret",
            (
                "Pour une association, une coopérative, une structure d'insertion, un atelier ou "
                "une petite entreprise qui n'a jamais répondu à un marché public, ou qui hésite à "
                "le faire. Il se lit en une heure, et les exercices se font à deux.",
            ),
        ),
        TableOfContents(),
        *_mechanics(context),
        *_bought(context),
        *_dates(context),
        *_criteria(context),
        *_pieces(context),
        *_traps(),
        *_together(context),
        *_money(context),
        *exercises(context),
        *quiz(),
        *glossary(),
    ]
    return sheet(context, "formation_fournisseur", TITLE, blocks)


def _mechanics(context: DocumentContext) -> list[Block]:
    adapted = (
        "Cette consultation est une procédure adaptée : les règles sont plus souples, et "
        "l'acheteur peut négocier."
        if context.is_adapted
        else "Cette consultation suit une procédure formalisée : les règles sont strictes, et une "
        "pièce oubliée peut coûter le marché."
    )
    return [
        Heading(1, "Un marché public en cinq minutes"),
        Paragraph(
            "Un marché public est un contrat. Une personne publique y achète un service, des "
            "fournitures ou des travaux, avec l'argent de tous. C'est pourquoi elle doit laisser "
            "chacun répondre, traiter tout le monde de la même façon et dire à l'avance comment "
            "elle choisira (article L3 du code de la commande publique)."
        ),
        Numbered(
            (
                "L'acheteur décrit son besoin et publie un dossier.",
                "Vous lisez, vous posez des questions ; les réponses sont données à tous.",
                "Vous déposez un pli avec votre candidature et votre offre, avant une heure "
                "précise.",
                "L'acheteur vérifie les candidatures, puis note les offres sur les critères "
                "annoncés.",
                "Il informe tout le monde, signe avec le mieux classé, et le travail commence.",
            )
        ),
        Paragraph(adapted),
    ]


def _bought(context: DocumentContext) -> list[Block]:
    sites = context.diagnosis.sites
    blocks: list[Block] = [
        Heading(1, "Ce que ce marché achète"),
        Paragraph(context.summary or f"Le marché porte sur : {context.title}."),
        Bullets(
            (
                f"Qui achète : {buyers(context)}.",
                f"Pour combien de temps : {duration(context)}.",
                f"Pour quel montant estimé : {estimate(context)} au total.",
                f"Où : {plural(len(sites), 'site')} à desservir."
                if sites
                else "Où : [[la liste des sites à desservir]].",
            )
        ),
    ]
    if sites:
        blocks.append(
            Table(
                header=("Site", "Commune"),
                rows=tuple((site.name, site.commune) for _, site in sites),
                caption="Les sites",
                widths=(2, 1),
            )
        )
    if context.lots:
        blocks += [
            Heading(2, "Les lots"),
            Paragraph("Chaque lot est un marché à part. Vous pouvez n'en choisir qu'un."),
            Table(
                header=("Lot", "Contenu", "Montant estimé", "Accès"),
                rows=tuple(
                    (str(lot.number), lot.title, amount(lot), access(lot)) for lot in context.lots
                ),
                caption="Les lots et leur montant",
                widths=(1, 6, 3, 3),
                numbers=frozenset({2}),
            ),
            *reservations(context),
        ]
    return [*blocks, *_volumes(context)]


def _volumes(context: DocumentContext) -> list[Block]:
    totals = context.diagnosis.totals
    if not totals:
        return []
    return [
        Heading(2, "Les volumes"),
        Paragraph(
            "Ces quantités viennent du diagnostic fait par tous les membres. Ce sont des "
            "estimations : demandez-vous si vous pouvez les tenir au quotidien."
        ),
        Table(
            header=("Prestation", "Quantité", "Unité"),
            rows=tuple(
                (t.title, number(t.value), f"{many(context.unit(t))} {t.per}") for t in totals
            ),
            caption="Volumes estimés",
            widths=(5, 2, 3),
            numbers=frozenset({1}),
            row_headers=True,
        ),
    ]


def _dates(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Les dates, et votre calendrier à rebours"),
        calendar(context),
        Paragraph(
            "Une offre déposée une minute après l'heure est éliminée, sans exception possible. "
            "Organisez-vous à partir de la fin :"
        ),
        back_plan(context),
    ]


def _criteria(context: DocumentContext) -> list[Block]:
    blocks: list[Block] = [
        Heading(1, "Comment vous serez noté"),
        Paragraph(
            "Les critères sont les seules choses qui rapportent des points. Un bel argument hors "
            "critère n'en rapporte aucun. Le poids dit où mettre votre effort."
        ),
    ]
    if not context.criteria:
        return [*blocks, Paragraph("[[les critères d'attribution]]")]
    for lots, criteria in context.criteria_sets():
        blocks.append(criteria_table(criteria, lots))
        for criterion in criteria:
            blocks += _criterion(context, criterion)
    return blocks


def _criterion(context: DocumentContext, criterion: Criterion) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, f"{criterion.name} ({percent(criterion.weight)})"),
        Paragraph(f"Comment il est noté : {method(criterion)}"),
    ]
    if criterion.is_price:
        return [
            *blocks,
            Paragraph(
                f"Ce qu'il demande : remplir {' ; '.join(price_documents(context))}, sans case "
                "vide."
            ),
        ]
    blocks.append(Paragraph("Ce qu'il demande de montrer :"))
    asked = [ask for part in criterion.parts for ask in expectations(part)]
    return [*blocks, Bullets(tuple(dict.fromkeys(asked)))]


def _pieces(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Les pièces, une par une"),
        Table(
            header=("Pièce", "À quoi elle sert", "Ce que vous en faites"),
            rows=(
                (
                    "Règlement de la consultation",
                    "La règle du jeu.",
                    "À lire en premier, en entier.",
                ),
                (
                    "CCAP",
                    "Le contrat : durée, paiement, clauses sociales et environnementales, "
                    "pénalités.",
                    "À lire ; vous vous y engagez.",
                ),
                (
                    "CCTP",
                    "Le travail demandé, les sites et les volumes.",
                    "À lire ; il nourrit vos prix et votre méthode.",
                ),
                (
                    "Acte d'engagement",
                    "Votre promesse, votre prix, votre signature.",
                    "À remplir, un par lot.",
                ),
                *_price_rows(context),
                (
                    "Cadre de réponse technique",
                    "Votre méthode, critère par critère.",
                    "À remplir dans les limites de pages.",
                ),
                ("DUME, ou DC1 et DC2", "Votre candidature.", "À remplir par chaque membre."),
            ),
            caption="Les pièces du dossier et de votre pli",
            widths=(3, 5, 4),
            row_headers=True,
        ),
        Paragraph(f"Tout se dépose par internet avant le {deadline(context)}."),
    ]


def _price_rows(context: DocumentContext) -> tuple[tuple[str, str, str], ...]:
    units = (
        ("Bordereau des prix (BPU)", "Le prix de chaque unité.", "À remplir sans rien oublier."),
        (
            "Détail quantitatif (DQE)",
            "Vos prix multipliés par des quantités estimées, pour comparer.",
            "À remplir avec les mêmes prix.",
        ),
    )
    lump = (
        "Décomposition du prix (DPGF)",
        "Ce que comprend votre prix forfaitaire, poste par poste.",
        "À remplir ; vérifiez les quantités, le total vous engage.",
    )
    return (
        *(units if has_prices(context) else ()),
        *((lump,) if has_lump_sums(context) else ()),
    )


def _traps() -> list[Block]:
    return [
        Heading(1, "Les pièges les plus courants"),
        Bullets(
            (
                "**Déposer au dernier moment.** Le téléchargement compte ; une coupure ne se "
                "plaide pas.",
                "**Un prix du détail différent de celui du bordereau.**",
                "**Une case de prix vide** : l'offre devient incomplète.",
                "**Des promesses générales** (« nous sommes engagés ») au lieu de faits.",
                "**Répondre seul et dans un groupement** pour le même lot, quand le règlement "
                "l'interdit.",
                "**Oublier un coût** : trajets à vide, pertes, encadrement, assurance.",
                "**Ne pas poser de question** quand un point du dossier est obscur.",
            )
        ),
    ]


def _together(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Répondre à plusieurs"),
        Heading(2, "Le groupement"),
        Paragraph(
            "Plusieurs structures répondent ensemble et signent le même marché. Leurs capacités "
            "s'additionnent. L'une d'elles, le mandataire, parle pour toutes."
        ),
        Bullets(
            (
                "**Conjoint** : chacun ne répond que de sa part.",
                "**Solidaire** : chacun répond de tout, si un autre fait défaut.",
            )
        ),
        Paragraph(
            "Avant de déposer, écrivez entre vous, sur une page : qui fait quoi, à quel prix, qui "
            "remplace qui, qui facture, comment on se sépare."
        ),
        Heading(2, "La sous-traitance"),
        Paragraph(
            "Un titulaire peut vous confier une part du travail. Demandez à être déclaré "
            "(formulaire DC4) : l'acheteur vous accepte et vous paie directement à partir de "
            f"{context.law('direct_payment')} € TTC (articles L2193-4 et R2193-10)."
        ),
    ]


def _money(context: DocumentContext) -> list[Block]:
    return [
        Heading(1, "Être payé"),
        Bullets(
            (
                f"**L'avance** : au moins {context.law_for_small('advance_floor')} % pour une "
                "petite ou moyenne entreprise, quand le marché dépasse "
                f"{context.law('advance_amount')} € HT et {context.law('advance_duration')} mois "
                "(articles R2191-3 et R2191-7). "
                "Acceptez-la dans l'acte d'engagement si votre trésorerie est courte.",
                "**Les acomptes** : chaque mois si vous le demandez et que vous êtes une petite "
                "structure, une coopérative ou une entreprise adaptée (article R2191-22).",
                f"**Le délai** : {context.law('payment_days')} jours après la facture (article "
                "R2192-10). En cas de retard, les intérêts et 40 € sont dus "
                "sans que vous ayez à les demander.",
            )
        ),
    ]
