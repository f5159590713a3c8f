"""The Word template of the authority that leads a tender."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from procurement.file_fields import CheckedFileField, refuse_oversized
from procurement.word.house import RefusedStyle
from tenders.housing import adopt
from tenders.models import HouseTemplate
from tenders.views.tender import fetch, note


class TemplateForm(forms.Form):
    file = CheckedFileField(label="Document Word de votre collectivité (.docx)")

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file and not file.name.lower().endswith(".docx"):
            raise ValidationError("Envoyez un document Word (.docx), pas un autre type de fichier.")
        return file


@login_required
def template(request: HttpRequest, pk: str) -> HttpResponse:
    """See the style in use, or send the file that gives it."""
    tender = fetch(request, pk)
    organisation = tender.project.lead
    sent = request.method == "POST"
    form = TemplateForm(request.POST, request.FILES) if sent else TemplateForm()
    too_large = refuse_oversized(form, request)
    status = 413 if too_large else 200
    if sent and not too_large:
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                adopt(organisation, file.name, file.read(), by=request.user, now=timezone.now())
            except RefusedStyle as error:
                form.add_error("file", str(error))
            else:
                note(request, tender, "house_style_taken", file=file.name)
                messages.success(request, "Vos pièces prendront désormais ce style.")
                return redirect("tenders:house_template", tender.pk)
    context = {
        "tender": tender,
        "organisation": organisation,
        "form": form,
        "template": HouseTemplate.objects.filter(organisation=organisation).first(),
    }
    return render(request, "tenders/house_template.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, pk: str) -> HttpResponse:
    tender = fetch(request, pk)
    removed, _ = HouseTemplate.objects.filter(organisation=tender.project.lead).delete()
    if removed:
        note(request, tender, "house_style_left")
        messages.success(request, "Les pièces reprennent le style de Balise.")
    return redirect("tenders:house_template", tender.pk)
