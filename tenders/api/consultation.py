"""The REST API of consultations: public reading, and the team's follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import Project
from tenders import invitations
from tenders.api.closing import ClosingActions
from tenders.api.errors import Conflict
from tenders.api.threads import ThreadActions
from tenders.forms.consultation import QuestionForm
from tenders.models import (
    ConsultationQuestion,
    Contribution,
    Invitation,
    MarketConsultation,
    PublicQuestion,
    Submission,
)


class ConsultationQuestionSerializer(serializers.ModelSerializer):
    choices = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ConsultationQuestion
        fields = ["id", "kind", "label", "help_text", "unit", "choices", "required"]
        fields += ["minimum", "maximum", "earliest", "latest"]
        fields += ["clause_id", "clause_version", "clause_text"]


class ExchangeSerializer(serializers.ModelSerializer):
    """A published exchange; who asked is not part of it."""

    question = serializers.CharField(source="published_text")

    class Meta:
        model = PublicQuestion
        fields = ["question", "answer", "answered_at"]


class ConsultationSerializer(serializers.ModelSerializer):
    lead = serializers.CharField(source="project.lead.name", read_only=True)
    is_open = serializers.SerializerMethodField()
    questions = ConsultationQuestionSerializer(many=True, read_only=True)
    public_questions = ExchangeSerializer(many=True, read_only=True)

    class Meta:
        model = MarketConsultation
        fields = ["id", "title", "lead", "brief", "opens_at", "closes_at", "published_at"]
        fields += ["is_open", "questions", "public_questions", "conclusion"]

    def get_is_open(self, consultation: MarketConsultation) -> bool:
        return consultation.is_open()


class NewQuestionSerializer(serializers.ModelSerializer):
    """A question as the page's own form takes it; choices as a list."""

    choices = serializers.ListField(child=serializers.CharField(), required=False)

    class Meta:
        model = ConsultationQuestion
        fields = ["kind", "label", "help_text", "unit", "choices", "component", "required"]
        fields += ["minimum", "maximum", "earliest", "latest"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        form = QuestionForm({**attrs, "choices": "\n".join(attrs.get("choices", []))})
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return form.cleaned_data


class NewConsultationSerializer(serializers.ModelSerializer):
    """A draft, with its questions in their order; it is public only once published."""

    questions = NewQuestionSerializer(many=True)

    class Meta:
        model = MarketConsultation
        fields = ["project", "title", "brief", "opens_at", "closes_at", "questions"]

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["project"].queryset = Project.objects.editable_by(request.user)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["closes_at"] <= max(attrs["opens_at"], timezone.now()):
            raise serializers.ValidationError(
                {"closes_at": "La clôture doit être à venir, et suivre l'ouverture."}
            )
        return attrs

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> MarketConsultation:
        questions = [ConsultationQuestion(**q) for q in validated_data.pop("questions")]
        consultation = MarketConsultation.objects.create(**validated_data)
        consultation.replace_questions(questions)
        return consultation


PUBLIC = ("list", "retrieve", "threads", "outcome")


class ConsultationViewSet(ThreadActions, ClosingActions, viewsets.ReadOnlyModelViewSet):
    """Consultations publiées, pour tous ; l'équipe les crée, répond, décide et clôt."""

    serializer_class = ConsultationSerializer

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action in PUBLIC else IsAuthenticated()]

    @extend_schema(request=NewConsultationSerializer, responses={201: ConsultationSerializer})
    def create(self, request: Request) -> Response:
        """Prépare une consultation et ses questions ; elle reste un brouillon."""
        asked = NewConsultationSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        consultation = asked.save()
        consultation.note("consultation_prepared", by=request.user, now=timezone.now())
        return Response(ConsultationSerializer(consultation).data, status=201)

    @extend_schema(request=None, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str | None = None) -> Response:
        """Publie la consultation : le besoin, les questions et les dates sont figés."""
        drafts = MarketConsultation.objects.validatable_by(request.user)
        consultation = get_object_or_404(drafts, pk=pk)
        try:
            consultation.publish(by=request.user, now=timezone.now())
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        return Response(ConsultationSerializer(consultation).data)

    queryset = (
        MarketConsultation.objects.published()
        .select_related("project__lead")
        .prefetch_related(
            "questions", Prefetch("public_questions", PublicQuestion.objects.answered())
        )
    )


class GuestSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField()


class InviteSerializer(serializers.Serializer):
    """Everyone to invite, at once; those already invited are left alone."""

    consultation = serializers.PrimaryKeyRelatedField(queryset=MarketConsultation.objects.all())
    guests = GuestSerializer(many=True, allow_empty=False)


