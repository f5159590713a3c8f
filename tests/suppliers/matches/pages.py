"""Searches of a project, as its pages are asked."""

import html

from suppliers.matching import Weights
from tests.factories import MembershipFactory

USUAL = Weights().as_dict()


def person(role, organisation):
    return MembershipFactory(role=role, organisation=organisation).user


def words(response):
    return html.unescape(response.text).replace("\u00a0", " ")


def launch(client, project, **weights):
    return client.post(f"/fournisseurs/recherches/demarche/{project.pk}/", {**USUAL, **weights})
