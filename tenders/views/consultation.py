"""The consultation as everyone reads it, and as the team prepares it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from needs.models import Project
from procurement.downloads import attachment
from procurement.file_fields import refuse_oversized
from procurement.http import version_read
from procurement.sessions import signed_in
from tenders import invitations, sourcing
from tenders.clause_opinions import clause_opinions
from tenders.draft_texts import draft_texts
from tenders.forms.consultation import (
    ConsultationForm,
    DocumentForm,
    DraftTextsForm,
    OpenCallForm,
    QuestionForm,
)
from tenders.forms.contribution import ContributionForm
from tenders.models import (
    ConsultationQuestion,
    MarketConsultation,
    QuestionKind,
    StaleConsultation,
)
from tenders.open_call import OpenCallThrottle
from tenders.questions import QuestionSet, question_sets, sets_for


def index(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    published = MarketConsultation.objects.published().select_related("project__lead")
    return render(
        request,
        "tenders/consultations.html",
        {
            "open": published.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at"),
            "coming": published.filter(opens_at__gt=now).order_by("opens_at"),
            "closed": published.filter(closes_at__lte=now).order_by("-closes_at")[:50],
        },
    )


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _readable(request, pk)
    return _public_page(request, consultation, OpenCallForm())


@require_POST
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a personal link to the address given; the answer is the same whoever asks."""
    consultation = _readable(request, pk)
    now = timezone.now()
    form = OpenCallForm(request.POST)
    if not consultation.is_open(at=now):
        messages.error(request, "Cette consultation ne reçoit pas de réponses aujourd'hui.")
        return _public_page(request, consultation, form, status=409)
    if not form.is_valid():
        return _public_page(request, consultation, form, status=422)
    if not OpenCallThrottle().allow_request(request, None):  # type: ignore[arg-type]
        messages.error(request, "Trop de demandes depuis votre réseau. Réessayez dans une heure.")
        return _public_page(request, consultation, form, status=429)
    if not form.is_from_a_machine():
        invitations.answer_open_call(
            consultation,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            now=now,
        )
    messages.success(
        request,
        f"Un lien personnel part à l'adresse {form.cleaned_data['email']}. "
        "S'il n'arrive pas dans l'heure, vérifiez les courriers indésirables.",
    )
    return redirect(consultation)


def document(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponseBase:
    kept = get_object_or_404(_readable(request, pk).documents, pk=document)
    return attachment(kept.file, kept.name)


@signed_in
def create(request: HttpRequest, project: UUID) -> HttpResponse:
    owner = get_object_or_404(Project.objects.editable_by(request.user), pk=project)
    consultation = MarketConsultation(project=owner, title=owner.title, brief=owner.summary)
    form = ConsultationForm(request.POST or None, instance=consultation, now=timezone.now())
    if request.method == "POST" and form.is_valid():
        created = form.save()
        created.note("consultation_prepared", by=request.user, now=timezone.now())
        messages.success(request, "La consultation est créée. Ajoutez maintenant les questions.")
        return redirect("tenders:consultation_prepare", created.pk)
    return _form_page(request, form, consultation)


@signed_in
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _draft(request, pk)
    form = ConsultationForm(request.POST or None, instance=consultation, now=timezone.now())
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, consultation)
    try:
        consultation.edit(version=version_read(request), **form.cleaned_data)
    except StaleConsultation as stale:
        consultation.version = stale.current.version
        return _form_page(request, form, consultation, theirs=stale.current, status=409)
    _note_change(request, consultation, "le besoin ou les dates")
    messages.success(request, "Le besoin est enregistré.")
    return redirect("tenders:consultation_prepare", consultation.pk)


@login_required
def prepare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Questions and documents of a draft; each button changes one thing and comes back."""
    consultation = _draft(request, pk)
    if request.method == "POST":
        _change_questions(consultation, request)
        _note_change(request, consultation, "les questions ou les documents")
        return redirect("tenders:consultation_prepare", consultation.pk)
    return _prepare_page(request, consultation, DocumentForm())


@signed_in
def question(request: HttpRequest, pk: UUID, key: int | None = None) -> HttpResponse:
    """Write a question, or change one, while the consultation is a draft."""
    consultation = _draft(request, pk)
    asked = get_object_or_404(consultation.questions, pk=key) if key else None
    form = QuestionForm(request.POST or None, instance=asked)
    if request.method == "POST" and form.is_valid():
        if asked:
            form.save()
        else:
            consultation.add_questions([form.save(commit=False)])
        _note_change(request, consultation, f"la question « {form.instance.label} »")
        messages.success(request, "La question est enregistrée.")
        return redirect("tenders:consultation_prepare", consultation.pk)
    return render(
        request,
        "tenders/consultation_question.html",
        {"consultation": consultation, "form": form, "asked": asked},
        status=_status(request),
    )


@signed_in
def clauses(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the clauses and criteria of the draft that suppliers will comment."""
    consultation = _draft(request, pk)
    texts = draft_texts(consultation.project)
    form = DraftTextsForm(request.POST or None, texts=texts)
    if request.method == "POST" and form.is_valid():
        consultation.add_questions(form.questions())
        _note_change(request, consultation, "des textes du marché sont mis à l'épreuve")
        messages.success(request, "Les textes choisis sont ajoutés aux questions.")
        return redirect("tenders:consultation_prepare", consultation.pk)
    return render(
        request,
        "tenders/consultation_clauses.html",
        {
            "consultation": consultation,
            "form": form,
            "texts": texts,
            "chosen": request.POST.getlist("texts"),
        },
        status=_status(request),
    )


