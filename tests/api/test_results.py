"""Published results by version, unit, domain, leaf and region; fields, CSV and caching of each."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Role, Score, Status
from rankings.models import Ranking, RankingMean, RankingRow
from tests.api.conftest import Get, token_of
from tests.factories import make_person
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

MAXIMA = {"1.1": "10", "1.2": "3", "2.1": "10.5"}


@pytest.fixture
@remembered
def ranking() -> Ranking:
    best = Sheet({"1.1": "10", "1.2": NA, "2.1": "9.7188"}, name="Cần Thơ", region="Đông Nam Bộ")
    other = Sheet(
        {"1.1": "5", "1.2": "1.0001", "2.1": "7"},
        claimed={"1.1": "9", "1.2": "3", "2.1": "7"},
        name="=Kon Tum",
    )
    return published(graded(make_tree(MAXIMA), [other, best]))


def unit_row(ranking: Ranking, name: str) -> RankingRow:
    return RankingRow.objects.get(ranking=ranking, name=name)


def unit(ranking: Ranking, name: str) -> int:
    return unit_row(ranking, name).unit_id


def lists(ranking: Ranking) -> list[str]:
    """Every list of published results."""
    own = f"rankings/{ranking.pk}/"
    series = f"units/{unit(ranking, 'Cần Thơ')}/series/"
    below = [f"{own}{what}/" for what in ("rows", "domains", "leaves")]
    return ["rankings/", "ranking-versions/", "regions/", series, *below]


def test_the_rows_of_a_superseded_version(ranking: Ranking, get: Get) -> None:
    published(ranking.round)
    status, answer = get(f"rankings/{ranking.pk}/rows/")
    assert status == 200
    assert [(row["rank"], row["unit"]["name"]) for row in answer["results"]] == [
        (1, "Cần Thơ"),
        (2, "=Kon Tum"),
    ]
    assert {row["ranking"] for row in answer["results"]} == {ranking.pk}
    assert {row["basis"] for row in answer["results"]} == {"awarded"}
    for query, ranks in (
        ("region=Tây Nguyên", [2]),
        ("group=A", [1]),
        ("group=D", [2]),
        ("group=A&region=Tây Nguyên", []),
    ):
        only = get(f"rankings/{ranking.pk}/rows/?{query}")[1]["results"]
        assert [row["rank"] for row in only] == ranks


def test_the_versions_with_their_states(ranking: Ranking, get: Get) -> None:
    second = published(ranking.round)
    computed(ranking.round)
    found = get("ranking-versions/?level=province&year=2022")[1]["results"]
    assert [(one["id"], one["version"], one["status"]) for one in found] == [
        (second.pk, 2, "published"),
        (ranking.pk, 1, "superseded"),
    ]
    assert (found[0]["reason"], found[1]["digest"]) == ("Sửa sai sót.", ranking.digest)
    assert get("ranking-versions/?year=2021")[1]["count"] == 0


def test_the_leaves_as_frozen(ranking: Ranking, get: Get) -> None:
    kon_tum = unit(ranking, "=Kon Tum")
    found = get(f"rankings/{ranking.pk}/leaves/?unit={kon_tum}")[1]["results"]
    keys = ("leaf", "points", "maximum", "lost", "claimed_points", "applies")
    assert [tuple(one[key] for key in keys) for one in found] == [
        ("1.1", "5.0000", "10.0000", "5.0000", "9.0000", True),
        ("1.2", "1.0001", "3.0000", "1.9999", "3.0000", True),
        ("2.1", "7.0000", "10.5000", "3.5000", "7.0000", True),
    ]
    assert found[0]["note"] == "Theo tài liệu kiểm chứng."
    away = get(f"rankings/{ranking.pk}/leaves/?leaf=1.2")[1]["results"]
    assert sorted(one["applies"] for one in away) == [False, True]


def test_why_a_leaf_lost_points_as_its_unit_s_page_says(get: Get) -> None:
    scores = {"1.1": "7.5", "1.2": "3", "2.1": "8"}
    round_ = graded(make_tree(MAXIMA, survey=["2.1"]), [Sheet(scores, scores)])
    given = Score.objects.filter(assessment__round=round_)
    given.filter(criterion__code="1.1").update(awarded_input={"points": "7.5"})
    ranking = published(round_)
    row = RankingRow.objects.get(ranking=ranking)
    own = Client().get(f"/rankings/{ranking.pk}/units/{row.pk}/").content.decode()
    found = get(f"rankings/{ranking.pk}/leaves/")[1]["results"]
    assert [(one["leaf"], one["why"], one["why_en"]) for one in found] == [
        ("1.1", "Nhập 7,5 → 7,5 điểm", "Entered 7.5 → 7.5 points"),
        ("1.2", "", ""),
        ("2.1", "Kết quả điều tra xã hội học.", "The survey's result."),
    ]
    assert all(one["why"] in own for one in found)
    answer = Client().get(f"/api/v1/rankings/{ranking.pk}/leaves/?fields=leaf,why_en&format=csv")
    assert answer.content.decode("utf-8-sig").splitlines()[:2] == [
        "leaf,why_en",
        "1.1,Entered 7.5 → 7.5 points",
    ]


@pytest.mark.sqlite
@pytest.mark.parametrize("what", ["leaves", "domains"])
def test_pages_by_unit_leave_nothing_out_and_tell_nothing_twice(get: Get, what: str) -> None:
    of = [("5", "9"), ("7", NA), ("5", "9"), ("9", "1")]
    sheets = [Sheet({"1.1": one, "2.1": two}) for one, two in of]
    absent = Sheet(status=Status.DRAFTING)
    ranking = published(graded(make_tree({"1.1": "10", "2.1": "10"}), [*sheets, absent]))
    path = f"rankings/{ranking.pk}/{what}/"
    whole = get(path)[1]
    assert whole["count"] == len(whole["results"]) == 8
    units = [row["unit"]["id"] for row in get(f"rankings/{ranking.pk}/rows/")[1]["results"]]
    assert [one["unit"]["id"] for one in whole["results"][::2]] == units[:4]
    for size in (1, 3, 4, 8):
        pages, number = [], -(-8 // size)
        for page in range(1, number + 1):
            answer = get(f"{path}?page_size={size}&page={page}")[1]
            assert (answer["count"], answer["next"] is None) == (8, page == number)
            pages += answer["results"]
        assert pages == whole["results"]
        assert get(f"{path}?page_size={size}&page={number + 1}")[0] == 404
    assert get(f"{path}?unit=999999")[1]["results"] == []


def test_a_page_by_unit_reads_the_rows_of_its_own_units_alone(ranking: Ranking) -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get(f"/api/v1/rankings/{ranking.pk}/leaves/?page_size=3&page=2")
    (read,) = [one["sql"] for one in queries if "LIMIT 3" in one["sql"]]
    last = unit_row(ranking, "=Kon Tum").pk
    assert f"IN ({last})" in read
    assert "OFFSET" not in read


def test_the_domains(ranking: Ranking, get: Get) -> None:
    best = unit(ranking, "Cần Thơ")
    found = get(f"rankings/{ranking.pk}/domains/?unit={best}&domain=2")[1]["results"]
    assert [(one["points"], one["maximum"], one["index"]) for one in found] == [
        ("9.7188", "10.5000", "92.56")
    ]
    assert get(f"rankings/{ranking.pk}/domains/")[1]["count"] == 4


def test_a_unit_over_the_years(ranking: Ranking, get: Get) -> None:
    best = unit(ranking, "Cần Thơ")
    before = published(graded(make_tree(MAXIMA, year=2021), [Sheet({"1.1": "9"})]))
    RankingRow.objects.filter(ranking=before).order_by()
    old = RankingRow.objects.get(ranking=before)
    assert [row["year"] for row in get(f"units/{best}/series/")[1]["results"]] == [2022]
    assert [row["year"] for row in get(f"units/{old.unit_id}/series/")[1]["results"]] == [2021]
    assert get(f"units/{best}/series/?year=2021")[1]["count"] == 0


@pytest.fixture
def merged(ranking: Ranking) -> list[RankingRow]:
    """Rows of Hà Tây, of Hà Nội until it took that in, of Hà Nội since, and of a stranger."""
    tree = {"1.1": "10"}
    sheets = [Sheet({"1.1": "5"}, name="Hà Tây"), Sheet({"1.1": "6"}, name="Hà Nội cũ")]
    old = published(graded(make_tree(tree, year=2020), [*sheets, Sheet({"1.1": "7"}, name="Huế")]))
    new = published(graded(make_tree(tree, year=2021), [Sheet({"1.1": "8"}, name="Hà Nội")]))
    rows = [unit_row(old, name) for name in ("Hà Tây", "Hà Nội cũ")]
    rows += [unit_row(new, "Hà Nội"), unit_row(old, "Huế")]
    rows[2].unit.formed_from.set([rows[0].unit, rows[1].unit])
    return rows


def series(get: Get, row: RankingRow) -> list[tuple[int, str, str]]:
    found = get(f"units/{row.unit_id}/series/")[1]["results"]
    return [(one["year"], one["unit"]["name"], one["index"]) for one in found]


@pytest.mark.sqlite
def test_a_unit_s_series_goes_back_to_those_it_was_formed_from(
    merged: list[RankingRow], get: Get
) -> None:
    before = [(2020, "Hà Nội cũ", "60.00"), (2020, "Hà Tây", "50.00")]
    assert series(get, merged[2]) == [(2021, "Hà Nội", "80.00"), *before]


@pytest.mark.sqlite
def test_an_old_unit_s_series_goes_on_with_what_it_became(
    merged: list[RankingRow], get: Get
) -> None:
    assert series(get, merged[0]) == [(2021, "Hà Nội", "80.00"), (2020, "Hà Tây", "50.00")]
    assert series(get, merged[3]) == [(2020, "Huế", "70.00")]


@pytest.mark.sqlite
def test_a_series_follows_mergers_of_mergers_and_stands_a_circle(
    merged: list[RankingRow], get: Get
) -> None:
    first, _second, last, other = merged
    first.unit.formed_from.add(other.unit)
    assert (2020, "Huế", "70.00") in series(get, last)
    assert [name for _year, name, _index in series(get, other)] == ["Hà Nội", "Huế", "Hà Tây"]
    other.unit.formed_from.add(last.unit)
    assert len(series(get, first)) == 4


@pytest.mark.sqlite
def test_a_merger_recorded_later_ends_the_series_old_tag(merged: list[RankingRow]) -> None:
    path = f"/api/v1/units/{merged[2].unit_id}/series/"
    tag = Client().get(path)["ETag"]
    merged[2].unit.formed_from.add(merged[3].unit)
    again = Client().get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["count"]) == (200, 4)


def test_a_unit_that_is_not_there_is_a_404(ranking: Ranking, get: Get) -> None:
    assert get("units/999999/series/")[0] == 404


def test_the_means_of_regions(ranking: Ranking, get: Get) -> None:
    found = get("regions/?level=province&year=2022")[1]["results"]
    assert len(found) == RankingMean.objects.filter(ranking=ranking).count() == 9
    one = get("regions/?region=Đông Nam Bộ&domain=2")[1]["results"]
    assert [(mean["index"], mean["units"], mean["ranking"]) for mean in one] == [
        ("92.56", 1, ranking.pk)
    ]


@pytest.mark.parametrize("at", range(7))
def test_one_query_for_304_and_three_for_the_rest(ranking: Ranking, at: int) -> None:
    path = f"/api/v1/{lists(ranking)[at]}"
    with CaptureQueriesContext(connection) as queries:
        first = Client().get(path)
    assert (first.status_code, len(queries) <= 4) == (200, True)
    assert path != "/api/v1/rankings/" or len(queries) == 3
    assert set(first["Cache-Control"].split(", ")) == {"public", "no-cache"}
    with CaptureQueriesContext(connection) as queries:
        kept = Client().get(path)
    # Each answer has a number of its own.
    assert kept.headers.pop("X-Request-ID") != first.headers.pop("X-Request-ID")
    assert (kept.content, kept.headers, len(queries)) == (first.content, first.headers, 1)
    for header, value in (
        ("If-None-Match", first["ETag"]),
        ("If-Modified-Since", first["Last-Modified"]),
    ):
        with CaptureQueriesContext(connection) as queries:
            again = Client().get(path, headers={header: value})
        assert (again.status_code, again.content, len(queries)) == (304, b"", 1)


@pytest.mark.parametrize("at", range(7))
def test_fields_and_csv_hold_the_numbers_of_json(ranking: Ranking, at: int) -> None:
    path = f"/api/v1/{lists(ranking)[at]}"
    rows = Client().get(path).json()["results"]
    table = Client().get(f"{path}?format=csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table.content == Client().get(path, headers={"Accept": "text/csv"}).content
    text = table.content.decode("utf-8-sig")
    assert table.content.startswith("\ufeff".encode())
    read = list(csv.DictReader(io.StringIO(text)))
    assert len(read) == len(rows)
    for line, row in zip(read, rows, strict=True):
        for name, value in row.items():
            if isinstance(value, str):
                assert line[name] == value
    name = list(rows[0])[-2:][::-1]
    chosen = Client().get(f"{path}?fields={','.join(name)}").json()["results"]
    assert [list(row) for row in chosen] == [name] * len(rows)


def test_csv_parts_units_and_domains_and_runs_no_formula(ranking: Ranking) -> None:
    table = Client().get("/api/v1/rankings/?format=csv&fields=rank,unit,domains")
    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [line["unit.name"] for line in lines] == ["Cần Thơ", "'=Kon Tum"]
    assert lines[0]["domains.2.index"] == "92.56"
    first = Client().get("/api/v1/rankings/?format=csv&page_size=1")
    assert first["Link"].endswith('page=2&page_size=1>; rel="next"')


def test_an_empty_table_has_its_head() -> None:
    table = Client().get("/api/v1/rankings/?format=csv&fields=rank,index")
    assert table.content.decode("utf-8-sig") == "rank,index\r\n"


@pytest.mark.parametrize("query", ["fields=rank,color", "fields=", "fields=rank&fields=color"])
def test_a_field_that_is_not_there_is_told(query: str) -> None:
    answer = Client().get(f"/api/v1/rankings/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameters")
    assert "fields" in answer.json()["messages"][0]["en"]


def test_a_fault_in_a_table_is_told_in_json(ranking: Ranking) -> None:
    answer = Client().get("/api/v1/rankings/?format=csv&year=x", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert Client().get("/api/v1/rankings/?format=xml").status_code == 404


@pytest.mark.parametrize(("query", "status"), [("page=-1", 404), ("page_size=0", 400)])
def test_a_304_hides_no_wrong_page(ranking: Ranking, query: str, status: int) -> None:
    for path in lists(ranking):
        answer = Client().get(f"/api/v1/{path}?{query}", headers={"If-None-Match": "*"})
        assert answer.status_code == status


def test_a_new_version_ends_an_old_tag_of_its_list_alone(ranking: Ranking) -> None:
    tags = {path: Client().get(f"/api/v1/{path}")["ETag"] for path in lists(ranking)}
    published(ranking.round)
    again = {
        path: Client().get(f"/api/v1/{path}", headers={"If-None-Match": tag}).status_code
        for path, tag in tags.items()
    }
    assert {path: status for path, status in again.items() if "rankings/" not in path} == {
        path: 200 for path in again if "rankings/" not in path
    }
    assert again["rankings/"] == 200


def test_a_draft_has_no_tag_that_others_could_meet(ranking: Ranking) -> None:
    draft = computed(ranking.round)
    assert Client().get(f"/api/v1/rankings/{draft.pk}/leaves/").status_code == 404
    headers = {"Authorization": token_of(make_person(Role.COORDINATOR))}
    answer = Client().get(f"/api/v1/rankings/{draft.pk}/leaves/", headers=headers)
    assert answer.status_code == 200
    assert "Last-Modified" not in answer
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_pages_of_other_sites_may_read_what_is_public(ranking: Ranking) -> None:
    theirs = {"Origin": "https://bao.example"}
    others = ["criteria-sets/", "units/", f"rankings/{ranking.pk}/proof/"]
    for path in [*lists(ranking), *others]:
        answer = Client().get(f"/api/v1/{path}", headers=theirs)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
    asked = theirs | {"Access-Control-Request-Method": "PATCH"}
    may = Client().options("/api/v1/rankings/", headers=asked)
    assert may["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "authorization" not in may["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", ["/api/v1/rounds/", "/api/v1/assessments/", "/rankings/", "/"])
def test_pages_of_other_sites_read_nothing_else(path: str) -> None:
    answer = Client().get(path, headers={"Origin": "https://bao.example"})
    assert "Access-Control-Allow-Origin" not in answer


def test_one_ranking_takes_few_queries_and_one_for_304(ranking: Ranking) -> None:
    path = f"/api/v1/rankings/{ranking.pk}/"
    with CaptureQueriesContext(connection) as queries:
        first = Client().get(path)
    assert (first.status_code, len(queries)) == (200, 3)
    published(ranking.round)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.json()["status"]) == (200, "superseded")
    since = Client().get(path, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 200
    with CaptureQueriesContext(connection) as queries:
        third = Client().get(path, headers={"If-None-Match": again["ETag"]})
    assert (third.status_code, len(queries)) == (304, 1)
