"""Documents that come back from Word, through the API: send, read, decide, take back."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from procurement.upload_handlers import oversized_fields
from procurement.word.package import RefusedDocument, too_large
from tenders.api.contents import StaleVersion
from tenders.models import ReturnedDocument, Tender
from tenders.return_writing import StaleTender, decide, undo
from tenders.returning import ACCEPTED, REFUSED, receive, review_of

_RETURN = r"returns/(?P<returned>[0-9a-f-]{36})"
_PATH = [OpenApiParameter("returned", OpenApiTypes.UUID, OpenApiParameter.PATH)]


class ReturnSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="Le fichier .docx modifié, 10 Mo au plus.")


class DecisionsSerializer(serializers.Serializer):
    """`version` and `seen` as they were read; what is not named stays undecided."""

    version = serializers.IntegerField()
    seen = serializers.CharField(required=False, max_length=16)
    decisions = serializers.DictField(
        child=serializers.ChoiceField([ACCEPTED, REFUSED]), allow_empty=False
    )


class ReturnActions(viewsets.GenericViewSet):
    """Added to the tenders of the API; each answers like the page of the same name."""

    @extend_schema(request={"multipart/form-data": ReturnSerializer}, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def returns(self, request: Request, pk: str | None = None) -> Response:
        """Lit une pièce modifiée dans Word et dit ce qui change ; rien n'est encore repris."""
        tender = self.get_object()
        file = request.FILES.get("file")  # parses the request, and bounds what it keeps
        if "file" in oversized_fields(request._request):
            raise TooLargeDocument()
        if file is None:
            raise serializers.ValidationError({"file": ["Joignez le fichier .docx modifié."]})
        try:
            returned = receive(
                tender, file.name, file, file.size, by=request.user, now=timezone.now()
            )
        except RefusedDocument as refused:
            raise serializers.ValidationError({"file": [str(refused)]}) from refused
        return Response(_said(returned), status=status.HTTP_201_CREATED)

    @extend_schema(responses=OpenApiTypes.OBJECT, parameters=_PATH)
    @action(detail=True, url_path=_RETURN, url_name="return")
    def returned(self, request: Request, returned: str, pk: str | None = None) -> Response:
        """Ce que le fichier change, au regard du marché d'aujourd'hui."""
        return Response(_said(self._returned(returned)))

    @extend_schema(request=DecisionsSerializer, responses=OpenApiTypes.OBJECT, parameters=_PATH)
    @action(detail=True, methods=["post"], url_path=f"{_RETURN}/decide", url_name="return-decide")
    def decide_return(self, request: Request, returned: str, pk: str | None = None) -> Response:
        """Accepte ou refuse des modifications ; ce qui n'est pas nommé reste à décider."""
        kept = self._returned(returned)
        sent = DecisionsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        self._refuse_unknown(kept, said["decisions"])
        try:
            decide(
                kept,
                said["decisions"],
                version=said["version"],
                seen=said.get("seen", ""),
                by=request.user,
                now=timezone.now(),
            )
        except StaleTender as stale:
            raise StaleVersion() from stale
        return Response(_said(ReturnedDocument.objects.get(pk=kept.pk)))

    @extend_schema(request=None, responses=OpenApiTypes.OBJECT, parameters=_PATH)
    @action(detail=True, methods=["post"], url_path=f"{_RETURN}/undo", url_name="return-undo")
    def undo_return(self, request: Request, returned: str, pk: str | None = None) -> Response:
        """Annule tout ce qui vient du fichier ; `left` nomme les clauses modifiées depuis."""
        kept = self._returned(returned)
        left = undo(kept, by=request.user, now=timezone.now())
        return Response({**_said(ReturnedDocument.objects.get(pk=kept.pk)), "left": left})

    def _returned(self, pk: str) -> ReturnedDocument:
        returns = self.get_object().returns.select_related("tender__project", "edition")
        return get_object_or_404(returns, pk=pk)

    @staticmethod
    def _refuse_unknown(returned: ReturnedDocument, decisions: dict[str, str]) -> None:
        known = {one.change.id for one in review_of(returned).changes}
        unknown = sorted(set(decisions) - known)
        if unknown:
            raise serializers.ValidationError(
                {"decisions": [f"Modifications inconnues : {', '.join(unknown)}."]}
            )


class TooLargeDocument(serializers.ValidationError):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE

    def __init__(self) -> None:
        super().__init__({"file": [too_large()]})


def _said(returned: ReturnedDocument) -> dict[str, object]:
    tender = Tender.objects.only("version").get(pk=returned.tender_id)
    return {
        "id": str(returned.pk),
        "version": tender.version,
        "file": returned.name,
        "sha256": returned.sha256,
        **review_of(returned).as_dict(),
    }
