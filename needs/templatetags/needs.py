"""How pages say what was read, and what was done."""

from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse

from needs import acts
from needs.annotations import describe
from needs.models import NeedFact, Project, RegisterEntry

register = template.Library()


@register.filter
def value_of(fact: NeedFact) -> str:
    return describe(fact.kind, fact.data, fact.text)


@register.simple_tag(takes_context=True)
def sees(context: dict[str, Any], project: Project | None) -> bool:
    """Whether a link to the project opens for this person: a contributor only has the sheet."""
    if project is None:
        return False
    user = context["request"].user
    return Project.objects.visible_to(user).filter(pk=project.pk).exists()


@register.filter
def sentence(entry: RegisterEntry) -> str:
    return acts.sentence(entry.act, entry.facts)


@register.inclusion_tag("needs/_discuss.html", takes_context=True)
def discuss(
    context: dict[str, Any], project: UUID | None, kind: str, *keys: object, about: str = ""
) -> dict[str, Any]:
    """A link to the comments of a place; the view counts them once for all its page."""
    place = ":".join([kind, "/".join(map(str, keys))]) if keys else kind
    if project is None or "discussed" not in context:
        return {"address": ""}
    address = reverse("needs:discussions", args=[project], query={"place": place})
    return {"address": address, "count": context["discussed"].get(place, 0), "about": about}
