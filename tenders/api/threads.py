"""The threads of a consultation through the API: what each may read, and the team's answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as InvalidRequest
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenders import invitations
from tenders.api.errors import Conflict
from tenders.forms.thread import ModerationForm
from tenders.models import (
    ClauseComment,
    CommentState,
    ConsultationQuestion,
    Invitation,
    MarketConsultation,
    ThreadClosed,
    TooManyComments,
)
from tenders.models.thread import MOST_COMMENTS
from tenders.threads import threads_of


class ReplySerializer(serializers.Serializer):
    """`name` is given to the team alone, `state` to the team and to the author."""

    id = serializers.UUIDField()
    speaker = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    is_team = serializers.BooleanField()
    is_mine = serializers.BooleanField()
    is_proposal = serializers.BooleanField()
    confidential = serializers.BooleanField()
    state = serializers.ChoiceField(choices=CommentState.choices)
    withheld_because = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class ThreadMessageSerializer(ReplySerializer):
    replies = ReplySerializer(many=True)


class ThreadSerializer(serializers.Serializer):
    """`confidential` and `withheld` count what the reader may not read."""

    question = serializers.IntegerField(source="question.pk")
    label = serializers.CharField(source="question.label")  # type: ignore[assignment]
    clause_id = serializers.CharField(source="question.clause_id")
    text = serializers.CharField(source="question.clause_text")
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    is_open = serializers.BooleanField()
    confidential = serializers.IntegerField()
    withheld = serializers.IntegerField()
    messages = ThreadMessageSerializer(many=True)


class WordsSerializer(serializers.Serializer):
    """What the team answers to all; `parent`: the message answered."""

    question = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.CharField(max_length=3000)
    parent = serializers.UUIDField(  # type: ignore[assignment]
        required=False, allow_null=True, default=None
    )


class CommentSerializer(WordsSerializer):
    """What a supplier writes, under its neutral name."""

    is_proposal = serializers.BooleanField(default=False)
    confidential = serializers.BooleanField(default=False)


class ThreadActions:
    """Of a consultation: its threads, public; the team reads the names and answers."""

    @extend_schema(responses=ThreadSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def threads(self, request: Request, pk: str | None = None) -> Response:
        """Les fils des textes soumis, tels que l'appelant peut les lire."""
        readable = MarketConsultation.objects.readable_by(request.user)
        consultation = get_object_or_404(readable.select_related("project__lead"), pk=pk)
        team = MarketConsultation.objects.visible_to(request.user).filter(pk=pk).exists()
        found = threads_of(consultation, at=timezone.now(), team=team)
        return Response(ThreadSerializer(found, many=True).data)

    @extend_schema(request=WordsSerializer, responses={201: WordsSerializer})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str | None = None) -> Response:
        """Répond à tous dans un fil ; chaque invité reçoit la même réponse."""
        consultation = get_object_or_404(
            MarketConsultation.objects.validatable_by(request.user), pk=pk
        )
        asked = WordsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        question, parent = _place(consultation, asked.validated_data, team=True)
        now = timezone.now()
        try:
            answer = ClauseComment.objects.answer(
                question, asked.validated_data["text"], parent=parent, by=request.user, now=now
            )
        except ThreadClosed as error:
            raise Conflict("Le bilan est envoyé, ou rien n'est publié : pas de fil.") from error
        invitations.announce_thread_answer(answer, now=now)
        return Response(asked.data, status=201)


def comment_by_link(invitation: Invitation, data: Any) -> ClauseComment:
    """What a supplier writes by its personal link."""
    asked = CommentSerializer(data=data)
    asked.is_valid(raise_exception=True)
    values = asked.validated_data
    question, parent = _place(invitation.consultation, values, reader=invitation)
    try:
        return ClauseComment.objects.say(
            invitation,
            question,
            values["text"],
            parent=parent,
            is_proposal=values["is_proposal"],
            confidential=values["confidential"],
            now=timezone.now(),
        )
    except ThreadClosed as error:
        raise Conflict("Ce fil ne reçoit pas de commentaires à cette date.") from error
    except TooManyComments as error:
        raise Conflict(f"Vous avez écrit {MOST_COMMENTS} commentaires, le maximum.") from error


def _place(
    consultation: MarketConsultation, values: dict[str, Any], **reading: Any
) -> tuple[ConsultationQuestion, ClauseComment | None]:
    """The clause and the message answered, among what the caller may read."""
    found = threads_of(consultation, at=timezone.now(), only=values["question"], **reading)
    if not found:
        raise InvalidRequest({"question": ["Ce n'est pas un texte soumis de cette consultation."]})
    parent = values["parent"]
    if parent is not None and parent not in {message.id for message in found[0].messages}:
        raise InvalidRequest({"parent": ["Ce message n'est pas dans ce fil."]})
    return found[0].question, parent and ClauseComment.objects.get(pk=parent)


class ClauseCommentSerializer(serializers.ModelSerializer):
    """A supplier's comment as the team reads it."""

    name = serializers.CharField(source="invitation.name", default="")

    class Meta:
        model = ClauseComment
        fields = ["id", "question", "name", "text", "published_text", "is_proposal"]
        fields += ["confidential", "state", "withheld_because", "created_at"]


class OneCommentSerializer(ClauseCommentSerializer):
    """`would_reveal`: the words that the second reading should look at."""

    would_reveal = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(ClauseCommentSerializer.Meta):
        fields = [*ClauseCommentSerializer.Meta.fields, "would_reveal"]


class ModerationSerializer(serializers.Serializer):
    """As the page's own form takes it."""

    outcome = serializers.ChoiceField(choices=[CommentState.SHOWN, CommentState.WITHHELD])
    published_text = serializers.CharField(max_length=3000, allow_blank=True, default="")
    anyway = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class ClauseCommentViewSet(viewsets.ReadOnlyModelViewSet):
    """Commentaires des fournisseurs sous leur nom, pour l'équipe ; `moderate` les relit."""

    serializer_class = ClauseCommentSerializer
    queryset = ClauseComment.objects.none()
    filterset_fields = ["question", "state"]

    @extend_schema(responses=OneCommentSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(OneCommentSerializer(self.get_object()).data)

    def get_queryset(self) -> Any:
        comments = ClauseComment.objects.visible_to(self.request.user).exclude(invitation=None)
        return comments.select_related("invitation__supplier", "question__consultation")

    @extend_schema(request=ModerationSerializer, responses=OneCommentSerializer)
    @action(detail=True, methods=["post"])
    def moderate(self, request: Request, pk: str | None = None) -> Response:
        """Publie le commentaire, au besoin dans d'autres mots, ou le retire avec un motif."""
        comments = ClauseComment.objects.validatable_by(request.user).exclude(invitation=None)
        comment = get_object_or_404(
            comments.select_related("invitation__supplier", "question__consultation"), pk=pk
        )
        asked = ModerationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form = ModerationForm(asked.validated_data, comment=comment)
        if not form.is_valid():
            raise InvalidRequest(form.errors)
        now, values = timezone.now(), form.cleaned_data
        try:
            if values["outcome"] == CommentState.SHOWN:
                comment.publish(values["published_text"], by=request.user, now=now)
            else:
                comment.withhold(values["reason"], by=request.user, now=now)
        except ValidationError as error:
            raise Conflict(error.messages[0]) from error
        return Response(OneCommentSerializer(comment).data)


ROUTES = [("clause-comments", ClauseCommentViewSet, "clause-comment")]
