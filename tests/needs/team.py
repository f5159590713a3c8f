"""What the tests of the people of a sheet share."""

from django.urls import reverse

from needs.models import RegisterEntry

CHEF = "chef@example.org"


def page(name, *args):
    return reverse(f"needs:{name}", args=args)


def acts(project):
    return list(RegisterEntry.objects.filter(project=project).values_list("act", flat=True))


def member_add(client, project, **data):
    return client.post(page("member_add", project.pk), data)
