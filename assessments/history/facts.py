"""The changes that a line of the record tells, in words: points, figures in the scale's own words, notes."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assessments.models import Assessment, Flag, Role, Score, Side, Status
from assessments.models.round_rules import ROUND_RULES
from assessments.models.sheet_scales import scale_on
from assessments.models.survey_reasons import reason_for_reader
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.numbers import show
from criteria.common.text import Refused, Text
from criteria.models import Criterion

NOTHING = Text(vi="–", en="–")
NOT_APPLICABLE = Text(vi="Không áp dụng", en="Not applicable")
POINTS = Text(vi="Điểm", en="Points")
FIGURES = Text(vi="Số liệu", en="Figures")
NOTE = Text(vi="Nội dung ghi", en="Note")


@dataclass(frozen=True)
class Fact:
    """One value that an act changed, before and after."""

    label: Text
    before: Text
    after: Text


def same_in_both(value: object) -> Text:
    """Returns a value that reads the same in both languages; a dash for an empty one."""
    text = str(value) if value not in (None, "") else "–"
    return Text(vi=text, en=text)


def side_points(side: Side) -> Text:
    """Returns the points of a side in words."""
    if side.not_applicable:
        return NOT_APPLICABLE
    if side.points is None:
        return NOTHING
    return Text(vi=show(side.points, "vi"), en=show(side.points, "en"))


def figures_of(leaf: Criterion, side: Side, sheet: Callable[[], Assessment]) -> Text:
    """Returns the figures of a side in the words of the leaf's scale: ``75/80 = 93,75% → 1 điểm``."""
    if not side.input:
        return NOTHING
    try:
        return scale_on(leaf, sheet).score(side.input).why
    except Refused:
        # The figures were entered under rules other than today's: shown raw rather than not at all.
        return same_in_both(side.input)


def _deadline(value: str) -> Text:
    return vietnam_time(datetime.datetime.fromisoformat(value)) if value else NOTHING


def _day(value: str) -> Text:
    return same_in_both(datetime.date.fromisoformat(value).strftime("%d/%m/%Y") if value else "")


def _flag(value: str) -> Text:
    return both(Flag(value).label) if value in Flag.values else same_in_both(value)


def _status(value: str) -> Text:
    return both(Status(value).label) if value in Status.values else same_in_both(value)


def _role(value: str) -> Text:
    return both(Role(value).label) if value in Role.values else same_in_both(value)


def _codes(value: list[str] | None) -> Text:
    return same_in_both(", ".join(map(str, value or [])))


KNOWN: dict[str, tuple[Text, Callable[[Any], Text]]] = {
    "flag": (Text(vi="Giải trình", en="Explanation"), _flag),
    "status": (Text(vi="Trạng thái", en="State"), _status),
    "deadline": (Text(vi="Hạn", en="Deadline"), _deadline),
    "opens_at": (Text(vi="Mở từ", en="Opens at"), _deadline),
    "submit_by": (Text(vi="Hạn tự đánh giá", en="Self-assessment's deadline"), _deadline),
    "review_by": (Text(vi="Hạn thẩm định", en="Review's deadline"), _deadline),
    **{name: (rule.label, same_in_both) for name, rule in ROUND_RULES.items()},
    "document": (Text(vi="Văn bản", en="Document"), same_in_both),
    "title": (Text(vi="Tên", en="Title"), same_in_both),
    "number": (Text(vi="Số, ký hiệu", en="Number"), same_in_both),
    "issued_on": (Text(vi="Ngày ban hành", en="Date of issue"), _day),
    "valid_from": (Text(vi="Hiệu lực từ", en="In force from"), _day),
    "valid_to": (Text(vi="Hiệu lực đến", en="In force until"), _day),
    "file": (Text(vi="Tệp", en="File"), same_in_both),
    "asked_for": (Text(vi="Tài liệu cần có", en="Asked-for document"), same_in_both),
    "from_year": (Text(vi="Của năm", en="Of the year"), same_in_both),
    "codes": (Text(vi="Tiêu chí", en="Leaves"), _codes),
    "url": (Text(vi="Đường dẫn", en="Address"), same_in_both),
    "account": (Text(vi="Tài khoản", en="Account"), same_in_both),
    "unit": (Text(vi="Đơn vị", en="Unit"), same_in_both),
    "full_name": (Text(vi="Họ và tên", en="Full name"), same_in_both),
    "role": (Text(vi="Vai trò", en="Role"), _role),
    "place": (Text(vi="Nơi giữ vai trò", en="Place of the role"), same_in_both),
    "person": (Text(vi="Người được giao", en="Person"), same_in_both),
    "parts": (Text(vi="Phần được giao", en="Parts"), _codes),
    "references": (
        Text(vi="Giá trị tham chiếu", en="Reference values"),
        lambda value: same_in_both("; ".join(value or [])),
    ),
    "target": (Text(vi="Chỉ tiêu", en="Target"), same_in_both),
    "to_date": (Text(vi="Đến nay", en="To date"), same_in_both),
    "remedies": (
        Text(vi="Giải pháp", en="Remedies"),
        lambda value: same_in_both("; ".join(value or [])),
    ),
    "source": (Text(vi="Nguồn", en="Source"), same_in_both),
    "minutes": (Text(vi="Số biên bản", en="Minutes"), same_in_both),
    "reason": (Text(vi="Lý do", en="Reason"), same_in_both),
    "returned_note": (Text(vi="Điều cần sửa", en="To be changed"), same_in_both),
}
"""The keys of the record that readers see, beside the sides of a score; other keys are for machines."""


def changed_facts(score: Score | None, before: object, after: object) -> list[Fact]:
    """Returns the differences between two states as the record stores them."""
    old = before if isinstance(before, dict) else {}
    new = after if isinstance(after, dict) else {}
    facts: list[Fact] = []
    if score and "points" in {*old, *new}:
        facts = _sides(score, Side.from_record(old), Side.from_record(new))
    for key, (label, say) in KNOWN.items():
        if old.get(key) != new.get(key):
            was, now = old.get(key), new.get(key)
            facts.append(
                Fact(
                    label,
                    NOTHING if was is None else say(was),
                    NOTHING if now is None else say(now),
                )
            )
    return facts


def _note(side: Side) -> Text:
    return reason_for_reader(side.note) if side.note else same_in_both(None)


def _sides(score: Score, old: Side, new: Side) -> list[Fact]:
    leaf, sheet = score.criterion, lambda: score.assessment
    pairs = (
        (POINTS, side_points(old), side_points(new)),
        (FIGURES, figures_of(leaf, old, sheet), figures_of(leaf, new, sheet)),
        (NOTE, _note(old), _note(new)),
    )
    return [Fact(label, was, now) for label, was, now in pairs if was != now]
