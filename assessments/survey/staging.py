"""The rows of a survey file inside the database, where one statement compares or changes them all.

The same statements run on PostgreSQL and SQLite; only the words in ``_WORDS`` differ. They are written
by hand because 10,000 rows take a second so, from the file to the record, and 17 through models; they
stand here because they name our tables, of which ``criteria.common.database`` knows nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import IO, Any

from django.db import connection
from django.utils import timezone

from assessments.models import Status, SurveyImport
from assessments.models.conditions import REVIEWED_SQL
from assessments.models.survey_reasons import BEFORE, reason_end, result_for_reader
from assessments.survey.reading import NOTHING
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from criteria.common.text import Text

IMPORT_SURVEY = Act("import_survey", Text(vi="Nhập điểm điều tra", en="Imported survey points"))

_COLUMNS = "row_number, assessment_id, criterion_id, percent, points, entry, typed, shown, respondents, day"
_WORDS = {
    "postgresql": {
        "json": "jsonb",
        "object": "jsonb_build_object",
        "as_json": "{}",
        "as_bool": "{}",
        # A whole number of ten-thousandths, written with its 4 decimals.
        "four_places": "(({0} / 10000)::text || '.' || lpad(({0} %% 10000)::text, 4, '0'))",
    },
    "sqlite": {
        "json": "text",
        "object": "json_object",
        "as_json": "json({})",
        "as_bool": "json(iif({}, 'true', 'false'))",
        "four_places": "iif({0} IS NULL, NULL, printf('%%d.%%04d', {0} / 10000, {0} %% 10000))",
    },
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the staged rows: leaves whose points change, units, leaves that had no points."""

    changed: int
    units: int
    without_points: int


@dataclass(frozen=True, slots=True)
class SurveyChange:
    """A leaf whose points change; ``before`` is ``None`` where it had none."""

    row: int
    unit: str
    unit_name: str
    leaf: str
    before: Decimal | None
    after: Decimal
    shown: str
    """The result as it was read from the file: ``83,4%`` or ``1,5 điểm``."""

    @property
    def result(self) -> Text:
        return result_for_reader(self.shown)


