"""The meter, the reserved lots, the declarations and the simulator, as people use them."""

from procurement.typography import fold

OFFICER = "redacteur@demo.balise.example.org"
SUPPLIER = "fournisseur@demo.balise.example.org"
PROJECT = "Emballages réemployables et consignés pour la restauration collective"
TENDER = "Fourniture, lavage, collecte et livraison de contenants réemployables et consignés"


def open_tender(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow(TENDER)
    return page


def test_an_officer_measures_what_the_requirements_leave(visitor):
    page = open_tender(visitor)
    tender = page.url
    visitor.follow("Proportionnalité")
    assert "Toutes les exigences ensemble laissent" in page.content()
    for summary in page.locator("summary").all()[:4]:
        summary.click()
    if visitor.scripts:
        visitor.assert_accessible()
        visitor.assert_no_sideways_scrolling()
    visitor.picture("proportionnalite")
    visitor.follow("le nom")
    titles = page.locator(".requirements h3").all_text_contents()
    assert titles == sorted(titles, key=fold)

    visitor.goto(f"{tender}controles/")
    assert "Face aux fournisseurs trouvés" in page.content()
    visitor.follow("Qui peut répondre à un lot réservé")
    assert "structures éligibles" in page.content()


def test_an_officer_tries_the_criteria_on_invented_offers(visitor):
    page = open_tender(visitor)
    visitor.follow("Simuler les notes")
    visitor.picture("simulation")
    page.locator("[name=formula]").select_option("estimate")
    page.locator("[name=price_0]").fill("300000")
    visitor.press("Calculer les notes")
    page.get_by_text("Une offre moins chère reçoit une moins bonne note").wait_for()
    if visitor.scripts:  # the charts that htmx brought are drawn
        visitor.until("Chart.getChart(document.querySelector('canvas')) !== undefined")

    page.locator("[name^=mark_0_]").first.fill("9")
    visitor.press("Calculer les notes")
    page.get_by_text("Cette note dépasse 5").first.wait_for()
    assert page.locator("[name^=mark_0_]").first.input_value() == "9"

    page.locator("[name=seed]").fill("12")
    visitor.press("Tirer les offres")
    page.get_by_text("Ce que les poids décident vraiment").wait_for()
    page.wait_for_url("**/simulation/?seed=12**")
    assert page.locator("[name=seed]").input_value() == "12"


def test_a_supplier_declares_what_it_can_meet(visitor):
    page = visitor.sign_in(SUPPLIER)
    visitor.goto("/clauses/washing-result/")
    visitor.follow("Répondre pour La Boucle des bacs")
    page.get_by_label("avec conditions").check()
    page.get_by_label("Précision").fill("")
    visitor.press("Enregistrer votre réponse")
    assert "Dites à quelles conditions." in page.content()
    page.get_by_label("Précision").fill("Avec un partenaire de lavage.")
    visitor.press("Enregistrer votre réponse")
    assert "Résultat attendu du lavage" in page.locator("table").inner_text()
    visitor.goto("/clauses/washing-result/")
    assert "Ce qu'en disent les fournisseurs" not in page.content()
