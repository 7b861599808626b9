"""A unit's page, its history and the pages beside it: from what rankings keep, and that alone."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, Round, Score, Unit
from rankings import charts
from rankings.models import Ranking, RankingRow
from tests.factories import make_person, set_clock
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, publish, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MAXIMA = {"1.1": "10", "1.2": "10", "2.1": "5"}


def year_of(year: int, *sheets: Sheet) -> Round:
    round_ = graded(make_tree(MAXIMA, survey=["2.1"], year=year), sheets)
    Round.objects.filter(pk=round_.pk).update(year=year)
    round_.refresh_from_db()
    return round_


def sheet(name: str, first: str = "9") -> Sheet:
    return Sheet({"1.1": first, "1.2": "7.5", "2.1": "4"}, {"1.1": "10", "1.2": "7.5"}, name=name)


@pytest.fixture
@remembered
def ranking() -> Ranking:
    absent = Sheet({"1.1": "10", "1.2": NA, "2.1": "5"}, {"1.1": "10", "1.2": NA}, name="Ba")
    return published(
        year_of(2024, sheet("Một"), sheet("Hai", "8"), absent, Sheet(status="drafting", name="Bốn"))
    )


def get(path: str) -> str:
    response: Any = Client().get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def row(ranking: Ranking, name: str) -> RankingRow:
    return ranking.rows.get(name=name)


def result(ranking: Ranking, name: str) -> str:
    return get(f"/rankings/{ranking.pk}/units/{row(ranking, name).pk}/")


def test_domains_stand_beside_the_mean_and_the_best(ranking: Ranking) -> None:
    text = result(ranking, "Một")
    # 16.5 of 20; mean of 82.5, 77.5 and 100, one of which is higher
    first = text.partition("Công tác")[2] or text.partition("Lĩnh vực 1")[2]
    row_, _end, _rest = first.partition("</tr>")
    assert "<b>82,50</b></td>" in row_
    assert '<td class="n diff">−4,17</td>' in row_
    assert '<b>2</b><span class="mute">/3</span>' in row_
    # A dot for every unit assessed, and the unit's own over them.
    assert row_.count('class="f-dot op"') == 3
    assert row_.count('class="f-hl ring"') == 1
    assert row_.count('class="meant"') == 1


def test_every_lost_point_has_its_reason(ranking: Ranking) -> None:
    text = result(ranking, "Một")
    assert text.count("Theo tài liệu kiểm chứng.") == 2
    assert "Kết quả điều tra xã hội học." in text
    assert "Tiêu chí không áp dụng" in result(ranking, "Ba")


def test_live_scores_change_nothing(ranking: Ranking) -> None:
    before = result(ranking, "Một")
    Score.objects.filter(assessment__unit__name_vi="Một").update(
        awarded_points=0, awarded_note="Bí mật"
    )
    Unit.objects.filter(name_vi="Một").update(name_vi="Tên mới")
    assert result(ranking, "Một") == before


def test_units_side_by_side_have_a_lane_each(ranking: Ranking) -> None:
    codes = [row(ranking, name).code for name in ("Một", "Hai")]
    text = get(f"/rankings/{ranking.pk}/compare/?u={codes[0]}&u={codes[1]}")
    first = text.partition("1. Lĩnh vực 1")[2].partition("</tr>")[0]
    assert first.count('<circle class="n1"') == first.count('<circle class="n2"') == 1
    assert 'cy="8.0"' in first
    assert 'cy="24.0"' in first


def test_who_was_not_assessed_has_no_numbers(ranking: Ranking) -> None:
    text = result(ranking, "Bốn")
    assert "Chưa đánh giá" in text
    assert 'class="plot' not in text
    assert "strip-row" not in text


def later(ranking: Ranking) -> Round:
    """The year after: “Một” and “Hai” are one unit now, “Ba” goes on."""
    round_ = year_of(2025, sheet("Mới"))
    merged = Unit.objects.get(name_vi="Mới")
    merged.formed_from.set(Unit.objects.filter(name_vi__in=["Một", "Hai"]))
    return round_


@pytest.mark.sqlite
def test_a_merged_unit_stands_beside_those_it_was_formed_from(ranking: Ranking) -> None:
    newer = published(later(ranking))
    text = result(newer, "Mới")
    assert all(name in text for name in ("Một", "Hai", "2024", "2025"))
    assert "Ba<" not in text
    assert text.count("<polyline") == 3
    years = get(f"/rankings/{newer.pk}/years/")
    assert years.index(">Mới<") < years.index(">Hai<")
    assert ">Một<" in years
    assert '1<span class="wide-only">/1</span></td>' in years
    assert "2/3</td>" in years
    assert 'class="board">' in years
    assert "cùng đơn vị" not in years


def test_the_year_before_is_named_and_its_marks_are_the_page_s_too(ranking: Ranking) -> None:
    newer = published(later(ranking))
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    assert "Dữ liệu minh họa" not in get(f"/rankings/{newer.pk}/")
    years = get(f"/rankings/{newer.pk}/years/")
    assert "Dữ liệu minh họa" in years
    assert "Đơn vị năm 2024" in years
    assert "Hạng năm 2024" in years


def goes_on(old: str, new: str, day: datetime.date = datetime.date(2025, 7, 1)) -> None:
    """``new`` is formed from ``old`` alone."""
    before = Unit.objects.filter(name_vi=old).order_by("pk")[:1].get()
    after = Unit.objects.exclude(pk=before.pk).get(name_vi=new)
    after.formed_from.set([before])
    Unit.objects.filter(pk=before.pk).update(in_force_to=day - datetime.timedelta(days=1))
    Unit.objects.filter(pk=after.pk).update(in_force_from=day)


@pytest.mark.sqlite
def test_a_unit_formed_from_a_single_one_is_that_one(ranking: Ranking) -> None:
    newer = published(year_of(2025, sheet("Một", "10")))
    goes_on("Một", "Một")
    years = get(f"/rankings/{newer.pk}/years/")
    assert "cùng đơn vị" in years
    cells = '<td class="n">82,00</td><td class="n wide-only">2/3</td><td class="n">+4,00</td>'
    assert cells in years
    # A phone has no column that says of every unit that it is itself.
    assert 'class="board fits">' in years
    assert "▲ 1<" in years
    text = result(newer, "Một")
    assert text.count("<polyline") == 1
    assert "(đến" not in text
    assert "đã hợp thành đơn vị này" not in text
    assert "Từ ngày" not in result(ranking, "Một")


@pytest.mark.sqlite
def test_a_unit_that_went_on_under_another_name_is_told_by_both(ranking: Ranking) -> None:
    newer = published(year_of(2025, sheet("Mới")))
    goes_on("Một", "Mới")
    link = f"/rankings/{ranking.pk}/units/{row(ranking, 'Một').pk}/"
    years = get(f"/rankings/{newer.pk}/years/")
    assert f'cùng đơn vị</span>: <a href="{link}">Một</a>' in years
    assert result(newer, "Mới").count("<polyline") == 1
    assert "<p>Từ ngày 01/07/2025 là <a" in result(ranking, "Một")


@pytest.mark.sqlite
def test_parts_of_a_unit_that_was_divided_are_not_it(ranking: Ranking) -> None:
    newer = published(year_of(2025, sheet("Một"), sheet("Mới")))
    goes_on("Một", "Một")
    goes_on("Một", "Mới")
    years = get(f"/rankings/{newer.pk}/years/")
    assert "cùng đơn vị" not in years
    assert years.count("Một</a>") == 3


def test_a_merged_unit_and_a_part_of_the_same_name_are_told_apart(ranking: Ranking) -> None:
    newer = published(year_of(2025, sheet("Một")))
    merged = Unit.objects.filter(name_vi="Một").latest("pk")
    parts = Unit.objects.filter(name_vi__in=["Một", "Hai"]).exclude(pk=merged.pk)
    merged.formed_from.set(parts)
    Unit.objects.filter(pk__in=parts).update(in_force_to=datetime.date(2025, 6, 30))
    text = result(newer, "Một")
    assert text.count('dy="4">Một (đến 30/06/2025)</text>') == 1
    assert text.count('dy="4">Một</text>') == 1
    assert text.count('dy="4">Hai</text>') == 1
    assert 'Một</a> <span class="mute">(đến 30/06/2025)</span>' in text
    years = get(f"/rankings/{newer.pk}/years/")
    assert 'Một</a> <span class="mute">(đến 30/06/2025)</span>' in years
    assert "Hai</a></td>" in years


@pytest.mark.sqlite
def test_a_former_unit_leads_to_what_it_became(ranking: Ranking) -> None:
    newer = published(later(ranking))
    Unit.objects.filter(name_vi="Mới").update(in_force_from=datetime.date(2025, 7, 1))
    link = f"/rankings/{newer.pk}/units/{row(newer, 'Mới').pk}/"
    text = result(ranking, "Một")
    assert f'Từ ngày 01/07/2025 hợp nhất với đơn vị khác thành <a href="{link}">Mới</a>' in text
    assert f'2025</td><th scope="row" class="normal"><a href="{link}">Mới</a>' in text
    assert "Hai" not in text  # merged along with it
    assert "Từ ngày" not in result(ranking, "Ba")


def test_what_a_unit_became_is_named_before_it_is_ranked(ranking: Ranking) -> None:
    later(ranking)
    assert "<p>Nay hợp nhất với đơn vị khác thành Mới</p>" in result(ranking, "Một")


def test_a_year_without_a_ranking_keeps_its_place_on_the_axis() -> None:
    track = charts.Track("Một", {year: Decimal(80) for year in (2021, 2022, 2025)})
    drawn = charts.draw_lines("years", "Chỉ số qua các năm", [track])
    assert drawn.years == [("80.0", 2021), ("160.0", 2022), ("400.0", 2025)]


def test_values_of_one_year_are_not_written_over_each_other() -> None:
    tracks = [charts.Track(name, {2022: Decimal(name)}) for name in ("86.01", "85.65", "85.80")]
    drawn = charts.draw_lines("years", "Chỉ số qua các năm", tracks)
    (high,), (low,), (between,) = (line.points for line in drawn.lines)
    assert Decimal(high.value_y) < Decimal(high.y) < Decimal(low.y) < Decimal(low.value_y)
    assert (high.value, low.value, between.value) == ("86,01", "85,65", "")


def test_a_year_under_embargo_is_in_nobody_s_history(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = year_of(2025, sheet("Mới"))
    old = row(ranking, "Một").unit
    newer = computed(round_)
    RankingRow.objects.filter(ranking=newer).update(unit=old)
    at = timezone.now() + datetime.timedelta(hours=1)
    publish(newer, publish_at=at)
    before = result(ranking, "Một")
    assert "2025" not in before
    set_clock(monkeypatch, at)
    assert "2025" in result(ranking, "Một")


def test_units_side_by_side_with_the_leaves_in_which_they_differ(ranking: Ranking) -> None:
    codes = [row(ranking, name).code for name in ("Một", "Hai")]
    text = get(f"/rankings/{ranking.pk}/compare/?u={codes[0]}&u={codes[1]}&u=nobody")
    assert "1.1 Tiêu chí 1.1" in text
    assert "1.2 Tiêu chí 1.2" not in text
    assert "bằng điểm nhau ở 2 tiêu chí khác" in text


def test_the_rank_is_of_how_many_and_the_region_is_told(ranking: Ranking) -> None:
    text = result(ranking, "Một")
    assert "hạng 2 trong 3" in text
    assert '<span class="place">Tây Nguyên</span>' in text


def test_units_to_be_added_are_in_the_ranking_s_order_of_names(ranking: Ranking) -> None:
    text = get(f"/rankings/{ranking.pk}/compare/")
    places = [text.index(f">{name}</option>") for name in ("Ba", "Bốn", "Hai", "Một")]
    assert places == sorted(places)


def test_a_sixth_unit_is_left_out() -> None:
    tree = make_tree({"1.1": "10"})
    ranking = published(graded(tree, [Sheet({"1.1": str(n)}) for n in range(7)]))
    codes = ranking.rows.order_by("code").values_list("code", flat=True)
    path = f"/rankings/{ranking.pk}/compare/?" + "&".join(f"u={code}" for code in codes)
    with CaptureQueriesContext(connection) as queries:
        text = get(path)
    assert len(queries) == 5
    assert "nhiều nhất 5 đơn vị" in text
    assert text.count('type="checkbox" name="u"') == 5


def test_every_unit_counts_once_in_the_distribution(ranking: Ranking) -> None:
    text = get(f"/rankings/{ranking.pk}/overview/")
    assert "80 đến dưới 85" in text
    assert "95 đến 100" in text
    assert "Tây Nguyên" in text


def test_the_method_s_examples_are_those_of_the_domain() -> None:
    text = get("/method/")
    assert all(number in text for number in ("95,23%", "81,33%", "92,56%", "92,57%"))
    assert text.count('<td class="n">2</td>') == 2  # 1, 2, 2, 4
    assert "75 hồ sơ đúng hạn / 80 hồ sơ đã giải quyết = 93,75% → 0,5 điểm" in text


def test_a_unit_of_many_years_takes_no_more_queries(ranking: Ranking) -> None:
    newer = published(later(ranking))
    counts = []
    for one, name in ((ranking, "Ba"), (newer, "Mới")):
        with CaptureQueriesContext(connection) as queries:
            result(one, name)
        counts.append(len(queries))
    assert counts == [10, 10]  # one of them asks for the row's own number


def test_a_replaced_version_counts_its_own_ranked_units(ranking: Ranking) -> None:
    assert "/3" in result(ranking, "Ba")
    Assessment.objects.filter(round=ranking.round_id, unit__name_vi="Hai").update(ranked=False)
    newer = published(ranking.round)
    assert "/2" in result(newer, "Ba")
    assert "/3" in result(ranking, "Ba")


@pytest.mark.sqlite
def test_the_years_take_one_query_for_each_merger_deep_and_one_for_the_sets(
    ranking: Ranking,
) -> None:
    newer = published(later(ranking))
    with CaptureQueriesContext(connection) as queries:
        get(f"/rankings/{newer.pk}/years/")
    assert len(queries) == 9


DIFFERENT = "Hai năm dùng bộ tiêu chí khác nhau"


def test_sets_of_two_years_that_say_the_same_are_not_called_different(ranking: Ranking) -> None:
    """Each year has a set of its own; what its round's page says of them is said here too."""
    newer = published(year_of(2025, sheet("Một", "10")))
    own, former = newer.round.criteria_set_id, ranking.round.criteria_set_id
    assert own != former
    assert DIFFERENT not in get(f"/rankings/{newer.pk}/years/")
    reader = Client()
    reader.force_login(make_person())
    changes = markup(reader.get(f"/criteria/{own}/changes/?from={former}"))
    assert "Hai bộ tiêu chí giống nhau." in changes