class Staging:
    """Temporary tables, for the length of a transaction, of the lines that ``SurveyReader`` wrote."""

    def __init__(self, lines: IO[str]) -> None:
        self._lines = lines
        self._words = _WORDS[connection.vendor]

    def __enter__(self) -> "Staging":
        if connection.vendor == "postgresql":
            # Lets the joins of 300,000 rows stay in memory: the usual 4 MB send them to the disk.
            self._all(
                """SELECT set_config('work_mem', '64MB', true)
                WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')"""
            )
        self._run(
            f"""CREATE TEMPORARY TABLE survey_file (row_number integer, assessment_id bigint,
                criterion_id bigint, percent bigint, points bigint, entry {self._words["json"]},
                typed text, shown text, respondents integer, day date)"""
        )
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY survey_file ({_COLUMNS}) FROM STDIN", self._lines)
            else:
                rows = (
                    [None if cell == NOTHING else cell for cell in line.rstrip("\n").split("\t")]
                    for line in self._lines
                )
                cursor.executemany(
                    f"INSERT INTO survey_file ({_COLUMNS}) VALUES ({', '.join(['%s'] * 10)})",  # noqa: S608 - no input in it
                    rows,  # type: ignore[arg-type]  # an iterator will do
                )
        if connection.vendor == "postgresql":
            self._run("ANALYZE survey_file")
        return self

    def compare(self) -> None:
        """Compares every row with the score that it is for, as it is now."""
        self._run(
            f"""CREATE TEMPORARY TABLE survey_row AS
            SELECT file.*, score.id AS score_id, score.version AS seen_version, score.awarded_points AS before,
                   sheet.round_id, sheet.unit_id, sheet.status,
                   NOT {REVIEWED_SQL} AS without_points,
                   score.awarded_points IS DISTINCT FROM file.points
                       OR score.awarded_input IS DISTINCT FROM file.entry AS changed
            FROM survey_file file
            JOIN assessments_score score USING (assessment_id, criterion_id)
            JOIN assessments_assessment sheet ON sheet.id = score.assessment_id"""  # noqa: S608 - no input in it
        )
        if connection.vendor == "postgresql":
            self._run("ANALYZE survey_row")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        # After a fault the transaction is rolled back, and the tables with it.
        if kind is None:
            tables = ["survey_row", "survey_file"]
            for names in [", ".join(tables)] if connection.vendor == "postgresql" else tables:
                self._run(f"DROP TABLE {names}")

    def changed_in_final(self) -> Iterator[int]:
        """Yields the numbers of the rows that would change a sheet whose review is finished."""
        for (row,) in self._all(
            "SELECT row_number FROM survey_row WHERE changed AND status = %s ORDER BY row_number",
            Status.FINAL.value,
        ):
            yield row

    def counts(self) -> Counts:
        ((changed, units, without_points),) = self._all(
            """SELECT count(*) FILTER (WHERE changed), count(DISTINCT assessment_id),
                      count(*) FILTER (WHERE without_points) FROM survey_row"""
        )
        return Counts(changed, units, without_points)

    def digest(self, start: bytes) -> str:
        """Returns the SHA-256 of ``start`` and of every change, from and to: only the same changes have the same digest."""
        digest = hashlib.sha256(start)
        for row in self._each(
            "SELECT score_id, before, points FROM survey_row WHERE changed ORDER BY score_id"
        ):
            digest.update(repr(row).encode())
        return digest.hexdigest()

    def changes(self) -> Iterator[SurveyChange]:
        """Yields every leaf whose points change, in the order of the file."""
        for row, unit, name, leaf, before, points, shown in self._each(
            """SELECT row_number, unit.code, unit.name_vi, leaf.code, before, points, shown
            FROM survey_row given JOIN assessments_unit unit ON unit.id = given.unit_id
            JOIN criteria_criterion leaf ON leaf.id = given.criterion_id
            WHERE changed ORDER BY row_number"""
        ):
            was = None if before is None else Decimal(before).scaleb(-4)
            yield SurveyChange(row, unit, name, leaf, was, Decimal(points).scaleb(-4), shown)

    def apply(self, actor: Actor, version: SurveyImport) -> int:
        """Stores every row as a result of ``version``; changes, and records, the points that differ.

        Returns the number of scores changed: one that is another since ``compare`` is left as it is.
        """
        note = "CAST(%s AS text) || given.shown || CAST(%s AS text)"
        note_parts = BEFORE, reason_end(version.number)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        self._run(
            """INSERT INTO assessments_surveyresult
                   (survey_import_id, score_id, percent, points, changed, respondents, day)
            SELECT %s, score_id, percent, points, changed, respondents, day FROM survey_row
            ORDER BY row_number""",
            version.pk,
        )
        self._run(
            f"""INSERT INTO assessments_change
                   (at, by_id, door, act, reason, round_id, assessment_id, score_id, before, after)
            SELECT %s, %s, %s, %s, '', given.round_id, given.assessment_id, score.id,
                   {self._side("score.awarded_input", self._typed(), "score.awarded_na", "score.awarded_note")},
                   {self._side("given.entry", "given.typed", "false", note)}
            FROM survey_row given JOIN assessments_score score ON score.id = given.score_id
            WHERE given.changed ORDER BY given.row_number""",  # noqa: S608 - no input in it
            now,
            actor.user.pk,
            str(actor.door),
            IMPORT_SURVEY.name,
            *note_parts,
        )
        return self._run(
            f"""UPDATE assessments_score SET awarded_input = given.entry,
                   awarded_points = given.points, awarded_na = false, awarded_note = {note},
                   version = version + 1, changed_at = %s, changed_by_id = %s
            FROM survey_row given
            WHERE given.score_id = assessments_score.id AND given.changed
                AND given.seen_version = assessments_score.version""",  # noqa: S608 - as above
            *note_parts,
            now,
            actor.user.pk,
        )

    def _side(self, entry: str, points: str, na: str, note: str) -> str:
        """Returns the SQL of one side of a score as the record stores it; see ``Side.as_record``."""
        entry, na = self._words["as_json"].format(entry), self._words["as_bool"].format(na)
        return (
            f"{self._words['object']}('input', {entry}, 'points', {points},"
            f" 'not_applicable', {na}, 'note', {note})"
        )

    def _typed(self) -> str:
        """Returns the SQL of the awarded points before, in the spelling of ``canonical``: no ambiguous 3 decimals."""
        written = self._words["four_places"].format("score.awarded_points")
        short = f"rtrim(rtrim({written}, '0'), '.')"
        ambiguous = f"{short} LIKE '%%.___' AND score.awarded_points BETWEEN 10000 AND 9999999"
        return f"CASE WHEN {ambiguous} THEN {written} ELSE {short} END"

    def _run(self, sql: str, *parameters: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return int(cursor.rowcount)

    def _each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yields row by row, without all of them in memory."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            yield from cursor

    def _all(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return list(cursor.fetchall())
