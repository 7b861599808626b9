"""The first step: keeps with the ranking what every leaf counts, and finds what has changed since."""

from django.db import connection
from django.db.models import Q

from assessments.models import Assessment, Status
from criteria.models import Criterion
from rankings.computing.around import Around, around_of
from rankings.computing.totals.sql import Param, T, analyze, execute, fetch
from rankings.models import Ranking, RankingRow


def counted_states(basis: str) -> tuple[str, ...]:
    """Returns the states of the sheets that a basis counts; other units are not assessed."""
    return (Status.FINAL,) if basis == Ranking.Basis.FINAL else Status.ASSESSED


def counted_leaves(ranking: Ranking, around: Around) -> tuple[str, list[Param]]:
    """Returns a SELECT of every leaf of every sheet that counts: its points and its maximum on the basis.

    A leaf without points counts 0, and so does one whose gate applies and has none; one that does not
    apply has the maximum 0. On the claimed basis survey leaves still count what the survey gave: nobody
    claims them.
    """
    survey = f"c.source = '{Criterion.Source.SURVEY}'"
    points, absent, entry = "s.awarded_points", "s.awarded_na", "s.awarded_input"
    # The note on a survey's points names the file they came from: that is no reason, and not for the public.
    note = f"CASE WHEN {survey} THEN '' ELSE s.awarded_note END"
    if ranking.basis == Ranking.Basis.CLAIMED:
        points = f"CASE WHEN {survey} THEN s.awarded_points ELSE s.claimed_points END"
        absent = f"CASE WHEN {survey} THEN s.awarded_na ELSE s.claimed_na END"
        entry = f"CASE WHEN {survey} THEN s.awarded_input ELSE s.claimed_input END"
        note = "''"
    states = counted_states(ranking.basis)
    gates, shut = _gates(ranking, around)
    sql = f"""
        SELECT r.id AS row_id, s.criterion_id, s.claimed_points, {note} AS note, {entry} AS input,
               CASE WHEN {absent} {shut} THEN 0 ELSE COALESCE({points}, 0) END AS points,
               CASE WHEN {absent} THEN 0 ELSE s.max_points END AS max_points,
               {_option(around, absent, entry)} AS option
        FROM {T["Score"]} s {gates}
        JOIN {T["Criterion"]} c ON c.id = s.criterion_id
        JOIN {T["Assessment"]} a ON a.id = s.assessment_id
        JOIN {T["RankingRow"]} r ON r.assessment_id = a.id AND r.ranking_id = %s
        WHERE a.round_id = %s AND a.status IN ({", ".join(["%s"] * len(states))})
    """  # noqa: S608  # only names of our own tables and columns go into the text
    return sql, [ranking.pk, ranking.round_id, *states]


def _gates(ranking: Ranking, around: Around) -> tuple[str, str]:
    """Returns the join that finds the score of a leaf's gate, and the condition that it shuts the leaf."""
    if not around.gates:
        return "", ""
    by = " ".join(f"WHEN {gate.leaf} THEN {gate.by}" for gate in around.gates)
    join = f"""
        LEFT JOIN {T["Score"]} g ON g.assessment_id = s.assessment_id
             AND g.criterion_id = CASE s.criterion_id {by} END
    """
    points, absent = "g.awarded_points", "g.awarded_na"
    if ranking.basis == Ranking.Basis.CLAIMED:
        surveys = ", ".join(str(gate.by) for gate in around.gates if gate.is_by_survey) or "0"
        points = f"CASE WHEN g.criterion_id IN ({surveys}) THEN g.awarded_points ELSE g.claimed_points END"
        absent = (
            f"(CASE WHEN g.criterion_id IN ({surveys}) THEN g.awarded_na ELSE g.claimed_na END)"
        )
    return join, f"OR (g.id IS NOT NULL AND NOT {absent} AND COALESCE({points}, 0) = 0)"


def _option(around: Around, absent: str, entry: str) -> str:
    """Returns SQL for the option chosen, on the leaves whose option decides a class."""
    if not around.chosen:
        return "CAST(NULL AS INTEGER)"
    if connection.vendor == "postgresql":
        options = {one.pk: f"CAST({entry} ->> '{one.name}' AS INTEGER)" for one in around.chosen}
    else:
        options = {one.pk: f"JSON_EXTRACT({entry}, '$.{one.name}')" for one in around.chosen}
    each = " ".join(f"WHEN s.criterion_id = {pk} THEN {one}" for pk, one in options.items())
    return f"CASE WHEN {absent} THEN NULL {each} END"


def block_of_unit(around: Around) -> tuple[str, list[Param]]:
    """Returns SQL for the block of units among which a unit ``u`` is ranked: the first of its kinds that is one."""
    if not around.rules.blocks:
        return "''", []
    find = "STRPOS" if connection.vendor == "postgresql" else "INSTR"
    each = " ".join(
        f"WHEN {find}('; ' || u.kinds || ';', %s) > 0 THEN %s" for _ in around.rules.blocks
    )
    params = [part for block in around.rules.blocks for part in (f"; {block};", block)]
    return f"CASE {each} ELSE '' END", [*params]


def keep_leaves(ranking: Ranking) -> None:
    """Adds an empty row for every unit of the round, and the leaves of those whose sheets count.

    Only the second statement reads scores: all later numbers come from what it read.
    """
    around = around_of(ranking)
    block, blocks = block_of_unit(around)
    execute(
        f"""
        INSERT INTO {T["RankingRow"]}
            (ranking_id, assessment_id, unit_id, code, name, region, block, ranked, "group", digest, outside)
        SELECT %s, a.id, a.unit_id, u.code, u.name_vi, u.region, {block}, a.ranked, '', '', 0
        FROM {T["Assessment"]} a JOIN {T["Unit"]} u ON u.id = a.unit_id
        WHERE a.round_id = %s
        """,  # noqa: S608  # as above
        ranking.pk,
        *blocks,
        ranking.round_id,
    )
    analyze("RankingRow")
    leaves, params = counted_leaves(ranking, around)
    execute(
        f"""
        INSERT INTO {T["RankingLeaf"]}
            (row_id, criterion_id, points, max_points, claimed_points, note, input, option)
        SELECT row_id, criterion_id, points, max_points, claimed_points, note, input, option
        FROM ({leaves}) t
        """,  # noqa: S608  # as above
        *params,
    )
    analyze("RankingRow", "RankingLeaf")


def changed_units(ranking: Ranking) -> list[str]:
    """Returns the names of the units whose result would differ if it were computed now."""
    now, params = counted_leaves(ranking, around_of(ranking))
    moved = fetch(
        f"""
        SELECT DISTINCT n.row_id FROM ({now}) n
        LEFT JOIN {T["RankingLeaf"]} k ON k.row_id = n.row_id AND k.criterion_id = n.criterion_id
        WHERE k.row_id IS NULL OR k.points <> n.points OR k.max_points <> n.max_points
              OR COALESCE(k.option, -1) <> COALESCE(n.option, -1)
        """,  # noqa: S608  # as above
        *params,
    )
    rows = RankingRow.objects.filter(ranking=ranking)
    states = counted_states(ranking.basis)
    other = rows.filter(
        Q(points__isnull=False) & ~Q(assessment__status__in=states)
        | Q(ranked=True, assessment__ranked=False)
        | Q(ranked=False, assessment__ranked=True)
    )
    changed = rows.filter(Q(pk__in=[row for (row,) in moved]) | Q(pk__in=other.values("pk")))
    names = Assessment.objects.filter(pk__in=changed.values("assessment"))
    return list(names.order_by("unit__code").values_list("unit__name_vi", flat=True))
