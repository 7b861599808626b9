"""Verifies a ranking: the database computes it again from its leaves, and compares.

The same SQL that computed it computes it again (``totals``, ``digest``); nothing is changed. A stranger
does the same without our code: ``docs/verify_ranking.py``.
"""

from collections.abc import Callable, Iterator

from criteria.common.text import Text
from criteria.models import Criterion
from rankings.computing import digest
from rankings.computing.around import Around, around_of
from rankings.computing.totals import sums
from rankings.computing.totals.means import means
from rankings.computing.totals.sql import Param, T, fetch
from rankings.models import Ranking, RankingRow

MOST = 20
"""The number of differences of one kind that are named; the rest would only repeat them."""
AT_ONCE = 1000
"""The largest number of units that are verified while the reader waits: it takes a second or two."""
PARTS = {
    "rules": Text("cách tính", "the rules"),
    "set": Text("bộ tiêu chí", "the criteria set"),
    "means": Text("chỉ số trung bình", "the means"),
    "units": Text("mã kiểm chứng của các đơn vị", "the units' digests"),
}


def verify(ranking: Ranking, report: Callable[[int], None] = lambda _step: None) -> list[Text]:
    """Returns every difference with its place; none when all agrees. The number of queries is constant.

    ``report`` is called with the number of ``STEPS`` that are done.
    """
    if not ranking.rules:
        return [
            Text(
                "Bảng này được tính trước khi hệ thống giữ điểm từng tiêu chí nên không kiểm chứng "
                "được.",
                "This ranking was computed before leaves were kept; it cannot be verified.",
            )
        ]
    faults: list[Text] = []
    for number, step in enumerate(STEPS, 1):
        faults += step(ranking)
        report(number)
    return faults


def _leaves(ranking: Ranking) -> Iterator[Text]:
    sql = f"""
        SELECT r.name, c.code FROM {T["RankingLeaf"]} l
        JOIN {T["RankingRow"]} r ON r.id = l.row_id
        JOIN {T["Criterion"]} c ON c.id = l.criterion_id
        WHERE r.ranking_id = %s AND (l.points < 0 OR l.points > l.max_points
              OR l.max_points NOT IN (0, c.max_points) OR c.criteria_set_id <> %s)
        ORDER BY r.code, c.position LIMIT {MOST}
    """  # noqa: S608  # only names of our own tables and columns go into the text
    shut = _shut(around_of(ranking))
    found = fetch(sql, ranking.pk, ranking.round.criteria_set_id)
    for name, code in found + (fetch(shut, ranking.pk) if shut else []):
        yield Text(
            f"{name}, tiêu chí {code}: điểm hoặc điểm tối đa không thể có.",
            f"{name}, criterion {code}: points or maximum that cannot be.",
        )


def _shut(around: Around) -> str:
    """Returns a SELECT of the leaves that have points though their gate has none; nothing where there are no gates."""
    if not around.gates:
        return ""
    by = " ".join(f"WHEN {gate.leaf} THEN {gate.by}" for gate in around.gates)
    return f"""
        SELECT r.name, c.code FROM {T["RankingLeaf"]} l
        JOIN {T["RankingRow"]} r ON r.id = l.row_id
        JOIN {T["Criterion"]} c ON c.id = l.criterion_id
        JOIN {T["RankingLeaf"]} g ON g.row_id = l.row_id
             AND g.criterion_id = CASE l.criterion_id {by} END
        WHERE r.ranking_id = %s AND l.points > 0 AND g.max_points > 0 AND g.points = 0
        ORDER BY r.code, c.position LIMIT {MOST}
    """  # noqa: S608  # as above


