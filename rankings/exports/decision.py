"""The decision that announces a round's results, with the ranking as its annex."""

from typing import Any

from assessments import permissions
from assessments.documents.values import head, in_words, points_as_written
from assessments.models import User
from criteria.common.labels import both
from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Level
from rankings.exports.table import NOT_ASSESSED, NOT_RANKED, Export
from rankings.models import Ranking, RankingRow

DRAFT = Text(
    "Dự thảo: bảng xếp hạng này chưa công bố hoặc đã được thay thế.",
    "Draft: this ranking is not published, or not any more.",
)


def may_get_decision(user: User, owner: int | None) -> bool:
    """Returns whether the person gets the decision on an owner's round: the people who also see drafts write it."""
    return permissions.may_watch(user, owner)


def reasons_against_getting_decision(user: User, owner: int | None) -> list[Text]:
    """Returns what stands against getting the decision on an owner's round."""
    if may_get_decision(user, owner):
        return []
    return [
        Text(
            vi="Dự thảo quyết định dành cho điều phối viên, người giám sát và quản trị viên.",
            en="The decision is for coordinators, inspectors and administrators.",
        )
    ]


def decision_values(ranking: Ranking) -> dict[str, Any]:
    """Returns the values for its template ``results_decision``, from the same reads as page and API."""
    export = Export(ranking)
    level = both(Level(ranking.round.criteria_set.level).label).vi
    published = ranking.state == Ranking.State.PUBLISHED
    overall = next((m.index for m in export.means if not m.region and m.domain_id is None), None)
    above = head(ranking.round, *([] if published else [DRAFT]))
    if ranking.decision_date:
        above["dated"] = in_words(ranking.decision_date)
    return above | {
        "number": ranking.decision_number or "        /QĐ-……",
        "level": f"các {level.lower()}",
        "level_upper": f"CÁC {level.upper()}",
        "assessed": str(sum(row.assessed for row in export.results)),
        "mean": "–" if overall is None else show(overall, places=2),
        "domains": [domain.code for domain in export.domains],
        "rows": [_row(export, row) for row in export.results],
        "notes": [
            "LV: chỉ số thành phần (%) của lĩnh vực. "
            + "; ".join(f"LV {domain.code}: {domain.title_vi}" for domain in export.domains)
            + ".",
            *(rule.vi for rule in ranking.frozen_rules.values()),
        ],
    }


def _row(export: Export, row: RankingRow) -> dict[str, Any]:
    rank = str(row.rank) if row.rank else "–"
    note = "" if row.rank else f"\n({(NOT_RANKED if row.assessed else NOT_ASSESSED).vi})"
    return {
        "rank": rank,
        "unit": row.name + note,
        "points": "–" if row.points is None else show(row.points, places=2),
        "max": points_as_written(row.max_points),
        "index": "–" if row.index is None else show(row.index, places=2),
        "group": row.group or "–",
        "domains": [
            "–" if result is None or result.index is None else show(result.index, places=2)
            for result in export.by_domain(row)
        ],
    }
