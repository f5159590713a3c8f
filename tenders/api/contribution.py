"""A supplier's own answer through the API: no account, the signed link is the key."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, PermissionDenied, Throttled
from rest_framework.exceptions import ValidationError as InvalidRequest
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.typography import long_moment
from tenders import invitations
from tenders.api.consultation import ConsultationSerializer
from tenders.api.errors import Conflict
from tenders.api.threads import CommentSerializer, ThreadSerializer, comment_by_link
from tenders.forms.contribution import ContributionForm, UnknownShape
from tenders.models import (
    Answering,
    ConsultationClosed,
    Contribution,
    Invitation,
    StaleContribution,
    TooManyQuestions,
)
from tenders.open_call import OpenCallThrottle
from tenders.threads import threads_of


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_detail = "Ce lien n'est plus valable."
    default_code = "gone"


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
    """La réponse d'un fournisseur, sans compte : le lien signé de son invitation ouvre."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = LinkSerializer
    queryset = Invitation.objects.none()
    lookup_field = "token"
    lookup_value_regex = "[^/]+"

    @extend_schema(responses=LinkSerializer)
    def retrieve(self, request: Request, token: str) -> Response:
        return self.answer(self.invitation(token))

    @extend_schema(request=DraftSerializer, responses=LinkSerializer)
    def update(self, request: Request, token: str) -> Response:
        """Enregistre le brouillon, tout ou rien."""
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
        """Envoie le brouillon tel quel ; l'envoyer deux fois ne change rien."""
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
        """Pose une question à l'équipe ; la réponse est publiée pour tous."""
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

    @extend_schema(responses=ThreadSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def threads(self, request: Request, token: str) -> Response:
        """Les fils tels que ce fournisseur les lit : le public, et tout ce qu'il a écrit."""
        return self.read_threads(self.invitation(token))

    @extend_schema(request=CommentSerializer, responses={201: ThreadSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def comments(self, request: Request, token: str) -> Response:
        """Commente une clause, ou répond, sous le nom neutre du fournisseur."""
        invitation = self.invitation(token)
        comment_by_link(invitation, request.data)
        return self.read_threads(invitation, status=201)

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, token: str) -> Response:
        """Remplace le lien, ou renvoie celui qui l'a remplacé, à l'invité seul."""
        if not OpenCallThrottle().allow_request(request, self):
            raise Throttled
        try:
            invitations.replace_link(token, now=timezone.now())
        except invitations.BadLink as error:
            raise PermissionDenied("Ce lien n'est pas valable.") from error
        return Response(status=202)

    def read_threads(self, invitation: Invitation, **more: Any) -> Response:
        found = threads_of(invitation.consultation, at=timezone.now(), reader=invitation)
        return Response(ThreadSerializer(found, many=True).data, **more)

    def invitation(self, token: str) -> Invitation:
        """That of the link; whoever sends something by it has read it."""
        now = timezone.now()
        try:
            invitation = invitations.open_link(token, now=now)
        except invitations.BadLink as error:
            raise PermissionDenied("Ce lien n'est pas valable.") from error
        except invitations.ExpiredLink as error:
            raise Gone from error
        if self.request.method in ("PUT", "POST"):
            invitation.note_reading(now=now)
        return invitation

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


ROUTES = [("contribution-links", ContributionLinkViewSet, "contribution-link")]
