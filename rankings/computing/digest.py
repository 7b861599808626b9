"""Computes the digest of a ranking, in the canonical form of ``docs/digest.md`` (invariant 7).

A unit's digest is over its row, its domains and its leaves; the ranking's is over the digests of its
parts, one of which is over its units' digests. The database hashes the units, so their leaves never leave it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.db import connection

from criteria.models import Criterion
from rankings.computing.around import chosen_leaves
from rankings.computing.totals.sql import Param, T, execute
from rankings.models import Ranking, RankingMean, RankingRow
from rankings.models.ranking import FIRST_FORM

FORM = "parindex-ranking-2"
"""The name of the canonical form of new rankings, the first line that is hashed.

It says what a set states around its tree. Rankings of the form before (``FIRST_FORM``) keep it: their
text, and so their digest, is the same for ever.
"""

Field = str | int | None


def line(kind: str, *fields: Field) -> str:
    """Returns one canonical line. ``None`` is an empty field; bars and line ends in a field are escaped."""
    texts = ("" if field is None else str(field) for field in fields)
    return "|".join((kind, *(_escaped(text) for text in texts)))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\p").replace("\n", "\\n")


def _sql_escaped(column: str) -> str:
    """Returns ``_escaped`` as SQL; both databases read these literals alike."""
    return rf"replace(replace(replace({column}, '\', '\\'), '|', '\p'), '{chr(10)}', '\n')"


def _sql_line(kind: str, numbers: list[str], text: str = "") -> str:
    """Returns SQL for a line of whole numbers and one text at its end, with a line end before it."""
    parts = [f"'{chr(10)}{kind}'"]
    parts += [f"'|' || COALESCE(CAST({number} AS TEXT), '')" for number in numbers]
    if text:
        parts.append(f"'|' || {_sql_escaped(text)}")
    return " || ".join(parts)


def _joined(table: str, criterion: str, text: str) -> str:
    """Returns a SELECT of (row_id, lines) of a table below the rows, in the order of the set."""
    source = f"""
        SELECT x.row_id, c.position, {text} AS text
        FROM {T[table]} x
        JOIN {T["Criterion"]} c ON c.id = x.{criterion}
        JOIN {T["RankingRow"]} r ON r.id = x.row_id
        WHERE r.ranking_id = %s
    """  # noqa: S608  # only names of our own tables and columns go into the text
    if connection.vendor == "postgresql":
        lines = "string_agg(y.text, '' ORDER BY y.position)"
    else:
        # SQLite joins in the order of the inner query; ORDER BY inside came with version 3.44.
        lines, source = "group_concat(y.text, '')", f"{source} ORDER BY x.row_id, c.position"
    return f"SELECT y.row_id, {lines} AS lines FROM ({source}) y GROUP BY y.row_id"  # noqa: S608


def unit_digests(ranking: Ranking) -> tuple[str, list[Param]]:
    """Returns a SELECT of (row_id, digest) of every unit, from what the ranking keeps of it."""
    is_first = ranking.form == FIRST_FORM
    head = ["r.code", "r.name", "r.region", *([] if is_first else ["r.block"]), 'r."group"']
    texts = " || '|' || ".join(_sql_escaped(column) for column in head)
    ranked = "CASE WHEN r.ranked THEN 1 ELSE 0 END"
    columns = [ranked, *([] if is_first else ["r.outside"]), "r.points", "r.max_points"]
    numbers = _sql_line("", [*columns, 'r."index"', 'r."rank"'])
    domain = _sql_line("domain", ["c.code", "x.points", "x.max_points", 'x."index"'])
    leaf = _sql_line("leaf", ["c.code", "x.points", "x.max_points", "x.claimed_points"], "x.note")
    # Sets whose classes look at no option have no such lines, and no third pass over the leaves.
    chosen = () if is_first else chosen_leaves(ranking)
    options = ""
    if chosen:
        option = _joined("RankingLeaf", "criterion_id", _sql_line("option", ["c.code", "x.option"]))
        only = f"AND x.option IS NOT NULL AND c.id IN ({', '.join(str(one.pk) for one in chosen)})"
        option = option.replace("WHERE r.ranking_id = %s", f"WHERE r.ranking_id = %s {only}")
        options = f"LEFT JOIN ({option}) o ON o.row_id = r.id"
    whole = f"""
        'unit|' || {texts} || substr({numbers}, 2)
        || COALESCE(d.lines, '') || COALESCE(l.lines, '')
        {"|| COALESCE(o.lines, '')" if chosen else ""}
    """
    if connection.vendor == "postgresql":
        digest = f"encode(sha256(convert_to({whole}, 'UTF8')), 'hex')"
    else:
        digest = f"SHA256({whole})"  # Django's own function
    sql = f"""
        SELECT r.id AS row_id, {digest} AS digest
        FROM {T["RankingRow"]} r
        LEFT JOIN ({_joined("DomainIndex", "domain_id", domain)}) d ON d.row_id = r.id
        LEFT JOIN ({_joined("RankingLeaf", "criterion_id", leaf)}) l ON l.row_id = r.id
        {options}
        WHERE r.ranking_id = %s
    """  # noqa: S608  # as above
    return sql, [ranking.pk] * (4 if chosen else 3)


def digest_units(ranking: Ranking) -> None:
    """Stores each unit's digest in its row."""
    digests, params = unit_digests(ranking)
    execute(
        f"""
        UPDATE {T["RankingRow"]} SET digest = t.digest
        FROM ({digests}) t WHERE t.row_id = {T["RankingRow"]}.id
        """,  # noqa: S608  # as above
        *params,
    )


