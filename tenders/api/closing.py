"""The end of a consultation through the API: feasibility, proposals, decisions, closing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError as InvalidRequest
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from tenders import closing, invitations, sourcing
from tenders.api.errors import Conflict
from tenders.clause_opinions import clause_opinions
from tenders.forms.decision import DecisionForm, ProposalsForm
from tenders.models import Decision, MarketConsultation, Outcome
from tenders.proposals import proposals_of


class FeasibilitySerializer(serializers.Serializer):
    """A row of the heat map; `withheld`: too few answers to be told outside the team."""

    question = serializers.IntegerField(source="id")
    title = serializers.CharField()
    clause_id = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    price = serializers.CharField(source="price.words")
    amount = serializers.CharField(source="amount.words")
    weeks = serializers.CharField(source="weeks.words")
    verdict = serializers.CharField()
    withheld = serializers.BooleanField()


class PieceSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["kept", "removed", "added"])
    text = serializers.CharField()


class DecisionSerializer(serializers.ModelSerializer):
    """As all read it: nobody is named; `changes` is the text word by word."""

    changes = PieceSerializer(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = ["question", "proposal", "outcome", "reason", "before", "after", "changes"]
        fields += ["decided_at"]


class ProposalSerializer(serializers.Serializer):
    """What waits for a decision; `key` names it in `decisions`."""

    key = serializers.CharField()
    question = serializers.IntegerField(source="question.pk")
    name = serializers.CharField(source="invitation.name")
    text = serializers.CharField()
    confidential = serializers.BooleanField()
    is_waiting = serializers.BooleanField()
    outcome = serializers.CharField(source="decision.outcome", default=None, allow_null=True)


class NewDecisionSerializer(serializers.Serializer):
    """One decision, on proposals about one question, or on none of those received."""

    question = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, allow_null=True, default=None
    )
    proposals = serializers.ListField(child=serializers.CharField(), default=list)
    proposal = serializers.CharField(max_length=3000)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField(max_length=3000)
    after = serializers.CharField(max_length=10_000, allow_blank=True, default="")


class ConcludeSerializer(serializers.Serializer):
    conclusion = serializers.CharField(max_length=10_000)
    undecided_because = serializers.CharField(max_length=2000, allow_blank=True, default="")
    tender_url = serializers.URLField(max_length=500, allow_blank=True, default="")


class TenderUrlSerializer(serializers.Serializer):
    url = serializers.URLField(max_length=500)

    def validate_url(self, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise serializers.ValidationError("Donnez une adresse qui commence par https://.")
        return url


class OutcomeSerializer(serializers.Serializer):
    """What all are told at the closing; empty before it."""

    conclusion = serializers.CharField()
    undecided_because = serializers.CharField()
    tender_url = serializers.CharField()
    decisions = DecisionSerializer(many=True)
    feasibility = FeasibilitySerializer(many=True)


class ClosingActions:
    """Of a consultation, from the answers to the message that closes it."""

    @extend_schema(responses=OutcomeSerializer)
    @action(detail=True)
    def outcome(self, request: Request, pk: str | None = None) -> Response:
        """Ce que l'autorité a retenu, les décisions et la faisabilité, tels que tous les lisent."""
        published = MarketConsultation.objects.published()
        return Response(OutcomeSerializer(_outcome(get_object_or_404(published, pk=pk))).data)

    @extend_schema(responses=FeasibilitySerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def feasibility(self, request: Request, pk: str | None = None) -> Response:
        """La carte de faisabilité, pour l'équipe : secrets des affaires compris."""
        consultation = get_object_or_404(MarketConsultation.objects.visible_to(request.user), pk=pk)
        submissions = sourcing.current_submissions(consultation)
        rows = clause_opinions(consultation, submissions, outside=False)
        return Response(FeasibilitySerializer(rows, many=True).data)

    @extend_schema(responses=ProposalSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def proposals(self, request: Request, pk: str | None = None) -> Response:
        """Les propositions reçues et leur décision, pour l'équipe."""
        consultation = get_object_or_404(MarketConsultation.objects.visible_to(request.user), pk=pk)
        return Response(ProposalSerializer(proposals_of(consultation), many=True).data)

    @extend_schema(request=NewDecisionSerializer, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def decisions(self, request: Request, pk: str | None = None) -> Response:
        """Note une décision, après la clôture."""
        consultation = _validatable(request, pk)
        asked = NewDecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        form, chosen = _decision(consultation, asked.validated_data)
        try:
            consultation.decide(
                form.instance,
                comments=[p.comment for p in chosen if p.comment],
                invitations=[p.invitation for p in chosen if not p.comment],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        return Response(DecisionSerializer(form.instance).data, status=201)

    @extend_schema(request=ConcludeSerializer, responses=OutcomeSerializer)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: str | None = None) -> Response:
        """Envoie le bilan à tous, une fois."""
        consultation = _validatable(request, pk)
        asked = ConcludeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            closing.conclude(
                consultation, **asked.validated_data, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        return Response(OutcomeSerializer(_outcome(consultation)).data)

    @extend_schema(request=TenderUrlSerializer, responses=OutcomeSerializer)
    @action(detail=True, methods=["post"])
    def tender(self, request: Request, pk: str | None = None) -> Response:
        """Annonce à tous, une fois, l'adresse du marché publié."""
        consultation = _validatable(request, pk)
        asked = TenderUrlSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        try:
            consultation.tell_tender(asked.validated_data["url"], by=request.user, now=now)
        except ValidationError as error:
            raise Conflict(" ".join(error.messages)) from error
        invitations.announce_tender(consultation, now=now)
        return Response(OutcomeSerializer(_outcome(consultation)).data)


def _validatable(request: Request, pk: str | None) -> MarketConsultation:
    return get_object_or_404(MarketConsultation.objects.validatable_by(request.user), pk=pk)


def _outcome(consultation: MarketConsultation) -> dict[str, Any]:
    ended = consultation.concluded_at is not None
    submissions = sourcing.current_submissions(consultation) if ended else []
    rows = clause_opinions(consultation, submissions, outside=True) if ended else []
    return {
        "conclusion": consultation.conclusion,
        "undecided_because": consultation.undecided_because,
        "tender_url": consultation.tender_url,
        "decisions": consultation.decisions.all() if ended else [],
        "feasibility": rows,
    }


def _decision(
    consultation: MarketConsultation, values: dict[str, Any]
) -> tuple[DecisionForm, list[Any]]:
    """The page's own forms, so that page and API refuse the same things in the same words."""
    if not values["proposals"]:
        form = DecisionForm(values, consultation=consultation)
        chosen: list[Any] = []
    else:
        question = consultation.questions.filter(pk=values["question"]).first()
        offered = [
            proposal
            for proposal in proposals_of(consultation)
            if question and proposal.question.pk == question.pk and proposal.decision is None
        ]
        before = question.clause_text if question else ""
        instance = Decision(question=question, before=before)
        form = ProposalsForm(values, consultation=consultation, offered=offered, instance=instance)
    if not form.is_valid():
        raise InvalidRequest(form.errors)
    if isinstance(form, ProposalsForm):
        chosen = form.chosen()
    return form, chosen
