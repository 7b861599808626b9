"""GET rankings/: what has been published, for anyone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Role, Status
from rankings.models import Ranking
from tests.api.conftest import Get
from tests.factories import make_person, make_unit
from tests.rankings import oracle
from tests.rankings.worlds import (
    NA,
    Sheet,
    computed,
    graded,
    make_tree,
    one_leaf,
    published,
)

pytestmark = pytest.mark.django_db

MAXIMA = {"1.1": "10", "1.2": "3", "2.1": "10.5"}
SHEETS = [
    Sheet({"1.1": "5", "1.2": "1.0001", "2.1": "7"}, name="Kon Tum"),
    Sheet({"1.1": "10", "1.2": NA, "2.1": "9.7188"}, name="Cần Thơ", region="Đông Nam Bộ"),
    Sheet({"1.1": "1", "1.2": "1", "2.1": "1"}, name="Khách", ranked=False),
    Sheet(name="Vắng", status=Status.DRAFTING),
]


def test_anyone_reads_the_published_rows_by_rank(get: Get) -> None:
    ranking = published(graded(make_tree(MAXIMA), SHEETS))
    status, answer = get("rankings/?level=province&year=2022")
    assert status == 200
    assert (answer["count"], answer["next"], answer["previous"]) == (4, None, None)
    rows = answer["results"]
    assert [(row["rank"], row["unit"]["name"], row["assessed"]) for row in rows] == [
        (1, "Cần Thơ", True),
        (2, "Kon Tum", True),
        (None, "Khách", True),
        (None, "Vắng", False),
    ]
    best, last = rows[0], rows[3]
    assert (best["points"], best["maximum"], best["index"]) == ("19.7188", "20.5000", "96.19")
    assert (best["group"], best["level"], best["year"]) == ("A", "province", 2022)
    assert (best["ranking"], best["round"]["title"]) == (ranking.pk, "Kỳ đánh giá thử")
    assert (best["is_official"], best["is_demo"]) == (False, False)
    assert [(d["code"], d["points"], d["maximum"], d["index"]) for d in best["domains"]] == [
        ("1", "10.0000", "10.0000", "100.00"),
        ("2", "9.7188", "10.5000", "92.56"),
    ]
    assert [last[key] for key in ("points", "maximum", "index", "group")] == [None] * 4
    assert last["domains"] == []


@pytest.mark.sqlite
def test_every_number_is_that_of_an_independent_computation(get: Get) -> None:
    round_ = graded(make_tree(MAXIMA), SHEETS)
    published(round_)
    expected = oracle.results(round_)
    for row in get("rankings/?level=province&year=2022")[1]["results"]:
        own = expected[row["unit"]["id"]]
        numbers = [
            None if row[key] is None else Decimal(row[key])
            for key in ("points", "maximum", "index")
        ]
        assert numbers == [own.points, own.maximum, own.index]
        assert (row["rank"], row["group"] or "") == (own.rank, own.group)
        assert {
            (d["code"], Decimal(d["points"]), Decimal(d["maximum"]), Decimal(d["index"]))
            for d in row["domains"]
        } == own.domains


def test_only_the_latest_publication_shows(get: Get) -> None:
    round_ = one_leaf(["90", "80"])
    published(round_)
    second = published(round_)
    computed(round_)
    rows = get("rankings/")[1]["results"]
    assert [row["ranking"] for row in rows] == [second.pk, second.pk]


def test_the_latest_of_two_rounds_of_a_level_and_year_shows(get: Get) -> None:
    published(one_leaf(["90"]))
    later = published(one_leaf(["70"]))
    rows = get("rankings/?level=province&year=2022")[1]["results"]
    assert [row["ranking"] for row in rows] == [later.pk]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Cũ", "Mới"]),
        ("year=2022", ["Mới"]),
        ("year=2021", ["Cũ"]),
        ("year=1999", []),
        ("level=province", ["Cũ", "Mới"]),
        ("level=ministry", []),
        ("region=Đông Nam Bộ", ["Cũ"]),
        ("region=Nowhere", []),
        ("year=2022&region=Đông Nam Bộ", []),
    ],
)
def test_filters(get: Get, query: str, names: list[str]) -> None:
    published(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, name="Mới")]))
    old = Sheet({"1.1": "9"}, name="Cũ", region="Đông Nam Bộ")
    published(graded(make_tree({"1.1": "10"}, year=2021), [old]))
    status, answer = get(f"rankings/?{query}")
    assert status == 200
    assert sorted(row["unit"]["name"] for row in answer["results"]) == names


@pytest.mark.sqlite
def test_a_region_is_found_in_either_unicode_form(get: Get) -> None:
    published(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"})]))
    decomposed = "Ta\u0302y Nguye\u0302n"
    assert get(f"rankings/?region={decomposed}")[1]["count"] == 1


@pytest.mark.sqlite
def test_pages(get: Get) -> None:
    published(one_leaf([str(points) for points in range(90, 85, -1)]))
    first = get("rankings/?page_size=2")[1]
    assert (first["count"], [row["rank"] for row in first["results"]]) == (5, [1, 2])
    assert first["next"].endswith("/api/v1/rankings/?page=2&page_size=2")
    last = get("rankings/?page_size=2&page=3")[1]
    assert ([row["rank"] for row in last["results"]], last["next"]) == ([5], None)
    assert get("rankings/?page_size=1000")[0] == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("page", ["0", "-1", "4", "x", "", "last", "1.0", "²", "١", "9" * 30])
def test_a_page_that_is_not_there_is_a_404(get: Get, page: str) -> None:
    published(one_leaf(["90"]))
    status, answer = get(f"rankings/?page={page}")
    assert (status, answer["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("level=galaxy", "level: “galaxy” không hợp lệ; cần một trong: province, ministry"),
        ("level=", "level: “” không hợp lệ"),
        ("year=abc", "year: “abc” không hợp lệ; cần số nguyên từ 1 đến 9999"),
        ("year=2022.5", "year: “2022.5” không hợp lệ"),
        ("year=0", "year: “0” không hợp lệ"),
        ("year=10000", "year: “10000” không hợp lệ"),
        ("year=٢٠٢٢", "year: “٢٠٢٢” không hợp lệ"),
        ("region=", "region: “” không hợp lệ; cần tên vùng"),
        # A mark that nobody sees is no name either.
        ("region=%00", "region: “” không hợp lệ; cần tên vùng"),
        ("format=", "format: “” không hợp lệ; cần json hoặc csv"),
        ("yaer=2022", "Không có tham số “yaer”. Các tham số: level, year, region"),
        ("year=2021&year=2022", "year: chỉ nhận một giá trị"),
        ("page_size=0", "page_size: “0” phải là số nguyên từ 1 đến 1000"),
        ("page_size=1001", "page_size: “1001” phải là số nguyên"),
        ("page_size=x", "page_size: “x” phải là số nguyên"),
    ],
)
def test_a_wrong_parameter_is_told(get: Get, query: str, told: str) -> None:
    published(one_leaf(["90"]))
    status, answer = get(f"rankings/?{query}")
    assert (status, answer["code"]) == (400, "bad_parameters")
    assert answer["messages"][0]["vi"].startswith(told)
    assert answer["messages"][0]["en"]


def test_all_wrong_parameters_are_told_at_once(get: Get) -> None:
    assert len(get("rankings/?level=x&year=y&zzz=1&page_size=0")[1]["messages"]) == 4


@pytest.mark.parametrize("units", [3, 30])
def test_the_list_takes_at_most_4_queries_however_many_rows(units: int) -> None:
    published(graded(make_tree(MAXIMA), [Sheet({"1.1": "5"}) for _ in range(units)]))
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/api/v1/rankings/?level=province&year=2022&page_size=1000")
    assert len(answer.json()["results"]) == units
    assert len(queries) == 3


def test_a_draft_is_nowhere_for_the_public(get: Get) -> None:
    draft = computed(one_leaf(["90"]))
    assert get("rankings/")[1]["count"] == 0
    assert get(f"rankings/{draft.pk}/")[0] == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN])
def test_a_draft_is_there_for_those_who_watch_but_not_in_the_list(get: Get, role: str) -> None:
    draft = computed(one_leaf(["90"]))
    watcher = make_person(role)
    status, answer = get(f"rankings/{draft.pk}/", watcher)
    assert (status, answer["status"], answer["step"], answer["steps"]) == (200, "draft", 6, 6)
    assert get("rankings/", watcher)[1]["count"] == 0


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER])
@pytest.mark.parametrize("state", ["computing", "failed", "draft"])
def test_what_is_not_published_is_missing_for_everybody_else(
    get: Get, role: str | None, state: str
) -> None:
    ranking = computed(one_leaf(["90"]))
    Ranking.objects.filter(pk=ranking.pk).update(status=state)
    unit = make_unit() if role in (Role.OFFICER, Role.LEADER) else None
    assert get(f"rankings/{ranking.pk}/", make_person(role, unit=unit))[0] == 404


def test_a_superseded_ranking_stays_readable(get: Get) -> None:
    round_ = one_leaf(["90"])
    old = published(round_)
    published(round_)
    assert get(f"rankings/{old.pk}/")[1]["status"] == "superseded"


def test_one_ranking_tells_its_means_and_rules(get: Get) -> None:
    ranking = published(graded(make_tree(MAXIMA), SHEETS))
    status, answer = get(f"rankings/{ranking.pk}/")
    assert status == 200
    assert (answer["id"], answer["basis"], answer["digest"]) == (
        ranking.pk,
        "awarded",
        ranking.digest,
    )
    assert {
        (mean["region"] or "", mean["domain"]): (mean["units"], Decimal(mean["index"]))
        for mean in answer["means"]
    } == oracle.kept_means(ranking)
    assert "1, 2, 2, 4" in answer["rules"]["rank"]["en"]
    assert answer["failure"] is None


def test_a_failure_tells_its_cause_to_the_coordinator(get: Get) -> None:
    ranking = Ranking.objects.create(
        round=one_leaf(["90"]),
        status="failed",
        failure={"vi": "Lỗi", "en": "Fault"},
        started_by=make_person(Role.COORDINATOR),
    )
    answer = get(f"rankings/{ranking.pk}/", ranking.started_by)[1]
    assert answer["failure"] == {"vi": "Lỗi", "en": "Fault"}
