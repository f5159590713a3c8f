"""What the tests of the pages of sessions share."""

from django.urls import reverse


def at(name, session, *more):
    return reverse(f"training:{name}", args=[session.pk, *more])


def shown(answer):
    return answer.content.decode().replace("&#x27;", "'").replace("\u00a0", " ")


def facts(session, **values):
    return {
        "title": session.title,
        "summary": session.summary,
        "audiences": ["ess"],
        "capacity": session.capacity,
        "place": session.place,
        "access": "",
        "video_link": "",
        "contact_email": session.contact_email,
        "territory_kind": "pays",
        "territory": "",
        "project": "",
        "version": session.version,
        **values,
    }
