"""A ranking as XLSX, CSV and JSON: the very numbers of its rows, and nothing that runs."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import http_date
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from assessments.models import Role, Round, Status, Unit
from criteria.common.files.cells import Unreadable
from criteria.common.files.rows import read_table
from criteria.common.numbers import parse
from rankings.exports.csv_file import csv_file
from rankings.exports.json_file import json_file
from rankings.exports.table import Export
from rankings.exports.xlsx_file import xlsx_file
from rankings.models import Ranking, RankingRow
from rankings.rules import GROUP_RULE, INDEX_RULE, RANK_RULE
from tests.factories import make_person
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, one_leaf, published

pytestmark = pytest.mark.django_db
MAXIMA = {"1.1": "13", "1.2": "7.25", "2.1": "79.75"}
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", ' =HYPERLINK("http://x";"y")')


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def folder() -> Path:
    return Path(django_settings.VAR_DIR) / "exports"


def leaf(maximum: str) -> st.SearchStrategy[str]:
    points = st.decimals(0, Decimal(maximum), places=4, allow_nan=False).map(str)
    return st.one_of(points, st.just(NA))


sheets = st.lists(
    st.one_of(
        st.just(Sheet(status=Status.DRAFTING)),
        st.builds(
            Sheet,
            st.fixed_dictionaries({code: leaf(most) for code, most in MAXIMA.items()}),
            ranked=st.booleans(),
            region=st.sampled_from(["", "Tây Nguyên", "Đông Nam Bộ"]),
        ),
    ),
    min_size=1,
    max_size=6,
)
Numbers = list[tuple[Any, ...]]


def numbers_of(ranking: Ranking) -> Numbers:
    """What the database holds: code, rank, points, maximum, index, group, then each domain's."""
    found = []
    for row in Export(ranking).results:
        head = (row.unit.code, row.rank, row.points, row.max_points, row.index, row.group)
        domains = [(one.points, one.max_points, one.index) for one in row.domains.all()]
        found.append((*head, *(number for three in domains for number in three)))
    return found


def from_csv(content: bytes) -> Numbers:
    """The numbers of a CSV file, read by the reader of uploaded tables."""
    found: Numbers = []
    for number, cells in list(read_table(io.BytesIO(content)))[1:]:
        row = [str(cell) for cell in cells if not isinstance(cell, Unreadable)]
        if number != len(found) + 2:
            break
        head = row[1], int(row[0]) if row[0] else None, *map(decimal, row[4:7]), row[7]
        found.append((*head, *map(decimal, [cell for cell in row[9:] if row[4]])))
    return found


def decimal(cell: str) -> Decimal | None:
    return parse(cell) if cell else None


class RoundTrips(TestCase):
    @settings(max_examples=25)
    @given(sheets, st.sampled_from(["vi", "en"]))
    def test_csv_gives_the_same_decimals_back(self, made: list[Sheet], language: str) -> None:
        ranking = computed(graded(make_tree(MAXIMA), made))
        assert from_csv(csv_file(Export(ranking), language)) == numbers_of(ranking)

    @settings(max_examples=15)
    @given(sheets)
    def test_a_workbook_holds_the_same_decimals(self, made: list[Sheet]) -> None:
        ranking = computed(graded(make_tree(MAXIMA), made))
        book = load_workbook(io.BytesIO(xlsx_file(Export(ranking), "vi")))
        rows = list(book["Xếp hạng"].iter_rows(values_only=True))
        top = next(number for number, row in enumerate(rows) if row[0] == "Hạng")
        found = [
            (row[1], row[0], *map(exact, row[4:7]), row[7] or "", *map(exact, row[9:]))
            for row in rows[top + 1 :]
        ]
        expected = [
            (*row[:6], *([*row[8::3]] or [None] * (len(rows[top]) - 9)))
            for row in numbers_of(ranking)
        ]
        assert found == expected


def exact(value: object) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def text_of(book_bytes: bytes) -> str:
    book = load_workbook(io.BytesIO(book_bytes))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def test_every_file_tells_the_rules_the_date_and_that_it_is_no_official_result() -> None:
    ranking = published(one_leaf(["90", "70"]))
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    ranking = Ranking.objects.get(pk=ranking.pk)
    assert ranking.computed_at
    found = Export(ranking)
    day = {what.en: fact.vi for what, fact in found.facts}["Computed at"]
    for text in (csv_file(found, "vi").decode("utf-8-sig"), text_of(xlsx_file(found, "vi"))):
        for rule in (INDEX_RULE, RANK_RULE, GROUP_RULE):
            assert rule.vi.split(" (")[0] in text
        assert day in text
        assert "Dữ liệu minh họa" in text
        assert "Bộ tiêu chí tạm thời" in text
    told = json.loads(json_file(found, "vi"))["ranking"]
    assert told["rules"]["rank"]["vi"] == RANK_RULE.vi
    assert told["computed_at"]
    assert (told["is_demo"], told["is_official"]) == (True, False)


def test_a_draft_says_so_in_every_file() -> None:
    found = Export(computed(one_leaf(["90"])))
    assert "Dự thảo" in csv_file(found, "vi").decode("utf-8-sig")
    assert "Dự thảo" in text_of(xlsx_file(found, "vi"))
    assert json.loads(json_file(found, "vi"))["ranking"]["status"] == "draft"


def test_json_is_what_the_api_answers(client: Client) -> None:
    ranking = published(one_leaf(["90", "70"]))
    url = reverse("export_ranking", args=[ranking.pk, "json"])
    file: Any = client.get(url)
    told: Any = client.get("/api/v1/rankings/?page_size=50").json()["results"]
    assert file.json()["rows"] == [row for row in told if row["ranking"] == ranking.pk]


