"""How pages say what was read, and what was done."""

from django import template

from needs import acts
from needs.annotations import describe
from needs.models import NeedFact, RegisterEntry

register = template.Library()


@register.filter
def value_of(fact: NeedFact) -> str:
    return describe(fact.kind, fact.data, fact.text)


@register.filter
def sentence(entry: RegisterEntry) -> str:
    return acts.sentence(entry.act, entry.facts)
