"""A scenario lived in a browser: a coefficient moves, the result follows, the report takes it."""

from tests.browser.test_journeys import OFFICER, PROJECT


def test_an_officer_compares_single_use_and_reuse(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow("Comparer l'usage unique et le réemploi")
    visitor.follow("Ouvrir un scénario")
    page.locator("[name=title]").fill(f"Essai {page.viewport_size['width']} {visitor.scripts}")
    page.locator("details.coefficients summary", has_text="Usage unique").click()
    page.locator("[name=single_price]").fill("2")
    page.locator("[name=single_price]").press("Tab")
    if visitor.scripts:
        page.locator("#scenario-summary", has_text="de moins par an").wait_for()
        assert page.locator("#scenario-details").count() == 1
    else:
        visitor.follow("Calculer sans enregistrer")
        assert "de moins par an" in page.locator("#scenario-summary").inner_text()
    page.locator("[name=in_report]").check()
    visitor.follow("Enregistrer le scénario")
    visitor.goto("/tableau-de-bord/")
    visitor.follow(PROJECT)
    visitor.follow("Rapport de diagnostic pour les élus")
    assert "Essai" in page.content()
    assert page.locator("article svg.document-chart").count() > 2


def test_members_choose_how_to_buy_together(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.follow(PROJECT)
    visitor.follow("Convention de groupement de commandes")
    visitor.follow("Choisir les règles du groupement")
    page.get_by_label("une commission propre au groupement").check()
    visitor.follow("Enregistrer et relire la convention")
    assert "une commission propre au groupement est instituée" in page.content()
