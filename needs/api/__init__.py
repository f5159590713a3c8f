"""The REST API of needs: the same objects and explanations as the pages."""

from needs import law
from needs.api import need, parts, project

ROUTES = [*project.ROUTES, *need.ROUTES, *parts.ROUTES, ("law", law.LawViewSet, "law")]
