"""From a file that was read to a prepared answer: what is known, what is asked, what is kept."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from procurement.accounts.models import Membership, OrganisationKind, Role
from suppliers.models import NetworkMember
from tenders.answering.call import call_from
from tenders.answering.differences import differences
from tenders.answering.documents import candidature_sheet, kit
from tenders.answering.documents.frame import written
from tenders.answering.dossier_call import call_of_dossier
from tenders.answering.dossier_weights import shares_of
from tenders.answering.models import Preparation
from tenders.answering.prepared import Prepared
from tenders.answering.ties import ruling_on
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.ooxml import faults
from tests.tenders.answering.factories import adviser, holder, published
from tests.tenders.dossiers.factories import RULES, facts_of, read_dossier_of
from tests.tenders.factories import DURING

FULL = """
# Acheteur
Pouvoir adjudicateur : Ville de Lens
# Objet
La consultation a pour objet le lavage de bacs réemployables.
# Procédure
Procédure adaptée ouverte.
# Allotissement
La consultation comporte 2 lots.
| Lot | Intitulé
| 1 | Lavage des bacs
| 2 | Collecte des bacs, réservé aux entreprises adaptées et ESAT (article L2113-12)
# Date et heure limites de réception des offres
Lundi 12 avril 2027 à 12 h 00
# Visite
La visite du site est obligatoire, sur rendez-vous avant le 20 mars 2027.
# Échantillons
Deux échantillons de bacs sont remis avec l'offre.
# Groupement
Les candidats peuvent répondre en groupement. Aucune forme n'est imposée.
# Insertion
Le titulaire réalise 350 heures d'insertion pendant le marché.
# Pièces de la candidature
- DC1
- DC2
# Pièces de l'offre
- Acte d'engagement
- Mémoire technique
# Critères
Prix : 60 %
Valeur technique : 40 %
- Méthode : 25 %
- Moyens : 15 %
"""


def read(text=RULES, **corrections):
    by = {"by": "Yann", "at": "2027-03-02T09:00:00+00:00"}
    corrected = {kind: {"value": value, **by} for kind, value in corrections.items()}
    return call_of_dossier(facts_of(text), corrected, name="Lavage de bacs")


def without(words):
    return "\n".join(line for line in FULL.splitlines() if words not in line)


def test_a_full_file_gives_its_lots_criteria_conditions_and_pieces():
    call = read(FULL)
    assert (call.buyer, call.title, call.procedure) == (
        "Ville de Lens",
        "Lavage de bacs",
        "procédure adaptée",
    )
    assert call.due_at.isoformat() == "2027-04-12T12:00:00+02:00"
    assert [(lot.number, lot.reserved) for lot in call.lots] == [(1, "none"), (2, "handicap")]
    assert [(a.parent, a.name, a.kind, a.weight) for a in call.asked] == [
        ("", "Prix", "price", Decimal(60)),
        ("Valeur technique", "Méthode", "quality", Decimal(25)),
        ("Valeur technique", "Moyens", "quality", Decimal(15)),
    ]
    assert [c.id for c in call.conditions] == ["reserved-2", "visit", "samples", "insertion"]
    assert [(piece.id, piece.part) for piece in call.pieces] == [
        ("dc1", "candidature"),
        ("dc2", "candidature"),
        ("ae-0", "offer"),
        ("piece-4", "offer"),
    ]
    assert "350 heures" in call.conditions[-1].title


def test_everything_that_was_read_says_where():
    call = read(FULL)
    told = [*call.asked, *call.conditions, *call.pieces]
    assert all(one.where.startswith("RC.docx") for one in told)
    assert all(where for _, _, where in call.facts)


def test_a_call_that_was_read_comes_back_from_json_as_it_was():
    call = read(FULL)
    assert call_from(call.as_dict()) == call


def test_what_was_not_found_is_a_question_and_no_value():
    call = read("# Objet\nLavage de bacs.")
    assert (call.due_at, call.buyer, call.asked, call.pieces) == (None, "", (), ())
    assert {
        "la date et l'heure limites de remise des offres",
        "les critères d'attribution et leur poids",
        "si le marché est alloti, et en quels lots",
        "la liste des pièces à remettre",
        "le nom de l'acheteur",
        "si une visite des lieux est prévue",
    } <= set(call.unknown)


def test_what_was_found_is_no_question():
    unknown = " ".join(read(FULL).unknown)
    for word in ("acheteur", "visite", "groupement", "critère", "alloti", "remise des offres"):
        assert word not in unknown


@pytest.mark.parametrize(
    "said",
    ["Lundi 12 avril 2027", "Mardi 12 avril 2027 à 12 h 00", "12 avril 2027 à 12 h 00 (UTC+4)"],
)
def test_a_deadline_in_doubt_gives_no_date_and_tells_what_was_read(said):
    call = read(RULES.replace("Lundi 12 avril 2027 à 12 h 00", said))
    assert call.due_at is None
    assert "12\u00a0avril\u00a02027" in call.unknown[0]
    assert any("12\u00a0avril\u00a02027" in value for _, value, _ in call.facts)


def test_a_corrected_deadline_is_sure_and_says_by_whom():
    call = read("# Objet\nLavage.", deadline="2027-04-13T17:30")
    assert call.due_at.isoformat() == "2027-04-13T17:30:00+02:00"
    assert call.facts[0][2] == "corrigé par Yann le 2\u00a0mars\u00a02027"


def test_a_correction_takes_the_place_of_what_was_read():
    call = read(FULL, visit="La visite est facultative.", buyer="Ville d'Arras")
    assert call.buyer == "Ville d'Arras"
    assert "visit" not in [c.id for c in call.conditions]


def test_a_lot_whose_title_is_corrected_stays_reserved():
    lots = [{"number": "2", "title": "Collecte", "reserved": None, "article": "", "amount": "",
             "where": {}}]  # fmt: skip
    assert [(lot.title, lot.reserved) for lot in read(FULL, lots=lots).lots] == [
        ("Collecte", "handicap")
    ]


def test_lots_named_by_letters_keep_their_name_beside_a_number():
    lots = [
        {"number": n, "title": t, "reserved": None, "article": "", "amount": "", "where": {}}
        for n, t in (("A", "Lavage"), ("B", "Collecte"))
    ]
    assert [lot.name for lot in read(lots=lots).lots] == [
        "Lot 1 : Lavage (« A » dans le dossier)",
        "Lot 2 : Collecte (« B » dans le dossier)",
    ]


def test_a_social_clause_without_its_hours_asks_for_them():
    text = FULL.replace("350 heures d'insertion", "une action d'insertion")
    assert "le nombre d'heures d'insertion" in read(text).unknown
    assert "le nombre d'heures d'insertion" not in read(FULL).unknown


def with_questions(*ids):
    asked = [{"id": id, "text": f"Question {id} ?", "article": "L3"} for id in ids]
    return {**facts_of(FULL), "questions": asked}


def test_the_questions_that_the_pieces_raise_are_kept_with_their_article():
    facts = with_questions("visit", "absent_advance", "deadline")
    assert call_of_dossier(facts, {}, name="Lavage").questions == ("Question visit ? (L3)",)


@pytest.mark.parametrize(
    ("id", "kind"), [("visit", "visit"), ("contradiction_duration", "duration")]
)
def test_a_question_that_a_correction_answers_is_no_longer_asked(id, kind):
    facts = with_questions(id)
    said = {kind: {"value": "Dit.", "by": "Yann", "at": "2027-03-02T09:00:00+00:00"}}
    assert call_of_dossier(facts, {}, name="Lavage").questions
    assert not call_of_dossier(facts, said, name="Lavage").questions


def test_corrected_criteria_are_asked_about_no_more():
    facts = with_questions("weights")
    said = {"criteria": {"value": facts["criteria"], "by": "Yann", "at": "2027-03-02T09:00:00"}}
    assert call_of_dossier(facts, {}, name="Lavage").questions
    assert not call_of_dossier(facts, said, name="Lavage").questions


def criterion(weight, unit="pct", parts=(), lot=None):
    subs = [{"weight": part, "unit": unit} for part in parts]
    return {"weight": weight, "unit": unit, "lot": lot, "sub_criteria": subs}


@pytest.mark.parametrize(
    ("criteria", "shares"),
    [
        ([criterion(60), criterion(40)], [[60], [40]]),
        ([criterion(30, "points"), criterion(30, "points")], [[50], [50]]),
        ([criterion(30, "points"), criterion(None, "points")], [[None], [None]]),
        ([criterion(40, parts=(25, 15))], [[25, 15]]),
        ([criterion(40, parts=(50, 50))], [[20, 20]]),
        ([criterion(40, parts=(10, 10))], [[None, None]]),
        ([criterion(40, parts=(25, None))], [[None, None]]),
        ([criterion(20, "points", lot="1"), criterion(80, "points", lot="2")], [[100], [100]]),
    ],
)
def test_weights_are_shares_of_the_whole_mark_or_unknown(criteria, shares):
    assert shares_of(criteria) == shares


def test_a_weight_that_is_not_said_is_asked():
    criteria = [{"name": "Prix", "weight": None, "unit": None, "sub_criteria": [], "where": {}}]
    assert "le poids du critère «\u00a0Prix\u00a0»" in read(criteria=criteria).unknown


def test_two_readings_differ_where_they_say_otherwise_and_nowhere_else():
    changed = differences(read(FULL), read(FULL, buyer="Ville d'Arras"))
    assert [(one.what, one.before, one.after) for one in changed] == [
        ("Acheteur", "Ville de Lens", "Ville d'Arras")
    ]


def test_the_title_of_the_rules_says_nothing_of_payment():
    text = "# Règlement de la consultation\nLavage des contenants de six crèches."
    assert "le délai de paiement" in read(text).unknown


# The path on the site.


@pytest.fixture
def during(db):
    with time_machine.travel(DURING, tick=False):
        yield


@pytest.fixture
def own(during, client):
    """(the dossier, somebody of its supplier, signed in)."""
    supplier, user = holder()
    client.force_login(user)
    return read_dossier_of(supplier, FULL), user


def begin(client, dossier, **values):
    return client.post(reverse("answering:begin_from_dossier", args=[dossier.pk]), values)


def follow(client, preparation, dossier, **values):
    values.setdefault("version", preparation.version)
    return client.post(reverse("answering:reading", args=[preparation.pk, dossier.pk]), values)


def page(client, address):
    return unescape(client.get(address).content.decode())


def correct(dossier, user, kind, value):
    dossier.correct(kind, value, version=dossier.version, by=user, now=DURING)


def test_a_supplier_prepares_an_answer_from_what_was_read(client, own):
    dossier, _ = own
    assert "Préparer une réponse" in page(client, dossier.get_absolute_url())
    answer = begin(client, dossier)
    made = Preparation.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.dossier, made.dossier_read_at, made.due_at.day) == (dossier, DURING, 12)
    assert "D'après le dossier «" in page(client, answer.url)


def test_the_same_dossier_is_prepared_once(client, own):
    begin(client, own[0])
    begin(client, own[0])
    assert Preparation.objects.count() == 1


@pytest.mark.parametrize("name", ["understand", "decide", "partners", "prepare", "send", "ask"])
def test_every_step_opens_on_a_file_that_was_read(client, own, name):
    begin(client, own[0])
    address = reverse(f"answering:{name}", args=[Preparation.objects.get().pk])
    assert client.get(address).status_code == 200


def test_what_is_missing_is_asked_on_the_page_in_the_kit_and_in_the_advice(client, during):
    supplier, user = holder()
    client.force_login(user)
    begin(client, read_dossier_of(supplier, without("avril")))
    prepared = Prepared(Preparation.objects.get(), now=DURING)
    asked = "la date et l'heure limites de remise des offres"
    assert (
        asked
        in page(client, reverse("answering:understand", args=[prepared.preparation.pk])).lower()
    )
    assert any(asked in doubt for doubt in prepared.advice.doubts)
    assert asked in str(kit.build(prepared))
    assert prepared.planned[0].due_on is None


def test_the_documents_of_a_read_file_are_sound(client, own):
    begin(client, own[0])
    prepared = Prepared(Preparation.objects.get(), now=DURING)
    for build in (kit.build, candidature_sheet.build):
        assert faults(written(build(prepared))) == []


def test_a_dossier_corrected_later_changes_nothing_until_it_is_followed(client, own):
    dossier, user = own
    begin(client, dossier)
    made = Preparation.objects.get()
    correct(dossier, user, "deadline", "2027-04-20T10:00")
    made.refresh_from_db()
    assert made.due_at.day == 12
    assert "corrigée depuis" in page(client, made.get_absolute_url())
    compared = page(client, reverse("answering:reading", args=[made.pk, dossier.pk]))
    assert "12\u00a0avril\u00a02027" in compared
    assert "20\u00a0avril\u00a02027" in compared
    follow(client, made, dossier)
    made.refresh_from_db()
    assert made.due_at.day == 20
    assert "corrigée depuis" not in page(client, made.get_absolute_url())


def test_somebody_faster_keeps_a_reading_from_being_followed_unseen(client, own):
    dossier, user = own
    begin(client, dossier)
    made = Preparation.objects.get()
    correct(dossier, user, "deadline", "2027-04-20T10:00")
    follow(client, made, dossier, version=made.version + 1)
    made.refresh_from_db()
    assert made.due_at.day == 12


def test_lots_that_a_newer_reading_no_longer_has_are_no_longer_aimed_at(client, own):
    dossier, user = own
    begin(client, dossier)
    Preparation.objects.update(lots=[1, 2])
    one = {"number": "1", "title": "Lavage", "reserved": None, "article": "", "amount": ""}
    correct(dossier, user, "lots", [{**one, "where": {}}])
    follow(client, Preparation.objects.get(), dossier)
    assert Preparation.objects.get().lots == [1]


@pytest.mark.parametrize("gone", ["erased", "expired"])
def test_a_dossier_that_is_gone_leaves_the_preparation_which_says_so(client, own, gone):
    dossier, _ = own
    begin(client, dossier)
    if gone == "erased":
        client.post(reverse("dossiers:delete", args=[dossier.pk]))
    else:
        type(dossier).objects.update(kept_until=DURING.date() - timedelta(days=1))
    made = Preparation.objects.get()
    assert made.call().buyer == "Ville de Lens"
    assert "supprimé depuis" in page(client, made.get_absolute_url())
    gone_to = reverse("answering:reading", args=[made.pk, dossier.pk])
    assert client.get(gone_to).status_code == 404


def test_the_same_call_sent_again_is_compared_and_may_be_set_apart(client, own):
    dossier, _ = own
    begin(client, dossier)
    again = read_dossier_of(dossier.supplier, FULL.replace("350", "500"))
    made = Preparation.objects.get()
    answer = begin(client, again)
    assert answer.url == reverse("answering:reading", args=[made.pk, again.pk])
    assert "500 heures" in page(client, answer.url)
    begin(client, again, apart="1")
    assert Preparation.objects.count() == 2


def test_two_files_without_their_buyer_are_two_calls(client, during):
    supplier, user = holder()
    client.force_login(user)
    for _ in range(2):
        begin(client, read_dossier_of(supplier, name="RC.docx"))
    assert Preparation.objects.count() == 2


def test_nobody_else_prepares_from_it(client, own):
    for role in Role:
        client.force_login(MembershipFactory(role=role).user)
        assert begin(client, own[0]).status_code == 404
    assert not Preparation.objects.exists()


def test_a_trusted_network_reads_the_dossier_but_answers_nothing_from_it(client, own):
    network = OrganisationFactory(kind=OrganisationKind.NETWORK)
    NetworkMember.objects.create(
        network=network, supplier=own[0].supplier, status="accepted", may_answer=True,
        asked_at=DURING,
    )  # fmt: skip
    client.force_login(MembershipFactory(organisation=network, role=Role.FACILITATOR).user)
    assert "Préparer une réponse" not in page(client, own[0].get_absolute_url())
    assert begin(client, own[0]).status_code == 404


@pytest.mark.parametrize("state", ["reading", "failed"])
def test_a_dossier_that_was_not_read_prepares_nothing(client, own, state):
    type(own[0]).objects.update(state=state)
    assert begin(client, own[0]).status_code == 404


def test_a_dossier_of_another_supplier_is_not_followed(client, own):
    begin(client, own[0])
    other = read_dossier_of(holder()[0])
    assert follow(client, Preparation.objects.get(), other).status_code == 404


def test_a_consultation_that_balise_publishes_starts_from_what_was_published(client, own):
    publication = published(at=DURING)
    dossier = read_dossier_of(own[0].supplier, tender=publication.tender)
    begin(client, dossier)
    assert Preparation.objects.get().publication == publication


def test_help_on_an_outside_call_says_what_cannot_be_checked(client, own):
    begin(client, own[0])
    text = page(client, reverse("answering:ask", args=[Preparation.objects.get().pk]))
    assert "la vérification est partielle" in text
    assert "Ville de Lens" in text


def test_the_buyer_named_in_the_file_bars_its_own_people(client, own):
    begin(client, own[0])
    made = Preparation.objects.get()
    town = OrganisationFactory(name="Ville de Lens")
    helper = adviser()
    assert ruling_on(helper, made, now=DURING).allowed
    Membership.objects.create(user=helper, organisation=town, role=Role.BUYER)
    assert not ruling_on(helper, made, now=DURING).allowed


def test_a_reference_of_balise_bars_who_worked_on_it_without_naming_the_project(client, own):
    tender = published(at=DURING).tender
    tender.publications.all().delete()
    dossier = read_dossier_of(own[0].supplier, name="Autre", tender=tender)
    begin(client, dossier)
    made = Preparation.objects.get()
    worker = UserFactory()
    tender.project.owner = worker
    tender.project.save()
    ruling = ruling_on(worker, made, now=DURING)
    assert not ruling.allowed
    assert str(tender.project) not in " ".join(ruling.reasons)


def test_the_api_prepares_from_a_dossier(own):
    dossier, user = own
    caller = APIClient()
    caller.force_authenticate(user)
    answer = caller.post(reverse("preparation-list"), {"dossier": str(dossier.pk)}, format="json")
    assert answer.status_code == 201
    assert answer.json()["dossier_name"] == "Lavage de bacs"
    told = caller.get(reverse("preparation-kit", args=[answer.json()["id"]])).json()
    assert any("date limite des questions" in one for one in told["to_ask"])


def test_the_api_prepares_from_nobody_elses_dossier(own):
    caller = APIClient()
    caller.force_authenticate(holder()[1])
    sent = {"dossier": str(own[0].pk)}
    assert caller.post(reverse("preparation-list"), sent, format="json").status_code == 404
