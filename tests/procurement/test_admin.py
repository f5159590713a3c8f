"""Every list and form of the admin opens."""

import pytest
from django.contrib import admin
from django.urls import reverse

from procurement.accounts.models import User

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def administrator(client):
    client.force_login(User.objects.create_superuser("administration@example.org", "un-long-mot"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_the_list_of_a_model_opens_and_searches(administrator, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    asked = {"q": "lille"} if admin.site._registry[model].search_fields else {}

    assert administrator.get(reverse(name), asked).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_the_form_of_a_model_opens_or_is_closed_on_purpose(administrator, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"

    assert administrator.get(reverse(name)).status_code in (200, 403)
