"""What units are ranked by: their indices, then what parts equal ones; of a ranking, and of a round as it is now."""

from dataclasses import dataclass
from decimal import Decimal

from rankings.computing.around import Around
from rankings.computing.totals.classes import tie_joins
from rankings.computing.totals.leaves import block_of_unit, counted_leaves
from rankings.computing.totals.sql import Param, T, fetch
from rankings.computing.totals.sums import domains, unit_indices
from rankings.models import Ranking


@dataclass(frozen=True)
class RankedTotal:
    """What a ranked unit has: ``points`` before they are held between 0 and the maximum, and its key.

    The key is the published index in percent, then whole numbers as they are stored, the higher the better; there
    is none where nothing applies.
    """

    row: int
    points: Decimal
    maximum: Decimal
    key: tuple[Decimal | int, ...] | None


def kept_totals(ranking: Ranking, around: Around, block: str) -> list[RankedTotal]:
    """Returns those of a block of a computed ranking, by their rows; one query."""
    columns = 'r.id, r.points, r.max_points, r."index"'
    return _ranked(
        columns,
        T["RankingRow"],
        around,
        [],
        block,
        f"r.ranking_id = {ranking.pk:d} AND r.points IS NOT NULL",
    )


def live_totals(ranking: Ranking, around: Around, block: str) -> list[RankedTotal]:
    """Returns those of a block as a ranking that is not stored would have them now, by their sheets; one query.

    Its statements are the ranking's own: they find what is counted now under the names of the tables in which a
    ranking keeps it, so nothing is written, and nothing of the rules stands twice.
    """
    own, blocks = block_of_unit(around)
    leaves, of_leaves = counted_leaves(ranking, around)
    below, of_domains = domains(ranking, around)
    units, of_units = unit_indices(ranking, around)
    names = f"""
        WITH {T["RankingRow"]} AS (
            SELECT a.id AS id, a.id AS assessment_id, {ranking.pk:d} AS ranking_id, a.ranked AS ranked,
                   {own} AS block
            FROM {T["Assessment"]} a JOIN {T["Unit"]} u ON u.id = a.unit_id
            WHERE a.round_id = %s
        ), {T["RankingLeaf"]} AS ({leaves}), {T["DomainIndex"]} AS ({below})
    """  # noqa: S608  # only names of our own tables and columns, and numbers, go into the text
    rows = f"""(
        SELECT w.id, w.ranked, w.block, t.inside + t.outside AS points, t.max_points, t."index"
        FROM {T["RankingRow"]} w JOIN ({units}) t ON t.row_id = w.id
    )"""  # noqa: S608  # as above
    columns = 'r.id, r.points, r.max_points, r."index"'
    params = [*blocks, ranking.round_id, *of_leaves, *of_domains, *of_units]
    return _ranked(columns, rows, around, params, block, "1 = 1", names)


def _ranked(
    columns: str,
    rows: str,
    around: Around,
    params: list[Param],
    block: str,
    condition: str,
    names: str = "",
) -> list[RankedTotal]:
    joins, values = tie_joins(around)
    found = fetch(
        f"""
        {names} SELECT {", ".join([columns, *values])} FROM {rows} r {joins}
        WHERE {condition} AND r.ranked AND r.block = %s
        """,  # noqa: S608  # as above
        *params,
        block,
    )
    return [
        RankedTotal(
            pk,
            Decimal(points).scaleb(-4),
            Decimal(maximum).scaleb(-4),
            None if index is None else (Decimal(index).scaleb(-2), *ties),
        )
        for pk, points, maximum, index, *ties in found
    ]
