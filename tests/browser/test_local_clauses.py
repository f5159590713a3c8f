"""A clause of one's own, from the fork to its use in a tender, in a browser."""

import re

OFFICER = "redacteur@demo.balise.example.org"
BUYER = "acheteuse@demo.balise.example.org"
SOURCE = "/clauses/packaging-reduction/"
READER = "Camille Delattre (fictive)"


def sign_out(visitor):
    visitor.page.context.clear_cookies()


def test_a_clause_is_written_read_again_published_and_used(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.goto(SOURCE)
    visitor.follow("Reprendre cette clause comme brouillon")
    title = f"Emballages réduits, essai {visitor.page.url.rstrip('/').split('/')[-2][-12:]}"
    page.locator("[name=title]").fill(title)
    page.locator("[name=text]").fill("Les emballages sont repris sous {jours} jours.")
    page.locator("[name=what]").fill("Délai de reprise.")
    visitor.press("Enregistrer la version 1")
    page.locator("[role=alert]").first.wait_for()
    assert "pas déclarées" in page.locator("main").inner_text()
    assert page.locator("[name=text]").input_value().startswith("Les emballages sont repris")

    page.locator("[name=text]").fill("Les emballages sont repris à chaque livraison.")
    visitor.follow("Enregistrer la version 1")
    assert "Le contrôle de la rédaction ne relève rien." in page.content()
    page.locator("[name=reader]").select_option(label=READER)
    visitor.follow("Demander la relecture")
    follow = page.url

    sign_out(visitor)
    visitor.sign_in(BUYER)
    visitor.goto("/clauses/miennes/")
    visitor.follow(title)
    page.locator("[name=remark]").fill("Relu, d'accord.")
    visitor.follow("Déclarer la clause relue")

    sign_out(visitor)
    visitor.sign_in(OFFICER)
    visitor.goto(follow)
    visitor.follow("Publier pour tous")
    visitor.picture("clause-locale")
    clause = re.sub("relecture/$", "", follow)
    visitor.goto(clause)
    assert f"relue par {READER}" in page.content()
    visitor.follow("Ajouter la clause")
    assert title in page.locator("table").first.inner_text()
    visitor.goto("/clauses/alertes/")
    assert "Montée en charge par étapes" in page.content()

    sign_out(visitor)
    visitor.goto(clause)
    assert title in page.locator("h1").inner_text()


def test_clauses_are_ticked_in_the_library_and_go_into_a_tender(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.goto("/clauses/?theme=social_economy&level=exemplary")
    free = page.locator("input[name=clause]")
    wanted = free.first.get_attribute("value")
    free.first.check()
    visitor.follow("Ajouter les clauses cochées")
    assert page.locator("h1").inner_text() == "Clauses du marché"
    assert page.locator(f"main form input[value='{wanted}']").count() == 0


def test_ones_own_figures_move_the_three_levels(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.goto("/clauses/insertion-hours/")
    page.locator("#essai > summary").click()
    page.locator("[name=marche]").select_option(index=1)
    page.locator("[name=v_labour]").fill("65")
    visitor.follow("Voir le texte avec ces chiffres")
    texts = page.locator(".panel mark").all_text_contents()
    hours = [re.sub(r"\D", "", text) for text in texts]
    assert {"724", "1014", "1449"} <= set(hours)