class InvitationSerializer(serializers.ModelSerializer):
    """Who was told and what followed; neither the link nor a draft is part of it."""

    answered_at = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ["id", "consultation", "supplier", "name", "email", "from_open_call"]
        fields += ["created_at", "sent_at", "opened_at", "reminded_at", "answered_at"]

    def get_answered_at(self, invitation: Invitation) -> datetime | None:
        contribution = getattr(invitation, "contribution", None)
        return contribution.submitted_at if contribution else None


class InvitationViewSet(viewsets.ReadOnlyModelViewSet):
    """Qui a été prévenu, pour l'équipe ; POST invite."""

    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()
    filterset_fields = ["consultation", "from_open_call"]

    def get_queryset(self) -> QuerySet[Invitation]:
        return Invitation.objects.visible_to(self.request.user).select_related("contribution")

    @extend_schema(request=InviteSerializer, responses={201: InvitationSerializer(many=True)})
    def create(self, request: Request) -> Response:
        asked = InviteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        consultation = asked.validated_data["consultation"]
        if not MarketConsultation.objects.validatable_by(request.user).filter(pk=consultation.pk):
            raise PermissionDenied("Vous ne pilotez pas cette consultation.")
        now = timezone.now()
        if not consultation.accepts_answers(at=now):
            raise Conflict("On n'invite qu'à une consultation publiée et non close.")
        guests = [invitations.Guest(**guest) for guest in asked.validated_data["guests"]]
        invited = invitations.invite(consultation, guests, by=request.user, now=now)
        return Response(InvitationSerializer(invited, many=True).data, status=201)


class SubmissionSerializer(serializers.ModelSerializer):
    """What a supplier last sent, by question id; `confidential`: art. L2132-1."""

    consultation = serializers.UUIDField(source="contribution.invitation.consultation_id")
    supplier = serializers.UUIDField(source="contribution.invitation.supplier_id", allow_null=True)
    name = serializers.CharField(source="contribution.invitation.name")
    answering = serializers.CharField(source="content.answering")
    partners = serializers.CharField(source="content.partners")
    answers = serializers.DictField(source="content.answers")

    class Meta:
        model = Submission
        fields = ["id", "consultation", "supplier", "name", "number", "sent_at", "digest"]
        fields += ["answering", "partners", "answers"]


class SubmissionViewSet(viewsets.ReadOnlyModelViewSet):
    """Réponses envoyées : l'équipe les lit toutes, un fournisseur les siennes."""

    serializer_class = SubmissionSerializer
    queryset = Submission.objects.none()

    def get_queryset(self) -> QuerySet[Submission]:
        mine = Contribution.objects.visible_to(self.request.user)
        return (
            Submission.objects.current()
            .filter(contribution__in=mine.values("pk"))
            .select_related("contribution__invitation")
            .order_by("contribution__invitation__name", "pk")
        )


class PublicQuestionSerializer(serializers.ModelSerializer):
    """A question received by the team; to answer it, send `published_text` and `answer`."""

    published_text = serializers.CharField(max_length=3000)
    answer = serializers.CharField(max_length=5000)

    class Meta:
        model = PublicQuestion
        fields = ["id", "consultation", "text", "published_text", "asked_at", "answer"]
        fields += ["answered_at"]
        read_only_fields = ["consultation", "text", "asked_at", "answered_at"]


class PublicQuestionViewSet(viewsets.ReadOnlyModelViewSet):
    """Questions reçues ; PUT publie la réponse pour tous, une fois."""

    serializer_class = PublicQuestionSerializer
    queryset = PublicQuestion.objects.none()
    filterset_fields = ["consultation"]

    def get_queryset(self) -> QuerySet[PublicQuestion]:
        questions = PublicQuestion.objects.answerable_by(self.request.user)
        return questions.select_related("consultation__project")

    @extend_schema(request=PublicQuestionSerializer, responses=PublicQuestionSerializer)
    def update(self, request: Request, pk: int | None = None) -> Response:
        question = self.get_object()
        asked = PublicQuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        try:
            question.publish_answer(
                asked.validated_data["answer"],
                asked.validated_data["published_text"],
                by=request.user,
                now=now,
            )
        except ValidationError as error:
            raise Conflict(error.messages[0]) from error
        invitations.announce_answer(question, now=now)
        return Response(PublicQuestionSerializer(question).data)


ROUTES: list[tuple[str, Any, str]] = [
    ("consultations", ConsultationViewSet, "consultation"),
    ("invitations", InvitationViewSet, "invitation"),
    ("contributions", SubmissionViewSet, "contribution"),
    ("public-questions", PublicQuestionViewSet, "public-question"),
]
