"""The addresses of a unit's documents: the store that its own systems read, and documents put to a leaf."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request, is_form_media_type
from rest_framework.response import Response

from assessments import permissions
from assessments.acts import add_file, add_link, use_stored_evidence
from assessments.models import Assessment, Door, Evidence, EvidenceLink, Score, Unit
from assessments.sheets.evidence.texts import DocumentDescription
from assessments.sheets.evidence.unit_store import stored_rows
from assessments.writing.actor import Actor
from criteria.common.forms import LARGEST
from criteria.common.text import Text
from rankings.api import filters
from rankings.api.base import ReadOnly, person
from rankings.api.bodies import BodyReader, object_in
from rankings.api.errors import BadParameters
from rankings.api.parsing import FileParser, TextParser
from rankings.api.scores import CODE, SHEET
from rankings.api.serializers.plans import StoredEvidenceSerializer

DESCRIBED: dict[str, dict[str, Any]] = {
    "title": {"type": "string"},
    "number": {"type": "string"},
    "issued_on": {"type": ["string", "null"], "format": "date"},
}
FIELDS = ("evidence", "url", *DESCRIBED)
PROOF_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "evidence": {"type": "integer", "description": "The id of a document of the store."},
        "url": {"type": "string", "description": "The address of a document, instead."},
        **DESCRIBED,
    },
}
FILE_FIELDS = ("file", *DESCRIBED)
FILE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The file, of the kinds that the pages take, at most 50 MB.",
        },
        **DESCRIBED,
    },
}
ONE_FILE = Text(
    vi="file: phải là đúng một tệp; mỗi tệp gửi bằng một yêu cầu.",
    en="file: must be exactly one file; send each in a request of its own.",
)
ONE_OR_OTHER = Text(
    vi="evidence: phải là số hiệu của một tài liệu, không kèm mục nào khác.",
    en="evidence: must be the id of a document, without any other field.",
)
UNIT = OpenApiParameter("unit", int, "path", description="The unit's id.")


def _documents(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    links = EvidenceLink.objects.select_related("score__criterion")
    return (
        rows.select_related("assessment__unit", "assessment__round")
        .prefetch_related(Prefetch("links", links))
        .order_by("-uploaded_at", "-pk")
    )


@extend_schema(tags=["evidence"], parameters=[UNIT])
class Store(ReadOnly):
    """The documents of a unit over all rounds, and of units that it succeeded; for the unit's own people."""

    queryset = Evidence.objects.none()
    filterset_class = filters.StoreFilter
    serializer_class = detail_serializer_class = StoredEvidenceSerializer
    more_errors = {403: "The store is another unit's."}

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        unit = get_object_or_404(Unit, pk=self.kwargs["unit"]).pk
        permissions.demand(permissions.reasons_against_reading_store(person(self.request), unit))
        return _documents(stored_rows(unit))

    @extend_schema(summary="A unit's documents, the newest first")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)


@extend_schema(tags=["evidence"], parameters=[SHEET, CODE])
class Proofs(ReadOnly):
    """The documents that prove a leaf now."""

    queryset = Evidence.objects.none()
    filterset_class = filters.NoFilter
    serializer_class = detail_serializer_class = StoredEvidenceSerializer
    more_errors = {403: "The sheet is another unit's, or it is not the time."}
    parser_classes = (TextParser, FileParser)

    def score(self) -> Score:
        scores = Score.objects.select_related("criterion", "assessment__round", "assessment__unit")
        sheets = Assessment.objects.select_related("unit", "round")
        sheet = get_object_or_404(sheets, pk=self.kwargs["assessment"])
        permissions.demand(permissions.reasons_against_reading(person(self.request), sheet))
        return get_object_or_404(scores, assessment=sheet, criterion__code=self.kwargs["code"])

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        live = EvidenceLink.objects.filter(score=self.score(), withdrawn_at=None)
        return _documents(Evidence.objects.filter(pk__in=live.values("evidence")))

    @extend_schema(summary="The documents of a leaf")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="Put a document to a leaf: one of the store, an address, or a file",
        request={"application/json": PROOF_SCHEMA, "multipart/form-data": FILE_SCHEMA},
        examples=[
            OpenApiExample("One of the store", value={"evidence": 31}, request_only=True),
            OpenApiExample(
                "An address",
                value={
                    "url": "https://example.vn/12-kh-ubnd",
                    "title": "Kế hoạch kiểm tra CCHC",
                    "number": "12/KH-UBND",
                    "issued_on": "2026-03-01",
                },
                request_only=True,
            ),
        ],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same acts as on the page. The same file twice on a sheet is one document."""
        score, actor = self.score(), Actor(person(request), Door.API)
        permissions.demand(permissions.reasons_against_adding_evidence(actor.user, score))
        add = _add_file if is_form_media_type(request.content_type) else _add_named
        document = add(request, actor, score)
        shown = _documents(Evidence.objects.filter(pk=document.pk)).get()
        return Response(StoredEvidenceSerializer(shown).data)


def _add_named(request: Request, actor: Actor, score: Score) -> Evidence:
    """Puts a document of the store, or an address, to a leaf."""
    read = BodyReader(object_in(request, FIELDS), FIELDS)
    url, described, stored = read.text("url"), _described(read), read.body.get("evidence")
    read.demand()
    if stored is None:
        described["title"] = described["title"] or url
        return add_link(actor=actor, score_id=score.pk, url=url, **described)
    if type(stored) is not int or not 0 < stored <= LARGEST or len(read.body) > 1:
        raise BadParameters(ONE_OR_OTHER)
    return use_stored_evidence(actor=actor, score_id=score.pk, evidence_id=stored).evidence


def _add_file(request: Request, actor: Actor, score: Score) -> Evidence:
    """Uploads a file to a leaf."""
    read = BodyReader(object_in(request, FILE_FIELDS), FILE_FIELDS)
    described = _described(read)
    uploads = request.FILES.getlist("file")
    if len(uploads) != 1:
        read.faults.append(ONE_FILE)
    read.demand()
    return add_file(actor=actor, score_id=score.pk, upload=uploads[0], **described)


def _described(read: BodyReader) -> DocumentDescription:
    """Returns what the body says of a document."""
    return {
        "title": read.text("title"),
        "number": read.text("number"),
        "issued_on": read.day("issued_on"),
    }
