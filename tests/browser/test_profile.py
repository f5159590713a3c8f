"""A record lived in a browser by its people, its network, and whoever asks for it."""

from playwright.sync_api import expect

from tests.browser.test_journeys import CONSULTATION, FACILITATOR, SUPPLIER

RECORD = "La Boucle des bacs"
ASKER = "demandeuse@demo.balise.example.org"


def test_a_supplier_completes_its_record(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.follow("Compléter la fiche")
    page.locator("summary", has_text="Zone propre à cette activité").nth(1).click()
    page.locator("[name=activities-1-area_kind]").select_option("zones")
    page.locator("[name=activities-1-area_codes]").fill("Roubaix, Métropole Européenne de Lille")
    page.locator("[name=activities-1-storage_value]").fill("120")
    visitor.follow("Enregistrer la fiche", exact=True)
    expect(page.locator("main")).to_contain_text("Roubaix, Métropole Européenne de Lille")
    if visitor.scripts:
        page.locator(".map canvas, .map svg").first.wait_for()
    visitor.follow("Modifier la fiche")
    visitor.follow("Labels", exact=True)
    expect(page.locator("main")).to_contain_text("il ne compte plus dans les recherches")
    page.locator("[name=label]").select_option("quali_repar")
    page.locator("[name=expires_on]").fill("2031-05-31")
    visitor.follow("Enregistrer ce label")
    expect(page.locator("main")).to_contain_text("valable jusqu'au 31\u00a0mai\u00a02031")
    visitor.follow("Retirer QualiRépar")
    visitor.follow("Références", exact=True)
    visitor.follow("Réseaux", exact=True)
    visitor.follow("Alertes", exact=True)
    expect(page.locator("main")).to_contain_text(CONSULTATION)
    visitor.follow("Voir la fiche comme un acheteur")
    expect(page.locator("main")).to_contain_text("telle qu'un acheteur connecté la voit")


def test_a_network_follows_its_members_and_answers_for_one(visitor):
    page = visitor.sign_in(FACILITATOR)
    visitor.follow("Membres de Réseau")
    page.locator("[name=typed]").fill("130 025 265 00013\nrien de lisible")
    page.get_by_role("button", name="Inviter ces structures").click()
    expect(page.locator("[role=alert]")).to_contain_text("2 lignes ne sont pas prises")
    visitor.check(None)
    visitor.follow("Consultations ouvertes à vos membres")
    visitor.follow(f"Répondre pour {RECORD}")
    expect(page.locator("main")).to_contain_text(f"pour {RECORD}, qui vous y autorise")


def test_a_facilitator_reads_a_request_with_its_hints(visitor):
    page = visitor.sign_in(FACILITATOR)
    visitor.follow("demande de fiche")
    visitor.follow("Laverie de la Deûle")
    expect(page.locator("main")).to_contain_text("Adresse d'un domaine propre")


def test_whoever_asks_for_a_record_sees_where_the_request_stands(visitor):
    page = visitor.sign_in(ASKER)
    visitor.goto("/fournisseurs/demandes/")
    visitor.follow("Laverie de la Deûle")
    expect(page.locator("main")).to_contain_text("la réponse arrivera par courriel")


def test_a_visitor_searches_by_place_and_capacity(visitor):
    page = visitor.goto("/fournisseurs/?reserved=handicap")
    page.locator("[name=serves]").fill("Lille")
    page.locator("[name=capacity]").fill("3000 contenants par jour")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("#resultats")).to_contain_text("ESAT Les Trois Tilleuls")
    visitor.check(None)
