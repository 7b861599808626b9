"""Where points were lost and why, in each of a ranking's files: the words of the units' pages."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assessments.models import Role, Score
from rankings.exports import lost
from rankings.exports.json_file import json_file
from rankings.exports.table import Export
from rankings.exports.xlsx_file import xlsx_file
from rankings.models import Ranking, RankingRow
from rankings.serving.files import store_pieces
from rankings.serving.fingerprint import Fingerprint
from tests.factories import make_person
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
@remembered
def ranking() -> Ranking:
    """Two units: one lost points on two leaves, the other on one; a third leaf does not apply."""
    tree = make_tree({"1.1": "10", "1.2": "5", "2.1": "5"}, survey=["2.1"])
    first = Sheet({"1.1": "10", "1.2": NA, "2.1": "4"}, name="Một")
    other = Sheet({"1.1": "7.5", "1.2": "5", "2.1": "4"}, {"1.1": "9"}, name="=Hai")
    round_ = graded(tree, [other, first])
    scores = Score.objects.filter(assessment__round=round_)
    scores.filter(criterion__code="2.1").update(awarded_input={"percent": "80"})
    scores.filter(criterion__code="1.1", awarded_points="7.5").update(
        awarded_input={"points": "7.5"}, awarded_note="Thiếu một văn bản."
    )
    return published(round_)


def read(ranking: Ranking, language: str = "vi") -> bytes:
    client = Client()
    client.cookies["django_language"] = language
    answer: Any = client.get(f"/rankings/{ranking.pk}/lost.csv")
    return bytes(answer.getvalue())


def table(ranking: Ranking, language: str = "vi") -> list[list[str]]:
    text = read(ranking, language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "vi" else ","))


def test_a_line_for_each_leaf_below_its_maximum(ranking: Ranking) -> None:
    lines = table(ranking)
    assert [[line[1], line[2], *line[4:]] for line in lines[1 : lines.index([])]] == [
        ["Một", "2.1", "", "4", "5", "1", "Điều tra xã hội học: 80% của 5 điểm → 4 điểm", ""],
        ["'=Hai", "1.1", "9", "7,5", "10", "2,5", "Nhập 7,5 → 7,5 điểm", "Thiếu một văn bản."],
        ["'=Hai", "2.1", "", "4", "5", "1", "Điều tra xã hội học: 80% của 5 điểm → 4 điểm", ""],
    ]


def test_in_the_reader_s_language_with_the_marks(ranking: Ranking) -> None:
    lines = table(ranking, "en")
    assert lines[0][4:] == [
        *("Claimed", "Points", "Maximum", "Points lost", "Reason", "Reviewer's note")
    ]
    assert lines[1][8] == "Survey: 80% of 5 points → 4 points"
    assert any(line[:1] == ["Mind"] for line in lines)


def test_the_reasons_are_those_of_the_unit_s_page(ranking: Ranking) -> None:
    for row in RankingRow.objects.filter(ranking=ranking):
        own = Client().get(f"/rankings/{ranking.pk}/units/{row.pk}/").content.decode()
        mine = [line for line in table(ranking) if line[:1] == [row.code]]
        assert mine
        assert all(line[8] in own and line[9] in own for line in mine)


def test_the_workbook_and_json_hold_the_same(ranking: Ranking) -> None:
    found = Export(Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk))
    book = load_workbook(io.BytesIO(xlsx_file(found, "vi")))
    rows = list(book["Điểm chưa đạt"].iter_rows(values_only=True))
    assert [(row[2], row[7], row[8]) for row in rows[-3:]] == [
        (line[2], float(line[7].replace(",", ".")), line[8]) for line in table(ranking)[1:4]
    ]
    assert book["Điểm chưa đạt"].auto_filter.ref == f"A{len(rows) - 3}:J{len(rows)}"
    told: Any = json.loads(json_file(found, "vi"))["lost"]
    asked = Client().get(f"/api/v1/rankings/{ranking.pk}/leaves/").json()["results"]
    assert told == [one for one in asked if one["lost"] != "0.0000"]


def test_a_large_ranking_has_them_in_their_own_file_alone(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost, "MOST_UNITS", 1)
    found = Export(Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk))
    assert len(load_workbook(io.BytesIO(xlsx_file(found, "vi"))).worksheets) == 4
    assert "lost" not in json.loads(json_file(found, "vi"))
    assert len(table(ranking)) > 4


def test_six_queries_and_one_for_who_has_it(ranking: Ranking) -> None:
    path = f"/rankings/{ranking.pk}/lost.csv"
    with CaptureQueriesContext(connection) as queries:
        answer: Any = Client().get(path)
        answer.getvalue()
    assert len(queries) == 6
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
        assert Client().head(path)["ETag"] == answer["ETag"]
    assert (again.status_code, len(queries)) == (304, 2)


def files() -> list[Path]:
    return list((Path(settings.VAR_DIR) / "exports").glob("*"))


def test_a_second_reader_gets_what_the_first_was_sent(ranking: Ranking) -> None:
    first = read(ranking)
    (kept,) = files()
    assert kept.name.endswith(f".{ranking.pk}.vi.lost.csv")
    assert kept.read_bytes() == first
    with CaptureQueriesContext(connection) as queries:
        assert read(ranking) == first
    assert len(queries) == 1


def test_a_read_that_breaks_off_leaves_nothing_behind() -> None:
    pieces = store_pieces("7.vi.lost.csv", Fingerprint("key"), iter([b"one", b"two"]))
    assert next(pieces) == b"one"
    pieces.close()  # type: ignore[attr-defined]  # as when the reader goes away
    assert files() == []
    assert (
        b"".join(store_pieces("7.vi.lost.csv", Fingerprint("key"), [b"one", b"two"])) == b"onetwo"
    )
    assert [path.read_bytes() for path in files()] == [b"onetwo"]


def test_a_draft_s_is_for_those_who_watch_it_and_kept_by_nobody(ranking: Ranking) -> None:
    draft = computed(ranking.round)
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    answer: Any = client.get(f"/rankings/{draft.pk}/lost.csv")
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert b"Thi" in answer.getvalue()
    assert files() == []


def test_the_page_offers_it(ranking: Ranking) -> None:
    page = Client().get(f"/rankings/{ranking.pk}/").content.decode()
    assert f"/rankings/{ranking.pk}/lost.csv" in page
