"""The officer weighs the levers, decides with a reason, and takes proposed lots over."""

import pytest

from tests.browser.test_journeys import OFFICER, PROJECT

REASON = "Le sourçage a confirmé qu'un seul ESAT peut répondre : la clause suffit pour ce marché."


@pytest.fixture
def page(visitor):
    page = visitor.sign_in(OFFICER)
    visitor.goto("/besoins/")
    visitor.follow(PROJECT)
    return page


def test_the_officer_reads_the_advice_and_decides_with_a_reason(visitor, page):
    visitor.follow("Leviers pour l'ESS")
    assert "Une SIAE et un ESAT lavent des contenants" in page.locator("main").inner_text()
    visitor.follow("pour : entreprises adaptées et ESAT")
    page.locator("[name=lever][value=execution_clause]").check()
    page.locator("[name=reason]").fill("Trop court")
    visitor.press("Enregistrer la décision")
    assert page.locator("[role=alert]").count()
    assert page.locator("[name=reason]").input_value() == "Trop court"
    page.locator("[name=reason]").fill(REASON)
    visitor.follow("Enregistrer la décision")
    assert REASON in page.locator("main").inner_text()


def test_the_officer_corrects_a_fact_and_the_advice_follows(visitor, page):
    visitor.follow("Leviers pour l'ESS")
    page.locator("[name=labour_share_pct]").fill("beaucoup")
    visitor.press("Enregistrer les faits")
    assert "Écrivez un nombre" in page.locator("main").inner_text()
    page.locator("[name=labour_share_pct]").fill("60")
    visitor.follow("Enregistrer les faits")
    assert "60" in page.locator("#faits + .row").inner_text()


def test_the_officer_compares_the_lots_and_looks_before_taking_them_over(visitor, page):
    visitor.follow("Lots proposés")
    assert page.locator(".lot-grid td .lot-badge").count()
    visitor.follow("Par fonction et par territoire")
    assert "Armentières" in page.locator(".lot-grid").inner_text()
    visitor.follow("Reprendre ces lots dans le marché")
    assert "Lots actuels" in page.locator("main").inner_text()
    visitor.follow("Ne rien changer")
    assert page.locator(".lot-grid").count()