def _set_lines(ranking: Ranking) -> Iterator[str]:
    criteria_set = ranking.round.criteria_set
    total = _units(criteria_set.total_points, 4)
    yield line("set", criteria_set.code, criteria_set.level, criteria_set.year, total)
    nodes = Criterion.objects.filter(criteria_set=criteria_set).order_by("position")
    if ranking.form == FIRST_FORM:
        for code, parent, most, source in nodes.values_list(
            "code", "parent__code", "max_points", "source"
        ):
            yield line("criterion", code, parent, _units(most, 4), source)
        return
    yield line("rules", canonical_rules(ranking))
    for code, parent, most, *texts in nodes.values_list(*CRITERION_FIELDS):
        yield line("criterion", code, parent, _units(most, 4), *texts)
    for one in chosen_leaves(ranking):
        yield line("options", one.code, *one.labels)


CRITERION_FIELDS = (
    *("code", "parent__code", "max_points"),
    *("source", "printed_code", "counts", "gate"),
)
"""What of a criterion is hashed and told to a stranger."""


def canonical_rules(ranking: Ranking) -> str:
    """Returns the rules that the set states around its tree as one line of JSON, in the order of their keys."""
    rules = ranking.round.criteria_set.rules
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _mean_lines(ranking: Ranking) -> Iterator[str]:
    means = RankingMean.objects.filter(ranking=ranking).order_by()
    for region, domain, count, index in means.values_list(
        "region", "domain__code", "units", "index"
    ):
        yield line("mean", region, domain, count, _units(index, 2))


def _unit_lines(ranking: Ranking) -> Iterator[str]:
    rows = RankingRow.objects.filter(ranking=ranking).order_by()
    for code, digest in rows.values_list("code", "digest").iterator():
        yield line("unit", code, digest)


def _units(value: Decimal, places: int) -> int:
    """Returns a decimal as a whole number of its last place, as the database keeps it."""
    return int(value.scaleb(places))


def digest_of_lines(lines: Iterable[str]) -> str:
    """Returns the SHA-256, in hexadecimal, of lines with a line end between them."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def parts_of(ranking: Ranking) -> dict[str, str]:
    """Returns the digest of each part of a ranking, from what it keeps; three queries, however many units."""
    rules = (line("rule", name, rule["vi"], rule["en"]) for name, rule in ranking.rules.items())
    return {
        "rules": digest_of_lines(sorted(rules)),
        "set": digest_of_lines(_set_lines(ranking)),
        "means": digest_of_lines(sorted(_mean_lines(ranking))),
        "units": digest_of_lines(sorted(_unit_lines(ranking))),
    }


def ranking_digest(ranking: Ranking, parts: Mapping[str, str]) -> str:
    """Returns the digest of a ranking: over its level, year and basis, and over the digests of its parts."""
    about = line("ranking", ranking.round.criteria_set.level, ranking.round.year, ranking.basis)
    return digest_of_lines([ranking.form, about, *(line(name, parts[name]) for name in PARTS)])


PARTS = ("rules", "set", "means", "units")
