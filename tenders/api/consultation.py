"""The REST API of consultations: public reading, the team's follow-up, answers by signed link."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.exceptions import ValidationError as InvalidRequest
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from needs.models import Project
from procurement.typography import long_moment
from tenders import invitations
from tenders.forms.consultation import QuestionForm
from tenders.forms.contribution import ContributionForm, UnknownShape
from tenders.models import (
    Answering,
    ConsultationClosed,
    ConsultationQuestion,
    Contribution,
    Invitation,
    MarketConsultation,
    PublicQuestion,
    StaleContribution,
    Submission,
    TooManyQuestions,
)


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_detail = "Ce lien n'est plus valable."
    default_code = "gone"


class ConsultationQuestionSerializer(serializers.ModelSerializer):
    choices = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ConsultationQuestion
        fields = ["id", "kind", "label", "help_text", "unit", "choices", "required"]
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


class ConsultationViewSet(viewsets.ReadOnlyModelViewSet):
    """Published consultations, for everyone; the team creates and publishes its own."""

    serializer_class = ConsultationSerializer

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny() if self.action in ("list", "retrieve") else IsAuthenticated()]

    @extend_schema(request=NewConsultationSerializer, responses={201: ConsultationSerializer})
    def create(self, request: Request) -> Response:
        """Prépare une consultation et ses questions ; elle reste un brouillon."""
        asked = NewConsultationSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        return Response(ConsultationSerializer(asked.save()).data, status=201)

    @extend_schema(request=None, responses=ConsultationSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str | None = None) -> Response:
        """Publie la consultation : le besoin, les questions et les dates sont figés."""
        drafts = MarketConsultation.objects.editable_by(request.user)
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
    """The team's follow-up of who was told; POST invites."""

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
        if not MarketConsultation.objects.editable_by(request.user).filter(pk=consultation.pk):
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
    """The answers that were sent: the team reads all of them, a supplier its own."""

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
    """Questions received; PUT publishes the answer for all, once."""

    serializer_class = PublicQuestionSerializer
    queryset = PublicQuestion.objects.none()
    filterset_fields = ["consultation"]

    def get_queryset(self) -> QuerySet[PublicQuestion]:
        questions = PublicQuestion.objects.editable_by(self.request.user)
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


class AnswerSerializer(serializers.Serializer):
    """`value` depends on the question's kind; null: no answer."""

    value = serializers.JSONField(allow_null=True)
    confidential = serializers.BooleanField(default=False)


class DraftSerializer(serializers.Serializer):
    """The whole draft: a question left out is emptied. Files are given on the page."""

    version = serializers.IntegerField(min_value=1)
    answering = serializers.ChoiceField(
        choices=Answering.choices, allow_blank=True, required=False, default=""
    )
    partners = serializers.CharField(max_length=500, allow_blank=True, required=False, default="")
    answers = serializers.DictField(child=AnswerSerializer(), help_text="Par identifiant.")


class SendSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1)


class AskSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=3000)


class LinkSerializer(serializers.Serializer):
    """What a personal link opens: the consultation, the draft and what was sent."""

    name = serializers.CharField()
    consultation = ConsultationSerializer()
    draft = DraftSerializer()
    sent_at = serializers.DateTimeField(allow_null=True)
    sent_number = serializers.IntegerField(allow_null=True)


_TOKEN = OpenApiParameter("token", str, OpenApiParameter.PATH, description="Jeton du lien signé.")


