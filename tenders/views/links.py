"""What a personal link is worth, and how its supplier replaces it without asking anybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tenders import invitations
from tenders.open_call import OpenCallThrottle

SENT = (
    "Si la consultation est encore en cours, un lien neuf part à l'adresse qui avait été invitée, "
    "et à elle seule. S'il n'arrive pas dans l'heure, vérifiez les courriers indésirables."
)


@never_cache
def contribute_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what the link opens; POST replaces it, or sends again the one that replaced it.

    The new link goes to the invited address alone, so that whoever holds a forwarded one loses it.
    """
    now = timezone.now()
    if request.method == "POST":
        if not OpenCallThrottle().allow_request(request, None):  # type: ignore[arg-type]
            messages.error(request, "Trop de demandes depuis votre réseau : une heure d'attente.")
            return render(request, "tenders/contribution_refused.html", status=429)
        try:
            invitations.replace_link(token, now=now)
        except invitations.BadLink:
            return render(request, "tenders/contribution_refused.html", status=403)
        return render(request, "tenders/contribution_link_sent.html", {"sent": SENT})
    try:
        invitation = invitations.open_link(token, now=now, user=request.user)
    except invitations.BadLink:
        return render(request, "tenders/contribution_refused.html", status=403)
    except invitations.ExpiredLink:
        context = {"expired": True, "token": token}
        return render(request, "tenders/contribution_refused.html", context, status=410)
    context = {
        "invitation": invitation,
        "consultation": invitation.consultation,
        "token": token,
        "expires": invitation.expires_at(),
    }
    response = render(request, "tenders/contribution_link.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