@pytest.mark.parametrize(
    ("maxima", "survey"),
    [
        (MAXIMA | {"1.1": "11"}, ["2.1"]),
        (MAXIMA | {"1.3": "1"}, ["2.1"]),
        ({"1.1": "10", "2.1": "5"}, ["2.1"]),
        ({"1.1": "10", "1.4": "10", "2.1": "5"}, ["2.1"]),
        (MAXIMA, []),
    ],
    ids=["points", "added", "removed", "moved", "source"],
)
def test_sets_that_differ_anywhere_are_called_different(
    ranking: Ranking, maxima: dict[str, str], survey: list[str]
) -> None:
    awarded = dict.fromkeys(maxima, "1")
    claimed = {code: "1" for code in maxima if code not in survey}
    tree = make_tree(maxima, survey=survey, year=2025)
    round_ = graded(tree, [Sheet(awarded, claimed, name="Một")])
    Round.objects.filter(pk=round_.pk).update(year=2025)
    round_.refresh_from_db()
    assert DIFFERENT in get(f"/rankings/{published(round_).pk}/years/")


@pytest.mark.parametrize("is_replaced", [False, True])
def test_a_rank_that_another_unit_has_too_is_said_to_be_shared(is_replaced: bool) -> None:
    round_ = year_of(2024, sheet("Một"), sheet("Hai"), sheet("Ba", "8"))
    ranking = published(round_)
    if is_replaced:
        publish(computed(round_), reason="Sửa số liệu")
    assert "hạng 1 trong 3 tỉnh, thành phố, đồng hạng với 1 đơn vị khác" in result(ranking, "Một")
    assert "hạng 3 trong 3 tỉnh, thành phố, nhóm" in result(ranking, "Ba")


def test_a_correction_says_whom_it_did_not_concern() -> None:
    round_ = year_of(2024, sheet("Một"), sheet("Hai", "8"), sheet("Ba", "7"))
    published(round_)
    Score.objects.filter(assessment__unit__name_vi="Ba", criterion__code="1.1").update(
        awarded_points=6
    )
    publish(computed(round_), reason="Sửa số liệu của Ba")
    unchanged = "kết quả của đơn vị này không thay đổi"
    assert unchanged in get("/2024/tinh/mot/")
    of_third = get("/2024/tinh/ba/")
    assert "nội dung đính chính" in of_third
    assert unchanged not in of_third