@extend_schema(parameters=[_TOKEN])
class ContributionLinkViewSet(viewsets.GenericViewSet):
    """A supplier's own answer, without account: the signed link of its invitation is the key."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = LinkSerializer
    queryset = Invitation.objects.none()
    lookup_field = "token"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=LinkSerializer)
    def retrieve(self, request: Request, token: str) -> Response:
        invitation = self.invitation(token)
        invitation.note_opening(now=timezone.now())
        return self.answer(invitation)

    @extend_schema(request=DraftSerializer, responses=LinkSerializer)
    def update(self, request: Request, token: str) -> Response:
        """Save the draft, all or nothing."""
        invitation = self.invitation(token)
        asked = DraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        contribution, _ = Contribution.objects.get_or_create(invitation=invitation)
        form = _form(invitation, contribution, asked.validated_data)
        if not form.is_valid():
            raise InvalidRequest(form.errors_by_question())
        self.act(
            invitation,
            lambda now: form.save(contribution, version=asked.validated_data["version"], now=now),
        )
        return self.answer(invitation)

    @extend_schema(request=SendSerializer, responses=LinkSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, token: str) -> Response:
        """Send the draft as it stands; sending it twice changes nothing."""
        invitation = self.invitation(token)
        asked = SendSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        contribution, _ = Contribution.objects.get_or_create(invitation=invitation)
        version = asked.validated_data["version"]
        submission = self.act(invitation, lambda now: contribution.send(version=version, now=now))
        invitations.acknowledge(submission, now=timezone.now())
        return self.answer(invitation)

    @extend_schema(request=AskSerializer, responses={201: AskSerializer})
    @action(detail=True, methods=["post"])
    def questions(self, request: Request, token: str) -> Response:
        """Ask the team; the answer is published for all."""
        invitation = self.invitation(token)
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        if not invitation.consultation.is_open(at=now):
            raise Conflict(_closed(invitation))
        try:
            invitation.ask(asked.validated_data["text"], now=now)
        except TooManyQuestions as error:
            raise Conflict("Vous avez posé toutes les questions possibles : 20.") from error
        return Response(asked.data, status=201)

    def invitation(self, token: str) -> Invitation:
        try:
            return invitations.open_link(token, now=timezone.now())
        except invitations.BadLink as error:
            raise PermissionDenied("Ce lien n'est pas valable.") from error
        except invitations.ExpiredLink as error:
            raise Gone from error

    def act(self, invitation: Invitation, change: Any) -> Any:
        """Do it now, or say what forbids it."""
        try:
            return change(timezone.now())
        except ConsultationClosed as error:
            raise Conflict(_closed(invitation)) from error
        except StaleContribution as error:
            raise Conflict("Le brouillon a été modifié entre-temps : relisez-le.") from error
        except ValidationError as error:
            raise InvalidRequest({"missing": error.messages}) from error

    def answer(self, invitation: Invitation) -> Response:
        contribution = Contribution.objects.filter(invitation=invitation).first()
        last = contribution.submissions.last() if contribution else None
        draft = contribution.content() if contribution else {"answers": {}}
        link = {
            "name": invitation.name,
            "consultation": invitation.consultation,
            "draft": {"version": contribution.version if contribution else 1, **draft},
            "sent_at": last.sent_at if last else None,
            "sent_number": last.number if last else None,
        }
        return Response(LinkSerializer(link).data)


def _form(
    invitation: Invitation, contribution: Contribution, values: dict[str, Any]
) -> ContributionForm:
    """The page's own form, so that page and API refuse the same things in the same words."""
    try:
        return ContributionForm.from_values(
            values,
            questions=list(invitation.consultation.questions.all()),
            contribution=contribution,
        )
    except UnknownShape as error:
        raise InvalidRequest({str(error.question): [str(error)]}) from error


def _closed(invitation: Invitation) -> str:
    consultation = invitation.consultation
    opens, closes = (
        long_moment(timezone.localtime(at))
        for at in (consultation.opens_at, consultation.closes_at)
    )
    return f"Les réponses sont reçues du {opens} au {closes}."


ROUTES: list[tuple[str, Any, str]] = [
    ("consultations", ConsultationViewSet, "consultation"),
    ("invitations", InvitationViewSet, "invitation"),
    ("contributions", SubmissionViewSet, "contribution"),
    ("public-questions", PublicQuestionViewSet, "public-question"),
    ("contribution-links", ContributionLinkViewSet, "contribution-link"),
]
