"""Compares the workbook with the server: the officer's own changes, and those of others meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.core import signing

from assessments import permissions
from assessments.models import Assessment, Score, Side, User
from assessments.sheets.panel import ShownSide, saved_side
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.entries import Claims, WorkbookFault
from assessments.sheets.workbook.identity import Identity, claim_digest, score_digest, set_digest
from assessments.sheets.workbook.layout import WorkbookLeaf
from assessments.sheets.workbook.reading import Place, ReadWorkbook
from assessments.sheets.workbook.texts import normal
from criteria.common.text import NotAllowed, Refused, Text
from criteria.scales import Scale

KEPT_FOR = 24 * 60 * 60
"""The seconds within which a preview may be confirmed."""
_SALT = "assessments.sheets.workbook.preview"


@dataclass(frozen=True, slots=True)
class WorkbookDifference:
    """A leaf on which the workbook differs from the server.

    In a conflict somebody saved another value since the download; ``reasons`` are the reasons against the
    person's writing the leaf at all.
    """

    leaf: WorkbookLeaf
    mine: Side
    conflict: bool
    reasons: list[Text]

    @property
    def code(self) -> str:
        return self.leaf.node.code

    @property
    def score(self) -> Score:
        return self.leaf.score

    @property
    def _scale(self) -> Scale:
        if self.leaf.scale is None:
            raise ValueError(f"{self.code} is the survey's")
        return self.leaf.scale

    @property
    def my_side(self) -> ShownSide:
        return saved_side(self._scale, self.mine)

    @property
    def their_side(self) -> ShownSide:
        return saved_side(self._scale, self.score.claimed)


@dataclass(frozen=True, slots=True)
class RecountedLeaf:
    """A leaf for which the file counted other points than the server does from the same figures."""

    code: str
    in_file: Decimal
    here: Decimal


@dataclass(frozen=True)
class WorkbookPreview:
    """The changes that an upload would make, compared with the server as it is now."""

    name: str
    claims: dict[str, Side]
    bases: dict[str, str]
    differences: list[WorkbookDifference]
    unchanged: int
    newer: int
    """The number of leaves that the officer did not change and somebody else has changed since the download."""
    faults: list[WorkbookFault]
    missing: list[str]
    recounted: list[RecountedLeaf] = field(default_factory=list)

    @property
    def changes(self) -> list[WorkbookDifference]:
        return [
            difference
            for difference in self.differences
            if not difference.conflict and not difference.reasons
        ]

    @property
    def conflicts(self) -> list[WorkbookDifference]:
        return [
            difference
            for difference in self.differences
            if difference.conflict and not difference.reasons
        ]

    @property
    def refused(self) -> list[WorkbookDifference]:
        return [difference for difference in self.differences if difference.reasons]


def demand_same(identity: Identity, content: Content) -> None:
    """Raises ``Refused`` when the workbook is of another unit, round or set."""
    assessment = content.assessment
    causes = []
    if identity.sheet != assessment.pk:
        unit, round_ = f"{assessment.unit}", f"{assessment.round}"
        if identity.unit != unit:
            causes.append(
                Text(
                    vi=f"Tệp là của đơn vị “{identity.unit}”, không phải “{unit}”.",
                    en=f"The file is of the unit “{identity.unit}”, not of “{unit}”.",
                )
            )
        if identity.round != round_:
            causes.append(
                Text(
                    vi=f"Tệp thuộc kỳ “{identity.round}”, không phải “{round_}”.",
                    en=f"The file belongs to the round “{identity.round}”, not to “{round_}”.",
                )
            )
        if not causes:
            causes.append(
                Text(
                    vi="Tệp là của một phiếu khác. Hãy tải tệp của phiếu này về.",
                    en="The file is of another sheet. Download the file of this one.",
                )
            )
    elif identity.digest != set_digest(content):
        causes.append(
            Text(
                vi=f"Bộ tiêu chí “{identity.criteria_set}” đã khác từ khi tải tệp. Hãy tải tệp mới về.",
                en=f"The set “{identity.criteria_set}” is another since the download. Download a new file.",
            )
        )
    if causes:
        raise Refused(*causes)


def demand_writable(user: User, content: Content) -> None:
    """Raises ``NotAllowed`` when the person could not write any leaf of the sheet now."""
    reasons: list[Text] = []
    for leaf in content.own.values():
        reasons = permissions.reasons_against_claiming(user, leaf.score)
        if not reasons:
            return
    raise NotAllowed(*reasons)


def preview_of(
    user: User, content: Content, name: str, book: ReadWorkbook, claims: Claims
) -> WorkbookPreview:
    """Returns the comparison of a workbook just uploaded."""
    bases = {code: digest for code, (_, digest) in book.identity.leaves.items()}
    preview = WorkbookPreview(name, claims.by_code, bases, [], 0, 0, claims.faults, claims.missing)
    recounted = _recounted(book.points, claims.by_code)
    return compare_with_server(user, content, replace(preview, recounted=recounted))


def _recounted(points: Mapping[str, Decimal], claims: Mapping[str, Side]) -> list[RecountedLeaf]:
    return [
        RecountedLeaf(code, points[code], side.points)
        for code, side in claims.items()
        if code in points and side.points is not None and points[code] != side.points
    ]


def compare_with_server(user: User, content: Content, preview: WorkbookPreview) -> WorkbookPreview:
    """Returns the same preview, compared with the server as ``content`` has it.

    Three values count: that of the file, that of the server, and the common one at the download. A leaf that
    the officer left as it was downloaded is not a change, whatever has become of it on the server.
    """
    differences: list[WorkbookDifference] = []
    unchanged = newer = 0
    for code, leaf in content.own.items():
        if code not in preview.claims:
            continue
        mine, now, base = preview.claims[code], score_digest(leaf.score), preview.bases.get(code)
        if claim_digest(mine) == now:
            unchanged += 1
        elif claim_digest(mine) == base:
            newer += 1
        else:
            if mine.note == normal(leaf.score.claimed_note):
                # The note differs in its line breaks alone: that is no change.
                mine = replace(mine, note=leaf.score.claimed_note)
            reasons = permissions.reasons_against_claiming(user, leaf.score)
            differences.append(WorkbookDifference(leaf, mine, base != now, reasons))
    return replace(preview, differences=differences, unchanged=unchanged, newer=newer)


def sign_preview(preview: WorkbookPreview, user: User, assessment: Assessment) -> str:
    """Returns the preview as signed text for the form that confirms it: nothing is stored on the server."""
    data = {
        "user": user.pk,
        "sheet": assessment.pk,
        "name": preview.name,
        "claims": {
            difference.code: [difference.mine.as_record(), difference.score.version]
            for difference in preview.differences
        },
        "bases": {
            difference.code: preview.bases.get(difference.code)
            for difference in preview.differences
        },
        "unchanged": preview.unchanged,
        "newer": preview.newer,
        "faults": [
            [fault.code, fault.place.sheet, fault.place.cell, fault.text.vi, fault.text.en]
            for fault in preview.faults
        ],
        "missing": preview.missing,
        "recounted": [[one.code, str(one.in_file), str(one.here)] for one in preview.recounted],
    }
    return signing.dumps(data, salt=_SALT, compress=True)


@dataclass(frozen=True)
class SignedPreview:
    """A preview that comes back to be confirmed, with the versions that it showed."""

    preview: WorkbookPreview
    versions: Mapping[str, int]

    def against(self, user: User, content: Content) -> WorkbookPreview:
        """Returns the preview against the server as it is now; leaves counted before stay counted."""
        now, before = compare_with_server(user, content, self.preview), self.preview
        return replace(
            now, unchanged=before.unchanged + now.unchanged, newer=before.newer + now.newer
        )


_GONE = Text(
    vi="Bản xem trước này đã quá 24 giờ hoặc không phải của tài khoản này. Hãy tải tệp lên lại; tệp đã tải lên không đổi.",
    en="This preview is over 24 hours old or not yours. Upload the file again; your file is as it was.",
)


def kept_preview(text: str, user: User, assessment: Assessment) -> SignedPreview:
    """Returns the preview that ``sign_preview`` wrote for this person and sheet. Raises ``Refused``."""
    try:
        data: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise Refused(_GONE) from error
    if (data["user"], data["sheet"]) != (user.pk, assessment.pk):
        raise Refused(_GONE)
    faults = [
        WorkbookFault(code, Place(sheet, cell), Text(vi=vi, en=en))
        for code, sheet, cell, vi, en in data["faults"]
    ]
    claims = {code: Side.from_record(claim) for code, (claim, _) in data["claims"].items()}
    versions = {code: version for code, (_, version) in data["claims"].items()}
    preview = WorkbookPreview(
        data["name"],
        claims,
        data["bases"],
        [],
        data["unchanged"],
        data["newer"],
        faults,
        data["missing"],
        [
            RecountedLeaf(code, Decimal(in_file), Decimal(here))
            # A preview of the release before has none.
            for code, in_file, here in data.get("recounted", [])
        ],
    )
    return SignedPreview(preview, versions)
