"""What a person's colleagues have just done on the unit's side of a sheet, told in a line each."""

import datetime
from dataclasses import dataclass

from assessments.history.facts import POINTS, changed_facts
from assessments.history.lines import with_all
from assessments.history.readable import readable_on_sheet
from assessments.models import Assessment, Change, Role, Score, User
from assessments.writing.acts import act_label
from criteria.common.text import NO_TEXT, Text
from criteria.models import Criterion

SHOWN, LOOKED_AT = 4, 24


@dataclass
class ColleagueNews:
    """One colleague's work; the same act on several leaves on end is one line."""

    by: User
    verb: Text
    leaves: list[Criterion]
    at: datetime.datetime
    detail: Text = NO_TEXT


_VERBS = {
    "add_file": Text(vi="thêm tài liệu vào", en="added a document to"),
    "add_link": Text(vi="thêm tài liệu vào", en="added a document to"),
    "attach_evidence": Text(vi="thêm tài liệu vào", en="added a document to"),
    "withdraw_evidence": Text(vi="rút tài liệu khỏi", en="withdrew a document from"),
    "return_leaf": Text(vi="trả lại", en="gave back"),
    "explain": Text(vi="giải trình", en="explained"),
    "apply_workbook": Text(vi="nhập từ Excel", en="filled in from Excel"),
}
_ENTERED, _CORRECTED = Text(vi="nhập", en="entered"), Text(vi="sửa", en="changed")


def colleague_news(user: User, sheet: Assessment) -> list[ColleagueNews]:
    """Returns what others of the unit did last on the sheet's leaves, the newest first; one query."""
    lines = (
        with_all(readable_on_sheet(user, sheet))
        .filter(
            score__isnull=False,
            by__memberships__unit=sheet.unit_id,
            by__memberships__role__in=Role.AT_UNIT,
        )
        .exclude(by=user)
        .distinct()
        .order_by("-pk")
    )
    news: list[ColleagueNews] = []
    for line in lines[:LOOKED_AT]:
        if line.score is None:
            continue
        one = _told(line, line.score)
        last = news[-1] if news else None
        if last and (last.by, last.verb, last.detail) == (one.by, one.verb, NO_TEXT):
            last.leaves += [leaf for leaf in one.leaves if leaf not in last.leaves]
        else:
            news.append(one)
    return news[:SHOWN]


def _told(line: Change, score: Score) -> ColleagueNews:
    leaf = score.criterion
    if line.act != "save_claim":
        return ColleagueNews(line.by, _VERBS.get(line.act, _lowered(line.act)), [leaf], line.at)
    facts = changed_facts(score, line.before, line.after)
    points = next((fact for fact in facts if fact.label is POINTS), None)
    is_first = points is not None and points.before.vi == "–"
    verb, detail = (_ENTERED if is_first else _CORRECTED), NO_TEXT
    if points is not None and is_first:
        unit = "point" if points.after.en == "1" else "points"
        detail = Text(vi=f"{points.after.vi} điểm", en=f"{points.after.en} {unit}")
    elif points is not None:
        detail = Text(
            vi=f"{points.before.vi} thành {points.after.vi} điểm",
            en=f"{points.before.en} to {points.after.en} points",
        )
    return ColleagueNews(line.by, verb, [leaf], line.at, detail)


def _lowered(act: str) -> Text:
    label = act_label(act)
    return Text(vi=label.vi[:1].lower() + label.vi[1:], en=label.en[:1].lower() + label.en[1:])