@login_required
@require_POST
def add_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    consultation = _draft(request, pk)
    form = DocumentForm(request.POST, request.FILES)
    too_large = refuse_oversized(form, request)
    if not form.is_valid():
        return _prepare_page(request, consultation, form, status=413 if too_large else 422)
    kept = form.save(commit=False)
    upload = form.cleaned_data["file"]
    kept.consultation, kept.name, kept.size = consultation, upload.name, upload.size
    kept.save()
    _note_change(request, consultation, f"le document « {kept.title} » est joint")
    messages.success(request, "Le document est ajouté.")
    return redirect("tenders:consultation_prepare", consultation.pk)


@login_required
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page that suppliers will see, then the publication."""
    consultation = _draft(request, pk)
    validatable = MarketConsultation.objects.validatable_by(request.user)
    if request.method == "POST":
        get_object_or_404(validatable, pk=pk)
        try:
            consultation.publish(by=request.user, now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("tenders:consultation_prepare", consultation.pk)
        messages.success(
            request, "La consultation est publiée. Invitez maintenant les fournisseurs."
        )
        return redirect("tenders:consultation_manage", consultation.pk)
    questions = list(consultation.questions.all())
    form = ContributionForm(questions=questions, contribution=None)
    return render(
        request,
        "tenders/consultation_publish.html",
        {
            "consultation": consultation,
            "form": form,
            "blocks": list(form.blocks()),
            "findings": consultation.findings(),
            "validates": validatable.filter(pk=pk).exists(),
        },
    )


def _readable(request: HttpRequest, pk: UUID) -> MarketConsultation:
    consultations = MarketConsultation.objects.readable_by(request.user)
    return get_object_or_404(consultations.select_related("project__lead"), pk=pk)


def _draft(request: HttpRequest, pk: UUID) -> MarketConsultation:
    """A consultation that the person may still prepare."""
    consultations = MarketConsultation.objects.editable_by(request.user)
    return get_object_or_404(consultations.filter(published_at=None), pk=pk)


def _note_change(request: HttpRequest, consultation: MarketConsultation, what: str) -> None:
    consultation.note("consultation_changed", by=request.user, now=timezone.now(), what=what)


def _status(request: HttpRequest) -> int:
    """A form shown again after a mistake is not a success."""
    return 422 if request.method == "POST" else 200


def _public_page(
    request: HttpRequest, consultation: MarketConsultation, form: OpenCallForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    return render(
        request,
        "tenders/consultation.html",
        {
            "consultation": consultation,
            "questions": consultation.questions.all(),
            "documents": consultation.documents.all(),
            "exchanges": consultation.public_questions.answered(),
            **(_outcome(consultation) if consultation.concluded_at else {}),
            "clauses": consultation.questions.filter(kind=QuestionKind.CLAUSE).exists(),
            "is_open": consultation.is_open(at=now),
            "is_closed": consultation.is_closed(at=now),
            "can_manage": MarketConsultation.objects.visible_to(request.user)
            .filter(pk=consultation.pk)
            .exists(),
            "form": form,
        },
        status=status,
    )


def _outcome(consultation: MarketConsultation) -> dict[str, Any]:
    """What is told to all at the closing: decisions, and what nobody's name can be guessed from."""
    submissions = sourcing.current_submissions(consultation)
    return {
        "decisions": consultation.decisions.select_related("question"),
        "heat": clause_opinions(consultation, submissions, outside=True),
    }


def _form_page(
    request: HttpRequest,
    form: ConsultationForm,
    consultation: MarketConsultation,
    *,
    theirs: MarketConsultation | None = None,
    status: int | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "consultation": consultation,
        "project": consultation.project,
        "is_new": consultation._state.adding,
        "theirs": theirs,
    }
    return render(
        request, "tenders/consultation_edit.html", context, status=status or _status(request)
    )


def _prepare_page(
    request: HttpRequest,
    consultation: MarketConsultation,
    form: DocumentForm,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "tenders/consultation_prepare.html",
        {
            "consultation": consultation,
            "project": consultation.project,
            "questions": list(consultation.questions.all()),
            "documents": list(consultation.documents.all()),
            "sets": sets_for(consultation.project.sector),
            "form": form,
        },
        status=status,
    )


def _change_questions(consultation: MarketConsultation, request: HttpRequest) -> None:
    """One button, one change: `add_set=<id>`, `up`, `down`, `remove` or `remove_document`."""
    for name, value in request.POST.items():
        match name:
            case "add_set" if value in question_sets():
                consultation.add_questions(_questions_of(question_sets()[value]))
            case "up" | "down" if is_key(value):
                consultation.move_question(int(value), -1 if name == "up" else 1)
            case "remove" if is_key(value):
                consultation.remove_question(int(value))
            case "remove_document":
                consultation.documents.filter(pk=value).delete()


def is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 19  # what a database column holds


def _questions_of(one: QuestionSet) -> list[ConsultationQuestion]:
    return [
        ConsultationQuestion(
            kind=question.kind,
            label=question.label,
            help_text=question.help_text,
            unit=question.unit,
            choices=list(question.choices),
            component=question.component,
            required=question.required,
            minimum=question.minimum,
            maximum=question.maximum,
            earliest=question.earliest,
            latest=question.latest,
        )
        for question in one.questions
    ]