def _domains(ranking: Ranking) -> Iterator[Text]:
    rows, below = T["RankingRow"], T["DomainIndex"]
    stored = f"""
        SELECT d.row_id, d.domain_id, d.points, d.max_points, d."index"
        FROM {below} d JOIN {rows} r ON r.id = d.row_id WHERE r.ranking_id = %s
    """  # noqa: S608  # as above
    codes = dict(
        Criterion.objects.filter(criteria_set=ranking.round.criteria_set_id).values_list(
            "pk", "code"
        )
    )
    for row, domain in _differing(stored, sums.domains(ranking), ranking.pk, keys=2):
        code = codes.get(domain, "?")
        yield Text(
            f"{row}, lĩnh vực {code}: không khớp với điểm các tiêu chí.",
            f"{row}, domain {code}: not what its leaves make.",
        )


def _own(columns: str, column: str) -> str:
    """Returns a SELECT of (id, columns) of the rows that have a value in ``column``."""
    return f"""
        SELECT id, {columns} FROM {T["RankingRow"]}
        WHERE ranking_id = %s AND {column} IS NOT NULL
    """  # noqa: S608  # as above


def _units(ranking: Ranking) -> Iterator[Text]:
    stored = _own('points, max_points, outside, "index", "group"', "points")
    for (row,) in _differing(stored, sums.unit_totals(ranking), ranking.pk):
        yield Text(
            f"{row}: điểm, chỉ số hoặc nhóm không khớp với các lĩnh vực.",
            f"{row}: points, index or group are not what its domains make.",
        )


def _ranks(ranking: Ranking) -> Iterator[Text]:
    for (row,) in _differing(_own('"rank"', '"rank"'), sums.ranks(ranking), ranking.pk):
        yield Text(
            f"{row}: thứ hạng không khớp với chỉ số.", f"{row}: the rank is not what indices make."
        )


def _unit_digests(ranking: Ranking) -> Iterator[Text]:
    for (row,) in _differing(_own("digest", "digest"), digest.unit_digests(ranking), ranking.pk):
        yield Text(
            f"{row}: mã kiểm chứng của đơn vị không khớp với nội dung.",
            f"{row}: the unit's digest is not that of its content.",
        )


def _differing(
    stored: str, computed: tuple[str, list[Param]], ranking_id: int, keys: int = 1
) -> list[tuple[str, ...]]:
    """Returns the unit's name, and a second key, of every row that is on one side only."""
    again, params = computed
    rows = fetch(
        f"""
        SELECT * FROM (SELECT * FROM ({stored}) a EXCEPT SELECT * FROM ({again}) b) c
        UNION
        SELECT * FROM (SELECT * FROM ({again}) d EXCEPT SELECT * FROM ({stored}) e) f
        LIMIT {2 * MOST}
        """,  # noqa: S608  # as above
        ranking_id,
        *params,
        *params,
        ranking_id,
    )
    places = sorted({tuple(row[:keys]) for row in rows})[:MOST]
    names = RankingRow.objects.in_bulk([place[0] for place in places])
    return [(names[pk].name, *others) for pk, *others in places]


def _means(ranking: Ranking) -> Iterator[Text]:
    stored = {
        (mean.region, mean.domain_id): (mean.units, mean.index) for mean in ranking.means.all()
    }
    again = means(ranking)
    differing = [key for key in {*stored, *again} if stored.get(key) != again.get(key)]
    for region in sorted({region for region, _domain in differing}):
        yield Text(
            f"Chỉ số trung bình không khớp: {region or 'tất cả đơn vị'}.",
            f"A mean is not what the units make: {region or 'all units'}.",
        )


def _digests(ranking: Ranking) -> Iterator[Text]:
    parts = digest.parts_of(ranking)
    for name, label in PARTS.items():
        if ranking.parts.get(name) != parts[name]:
            yield Text(
                f"Mã kiểm chứng không khớp ở phần: {label.vi}.",
                f"The digest does not agree in the part: {label.en}.",
            )
    if ranking.digest != digest.ranking_digest(ranking, parts):
        yield Text(
            "Mã kiểm chứng của cả bảng không khớp.", "The digest of the ranking does not agree."
        )


STEPS: tuple[Callable[[Ranking], Iterator[Text]], ...] = (
    _leaves,
    _domains,
    _units,
    _ranks,
    _unit_digests,
    _means,
    _digests,
)