def test_regions_are_named_in_the_language_of_the_file() -> None:
    found = Export(computed(one_leaf(["90"])))
    for language, named in (("vi", "Tây Nguyên"), ("en", "Central Highlands")):
        lines = csv_file(found, language).decode("utf-8-sig").splitlines()
        assert lines[1].split(";" if language == "vi" else ",")[3] == named
        assert any(named in line and "90" in line for line in lines[2:])  # its mean
        book = load_workbook(io.BytesIO(xlsx_file(found, language)))
        for sheet in (book.worksheets[0], book.worksheets[-2]):
            cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
            assert {"Tây Nguyên", "Central Highlands"} & cells == {named}


def test_csv_opens_in_excel_with_its_accents(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    response: Any = client.get(reverse("export_ranking", args=[ranking.pk, "csv"]))
    assert response.content.startswith(b"\xef\xbb\xbf" + "Hạng;Mã;Đơn vị;".encode())
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")


def test_an_index_has_its_two_decimals_also_in_csv() -> None:
    text = csv_file(Export(computed(one_leaf(["90.5"]))), "vi").decode("utf-8-sig")
    assert text.splitlines()[1].split(";")[4:7] == ["90,5", "100", "90,50"]


def test_a_unit_without_a_sheet_has_no_zero() -> None:
    tree = make_tree({"1.1": "10"})
    made = [Sheet({"1.1": "9"}), Sheet(status=Status.DRAFTING, name="Kon Tum")]
    found = Export(computed(graded(tree, made)))
    text = csv_file(found, "vi").decode("utf-8-sig")
    line = next(line for line in text.splitlines() if "Kon Tum" in line).split(";")
    assert [line[0], *line[4:9]] == ["", "", "", "", "", "Chưa đánh giá: đơn vị chưa gửi phiếu"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_never_formulas(name: str) -> None:
    ranking = computed(one_leaf(["90"]))
    RankingRow.objects.filter(ranking=ranking).update(name=name)
    found = Export(Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk))
    text = csv_file(found, "vi").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";"))[1][2] == f"'{name}"
    book = load_workbook(io.BytesIO(xlsx_file(found, "vi")))
    cells = [cell for row in book["Xếp hạng"].iter_rows() for cell in row if cell.value == name]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("units", [1, 12])
def test_queries_do_not_grow_with_the_units(
    client: Client, kind: str, units: int, django_assert_max_num_queries: Any
) -> None:
    ranking = published(one_leaf(["90"] * units))
    with django_assert_max_num_queries(6):
        assert client.get(reverse("export_ranking", args=[ranking.pk, kind])).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_a_second_reader_gets_the_file_that_is_kept(client: Client, kind: str) -> None:
    url = reverse("export_ranking", args=[published(one_leaf(["90"])).pk, kind])
    first = client.get(url)
    with CaptureQueriesContext(connection) as queries:
        second = Client().get(url)
    assert second.content == first.content
    assert second["Content-Disposition"] == first["Content-Disposition"]
    assert len(queries) == 1


def test_who_has_the_file_is_told_so(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    url = reverse("export_ranking", args=[ranking.pk, "csv"])
    first = client.get(url)
    assert first["Cache-Control"] == "public, no-cache"
    assert ranking.published_at is not None
    assert first["Last-Modified"] == http_date(ranking.published_at.timestamp())
    for name, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, headers={name: first[value]})
        assert (answer.status_code, answer["ETag"], len(queries)) == (304, first["ETag"], 1)


def test_a_new_version_is_told_in_the_old_one_s_file(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    url = reverse("export_ranking", args=[ranking.pk, "csv"])
    old = client.get(url)
    published(ranking.round)
    headers = {"If-None-Match": old["ETag"], "If-Modified-Since": old["Last-Modified"]}
    new = client.get(url, headers=headers)
    assert new.status_code == 200
    assert "Đã thay thế" in new.content.decode("utf-8-sig")
    assert "Last-Modified" not in new
    assert [path.suffix for path in folder().iterdir()] == [".csv"]


def test_a_person_s_answer_is_not_for_others(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    client.force_login(make_person(Role.INSPECTOR))
    answer = client.get(reverse("export_ranking", args=[ranking.pk, "csv"]))
    assert answer["Cache-Control"] == "private, no-cache"


def test_a_draft_is_never_kept(client: Client) -> None:
    draft = computed(one_leaf(["90"]))
    client.force_login(make_person(Role.COORDINATOR))
    answer = client.get(reverse("export_ranking", args=[draft.pk, "csv"]))
    assert "no-store" in answer["Cache-Control"]
    assert not folder().exists()


def test_a_unit_renamed_since_keeps_the_name_that_was_ranked() -> None:
    ranking = computed(one_leaf(["90"]))
    row = RankingRow.objects.get(ranking=ranking)
    Unit.objects.filter(pk=row.unit_id).update(name_vi="Tên mới")
    text = csv_file(Export(ranking), "vi").decode()
    assert "Tên mới" not in text
    assert row.name in text


def test_the_page_offers_them(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    page: Any = client.get(reverse("ranking", args=[ranking.pk]))
    for kind in ("xlsx", "csv", "json"):
        assert reverse("export_ranking", args=[ranking.pk, kind]) in page.content.decode()


def test_a_kind_that_is_none_is_not_there(client: Client) -> None:
    ranking = published(one_leaf(["90"]))
    assert client.get(reverse("export_ranking", args=[ranking.pk, "exe"])).status_code == 404


def test_a_run_that_has_not_ended_is_not_there(client: Client) -> None:
    ranking = Ranking.objects.create(
        round=one_leaf(["90"]), started_by=make_person(Role.COORDINATOR)
    )
    client.force_login(make_person(Role.ADMIN))
    assert client.get(reverse("export_ranking", args=[ranking.pk, "csv"])).status_code == 404
