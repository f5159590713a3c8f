"""What the tests of pages of suppliers share: the text of a page, the form of a record."""

import html

from procurement.accounts.models import Role
from tests.factories import MembershipFactory
from tests.suppliers.factories import made_up_siret

BLANK_ACTIVITY = {
    "label": "",
    "description": "",
    "cpv": "",
    "capacity_value": "",
    "capacity_unit": "",
    "capacity_period": "",
}


def words(response):
    """The text of the page, its entities read and its no-break spaces made plain."""
    return html.unescape(response.text).replace("\u00a0", " ")


def own(supplier, user):
    """Make the person a member of the structure behind the record."""
    member = MembershipFactory(user=user, role=Role.SUPPLIER)
    supplier.organisation = member.organisation
    supplier.save()


def filled(*activities, **fields):
    """The form as a person sends it: the activities given, then one blank row."""
    data = {
        "name": "La Laverie",
        "siret": made_up_siret(77_777),
        "city": "Lille",
        "postal_code": "59000",
        "area_kind": "departments",
        "area_codes": "59, 62",
        "activities-TOTAL_FORMS": len(activities) + 1,
        "activities-INITIAL_FORMS": sum(1 for activity in activities if activity.get("id")),
        **fields,
    }
    for number, activity in enumerate((*activities, {})):
        for name, value in {**BLANK_ACTIVITY, **activity}.items():
            data[f"activities-{number}-{name}"] = value
    return data
