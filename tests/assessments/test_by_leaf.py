"""One leaf across all units: what stands there, in which order, under which filter, and what it costs."""

import datetime
import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import award_points
from assessments.models import Assessment, Flag, Role, Round, Score, Status, Unit, User
from assessments.review.cross_review.leaf_table import (
    LeafTableQuery,
    leaf_counts,
    leaf_filter,
    order,
    scores_on_leaf,
)
from assessments.review.cross_review.unit_lines import UnitLine
from assessments.sheets.evidence.asked import ProofCount
from assessments.sheets.last_year import last_awards
from criteria.actions import publish_set
from criteria.common.text import Text
from criteria.models import Criterion
from criteria.scales import parse_scale
from tests.factories import (
    body,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.markup import markup
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


def units(number: int) -> list[Unit]:
    return Unit.objects.bulk_create(
        Unit(level="province", code=f"P{n:04}", name_vi=f"Tỉnh {n}", search=f"p{n:04} tinh {n}")
        for n in range(number)
    )


@pytest.fixture
@remembered
def round_() -> Round:
    """Four units that have submitted: 10, 8, 8 and 5 of 10 on leaf 2.2; a fifth is drafting."""
    named = [make_unit(name) for name in ("An", "Bắc", "Cao", "Đắk", "Em")]
    for place, unit in enumerate(named):
        # The order of codes is one of text: T10 would come before T9.
        Unit.objects.filter(pk=unit.pk).update(code=f"U{place}")
    round_ = make_round(units=named)
    figures = ("10", "8", "8", "5", "9")
    for score, numerator in zip(_scores(round_), figures, strict=True):
        points = Decimal(numerator) / 5 if numerator != "5" else Decimal(1)
        score.claimed_input = {"numerator": numerator, "denominator": "10"}
        score.claimed_points = points
        score.save()
    sent = Assessment.objects.filter(round=round_).exclude(unit__name_vi="Em")
    sent.update(status=Status.SUBMITTED, submitted_at=timezone.now())
    return round_


def _scores(round_: Round) -> Sequence[Score]:
    return list(
        Score.objects.filter(assessment__round=round_, criterion__code="2.2").order_by(
            "assessment__unit__code"
        )
    )


@pytest.fixture
def leaf(round_: Round) -> Criterion:
    return Criterion.objects.get(criteria_set=round_.criteria_set, code="2.2")


@pytest.fixture
def reviewer(round_: Round) -> User:
    return make_person(Role.REVIEWER, at="VPCP")


def sheet_named(round_: Round, name: str) -> Assessment:
    return Assessment.objects.get(round=round_, unit__name_vi=name)


def award(round_: Round, by: User, name: str, **fields: object) -> Score:
    score = score_of(sheet_named(round_, name), "2.2")
    return award_points(actor=page(by), score_id=score.pk, version=score.version, **fields)  # type: ignore[arg-type]


def shown(round_: Round, leaf: Criterion, **asked: object) -> list[str]:
    """The names of the units, in order."""
    wanted, scores = LeafTableQuery(**asked), scores_on_leaf(round_, leaf)  # type: ignore[arg-type]
    scale = parse_scale(leaf.scale, leaf.max_points)
    found = scores.filter(leaf_filter(wanted, scores)).order_by(*order(wanted, scale))
    return list(found.values_list("assessment__unit__name_vi", flat=True))


def get(round_: Round, by: User, rest: str = "2.2/", **headers: str) -> str:
    client = Client()
    client.force_login(by)
    answer = client.get(f"/rounds/{round_.pk}/leaves/{rest}", headers=headers)
    assert answer.status_code == 200
    return markup(answer)


def after_last_year(units: list[Unit]) -> Round:
    """A round of submitted sheets, whose units had other names and 1.5 points of 2.2 a year before."""
    former = [make_unit(f"Đơn vị cũ {number}") for number, _ in enumerate(units[:100])]
    for unit, before in zip(units, former, strict=False):
        unit.formed_from.set([before])
    last = make_round(make_set(year=2021), former)
    old = Score.objects.filter(assessment__round=last, criterion__code="2.2")
    old.update(awarded_points=Decimal("1.5"), awarded_note="x")
    Assessment.objects.filter(round=last).update(status=Status.FINAL)
    criteria_set = make_set(publish=False)
    leaf = last.criteria_set.criteria.get(code="2.2")
    criteria_set.criteria.filter(code="2.2").update(ancestor=leaf)
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    criteria_set.refresh_from_db()
    round_ = make_round(criteria_set, units)
    Assessment.objects.filter(round=round_).update(status=Status.SUBMITTED)
    return round_


def test_only_submitted_sheets_stand_there(round_: Round, leaf: Criterion) -> None:
    assert shown(round_, leaf) == ["An", "Bắc", "Cao", "Đắk"]


def test_orders(round_: Round, leaf: Criterion, reviewer: User) -> None:
    assert shown(round_, leaf, descending=True) == ["Đắk", "Cao", "Bắc", "An"]
    assert shown(round_, leaf, sort="figures") == ["Đắk", "Bắc", "Cao", "An"]
    assert shown(round_, leaf, sort="claimed", descending=True) == ["An", "Bắc", "Cao", "Đắk"]
    award(round_, reviewer, "Cao", accept=True)
    low = {"numerator": "6", "denominator": "10"}
    award(round_, reviewer, "An", entry=low, reason="Trễ hạn")
    # What has no value comes last either way.
    assert shown(round_, leaf, sort="difference") == ["An", "Cao", "Bắc", "Đắk"]
    assert shown(round_, leaf, sort="awarded", descending=True)[:2] == ["Cao", "An"]


@pytest.mark.parametrize("code", ["1.1", "1.2", "1.3", "2.1", "2.3"])
def test_every_kind_of_scale_can_be_ordered_by_its_figures(round_: Round, code: str) -> None:
    leaf = Criterion.objects.get(criteria_set=round_.criteria_set, code=code)
    assert len(shown(round_, leaf, sort="figures")) == 4


def test_search_ignores_accents(round_: Round, leaf: Criterion) -> None:
    assert shown(round_, leaf, q="dak") == ["Đắk"]
    assert shown(round_, leaf, q="nowhere\x00") == []


def test_filters_and_their_counts(round_: Round, leaf: Criterion, reviewer: User) -> None:
    award(round_, reviewer, "An", accept=True)
    award(round_, reviewer, "Đắk", entry={"numerator": "6", "denominator": "10"}, reason="Đủ hơn")
    Score.objects.filter(pk=score_of(sheet_named(round_, "Cao"), "2.2").pk).update(
        flag=Flag.ANSWERED
    )
    assert shown(round_, leaf, show="waiting") == ["Bắc", "Cao"]
    assert shown(round_, leaf, show="adjusted") == ["Đắk"]
    assert shown(round_, leaf, show="answered") == ["Cao"]
    reviewed = leaf_filter(LeafTableQuery(show="reviewed"), Score.objects.none())
    number = leaf_counts(reviewer, scores_on_leaf(round_, leaf), reviewed)
    assert number == {
        "total": 4,
        "shown": 2,
        "acceptable": 1,
        "waiting": 2,
        "reviewed": 2,
        "adjusted": 1,
        "raised": 0,
        "answered": 1,
        "disputed": 0,
    }


def test_units_with_the_same_figures(round_: Round, leaf: Criterion) -> None:
    score = score_of(sheet_named(round_, "Bắc"), "2.2")
    assert shown(round_, leaf, same=score.pk) == ["Bắc", "Cao"]


def test_the_same_figures_awarded_differently(
    round_: Round, leaf: Criterion, reviewer: User
) -> None:
    award(round_, reviewer, "Bắc", accept=True)
    award(round_, reviewer, "An", accept=True)
    assert shown(round_, leaf, show="uneven") == []
    award(round_, reviewer, "Cao", entry={"numerator": "6", "denominator": "10"}, reason="Trễ")
    assert shown(round_, leaf, show="uneven") == ["Bắc", "Cao"]


def test_not_applicable_against_points_for_the_same_figures(
    round_: Round, leaf: Criterion, reviewer: User
) -> None:
    award(round_, reviewer, "Bắc", accept=True)
    award(round_, reviewer, "Cao", not_applicable=True, reason="Không phát sinh")
    award(round_, reviewer, "An", not_applicable=True, reason="Không phát sinh")
    assert shown(round_, leaf, show="uneven") == ["Bắc", "Cao"]


def test_not_applicable_claimed_alike_and_awarded_differently(
    round_: Round, leaf: Criterion, reviewer: User
) -> None:
    alike = Score.objects.filter(
        criterion=leaf, assessment__unit__name_vi__in=["An", "Đắk"], assessment__round=round_
    )
    alike.update(claimed_input=None, claimed_points=None, claimed_na=True)
    award(round_, reviewer, "An", accept=True)
    award(round_, reviewer, "Đắk", entry={"numerator": "0", "denominator": "1"}, reason="Có")
    assert set(shown(round_, leaf, show="uneven")) == {"An", "Đắk"}


def test_last_year_s_award_of_the_same_leaf(round_: Round, leaf: Criterion) -> None:
    before = make_round(make_set(year=2021), [sheet_named(round_, "An").unit])
    old = score_of(sheet_of(before), "2.2")
    Score.objects.filter(pk=old.pk).update(awarded_points=Decimal("1.5"), awarded_note="x")
    leaf.ancestor = old.criterion
    unit = old.assessment.unit_id
    assert last_awards(round_, leaf, [unit]) == {}, "not final yet"
    Assessment.objects.filter(round=before).update(status=Status.FINAL)
    assert last_awards(round_, leaf, [unit])[unit].awarded_points == Decimal("1.5")
    Round.objects.filter(pk=before.pk).update(is_demo=True)
    assert last_awards(round_, leaf, [unit]) == {}, "the demo says nothing about a real round"
    round_.is_demo = True
    assert unit in last_awards(round_, leaf, [unit])


def test_a_unit_under_another_name_has_the_award_of_its_former_self(
    round_: Round, leaf: Criterion, reviewer: User
) -> None:
    former, other = make_unit("Ất"), make_unit("Bính")
    before = make_round(make_set(year=2021), [former, other])
    old = Score.objects.filter(assessment__round=before, criterion__code="2.2")
    old.update(awarded_points=Decimal("1.5"), awarded_note="x")
    Assessment.objects.filter(round=before).update(status=Status.FINAL)
    leaf.ancestor = before.criteria_set.criteria.get(code="2.2")
    unit = sheet_named(round_, "An").unit
    unit.formed_from.set([former])
    found = last_awards(round_, leaf, [unit.pk])
    assert (found[unit.pk].awarded_points, found[unit.pk].assessment.unit) == (
        Decimal("1.5"),
        former,
    )
    # Several that merged have no award in common, nor has a part of one that was divided.
    unit.formed_from.set([former, other])
    assert last_awards(round_, leaf, [unit.pk]) == {}
    unit.formed_from.set([former])
    sheet_named(round_, "Bắc").unit.formed_from.set([former])
    assert last_awards(round_, leaf, [unit.pk]) == {}


def test_last_year_s_award_names_the_former_unit(reviewer: User) -> None:
    round_ = after_last_year([make_unit("An")])
    shown = get(round_, reviewer)
    assert re.search(r'1,5 <span class="small mute">\(khi là Đơn vị cũ 0\)', shown)
    client = Client()
    client.force_login(reviewer)
    assert "khi là Đơn vị cũ 0" in markup(client.get(f"/sheets/{sheet_of(round_).pk}/leaves/2.2/"))


def test_the_page_shows_claim_award_and_state_in_words(round_: Round, reviewer: User) -> None:
    award(round_, reviewer, "An", entry={"numerator": "6", "denominator": "10"}, reason="Trễ hạn")
    html = get(round_, reviewer)
    assert "10/10 = 100%" in html
    assert "Trễ hạn" in html
    assert "Đã điều chỉnh" in html
    assert html.count("data-accept") == 3


def test_the_list_says_what_is_left(round_: Round, reviewer: User) -> None:
    award(round_, reviewer, "An", accept=True)
    html = get(round_, reviewer, "")
    assert re.findall(r'class="code">(.*?)<', html) == ["2.1", "2.2", "2.3"]
    assert "1/4" in html


def test_a_leaf_leads_to_the_next_of_the_reader_s(round_: Round, reviewer: User) -> None:
    html = get(round_, reviewer)
    assert f'rel="prev" href="/rounds/{round_.pk}/leaves/2.1/"' in html
    assert f'rel="next" href="/rounds/{round_.pk}/leaves/2.3/"' in html
    assert 'rel="prev"' not in get(round_, reviewer, "2.1/"), "1.3 is another body's"
    assert f'rel="prev" href="/rounds/{round_.pk}/leaves/1.3/"' in get(
        round_, make_person(Role.COORDINATOR), "2.1/"
    )


def test_the_way_to_the_next_leaf_keeps_filter_and_order(round_: Round, reviewer: User) -> None:
    html = get(round_, reviewer, "2.2/?show=waiting&sort=-claimed&page=1&same=7")
    assert 'leaves/2.3/?show=waiting&amp;sort=-claimed"' in html
    assert 'leaves/2.1/?show=waiting&amp;sort=-claimed"' in html


def test_what_is_left_on_the_other_leaves(round_: Round, reviewer: User) -> None:
    award(round_, reviewer, "An", accept=True)
    headers = {"HX-Request": "true"}
    html = get(round_, reviewer, "?beside=2.2", **headers)
    assert "Còn 2 tiêu chí khác, 8 điểm chờ thẩm định" in html
    assert f'href="/rounds/{round_.pk}/leaves/2.3/"' in html, "the next one"
    assert f'href="/rounds/{round_.pk}/leaves/2.1/"' in get(
        round_, reviewer, "?beside=2.3", **headers
    )
    of_others = Score.objects.filter(assessment__round=round_).exclude(criterion__code="2.2")
    of_others.update(awarded_points=0, awarded_note="x")
    assert "không còn việc phải làm" in get(round_, reviewer, "?beside=2.2", **headers)


def test_an_explained_leaf_is_due_too(round_: Round, reviewer: User) -> None:
    award(round_, reviewer, "An", accept=True)
    award(round_, reviewer, "Bắc", accept=True)
    Score.objects.filter(pk=score_of(sheet_named(round_, "An"), "2.2").pk).update(
        flag=Flag.ANSWERED
    )
    assert get(round_, reviewer).count('class="unit waiting"') == 3


def test_a_filter_says_that_all_are_accepted(round_: Round, reviewer: User) -> None:
    told = "không chỉ các đơn vị đang lọc"
    assert told not in get(round_, reviewer, "2.2/?sort=claimed")
    assert told in get(round_, reviewer, "2.2/?q=bac")
    assert told in get(round_, reviewer, "2.2/?show=waiting")


# Deadlines


def test_the_time_left_and_a_deadline_of_its_own(round_: Round, reviewer: User) -> None:
    later = round_.review_by + datetime.timedelta(days=3)
    Assessment.objects.filter(pk=sheet_named(round_, "An").pk).update(review_extended_to=later)
    assert get(round_, reviewer, "").count('<span class="left">(còn ') == 1
    html = get(round_, reviewer)
    assert html.count('<span class="left">(còn ') == 2
    assert html.count("hạn thẩm định riêng") == 1
    assert "Đã hết hạn thẩm định" not in html


def test_after_the_end_the_pages_say_so(
    round_: Round,
    reviewer: User,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    set_clock(monkeypatch, round_.review_by)
    client = Client()
    client.force_login(reviewer)
    for rest in ("", "2.2/"):
        assert "Đã hết hạn thẩm định lúc" in get(round_, reviewer, rest)
    with caplog.at_level("WARNING", "parindex.access"):
        answer = client.post(f"/rounds/{round_.pk}/leaves/2.2/accept/", {"units": "4"})
    assert answer.status_code == 403
    assert "Đã hết hạn thẩm định lúc" in markup(answer)
    assert f"/rounds/{round_.pk}/leaves/2.2/accept/" in caplog.text


def test_who_watches_over_all_sees_every_leaf(round_: Round) -> None:
    html = get(round_, make_person(Role.COORDINATOR), "")
    assert len(re.findall('class="code">', html)) == 6
    assert "data-accept" not in get(round_, make_person(Role.INSPECTOR))


def test_a_leaf_given_to_another_body_in_this_round(round_: Round, reviewer: User) -> None:
    Score.objects.filter(assessment__round=round_, criterion__code="2.2").update(
        reviewing_body=body("BTC")
    )
    client = Client()
    client.force_login(reviewer)
    assert client.get(f"/rounds/{round_.pk}/leaves/2.2/").status_code == 403
    assert "data-accept" in get(round_, make_person(Role.REVIEWER, at="BTC"))


# Costs


def cost(round_: Round, by: User, rest: str = "2.2/") -> int:
    client = Client()
    client.force_login(by)
    path = f"/rounds/{round_.pk}/leaves/{rest}"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "2.2/",
        "2.2/?show=waiting&sort=claimed",
        "2.2/?sort=-figures&q=tinh",
        "2.2/?show=uneven",
        "2.2/?same=1&sort=difference",
    ],
)
def test_63_units_in_at_most_12_queries(reviewer: User, rest: str) -> None:
    large = after_last_year(units(63))
    assert cost(large, reviewer, rest) <= MOST_QUERIES


def test_3321_units_paged_in_no_more_queries(reviewer: User) -> None:
    found = units(3321)
    large, small = after_last_year(found), after_last_year(found[:4])
    assert cost(large, reviewer) <= cost(small, reviewer)
    assert get(large, reviewer, "2.2/").count("data-unit>") == 42
    html = get(large, reviewer, "2.2/?page=80")
    assert html.count("data-unit>") == 3
    assert "3.321" not in html  # counts are whole numbers, ungrouped
    assert "3319–3321" in html


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        ("56 đơn vị / 125 đơn vị = 44,8%, dưới mức 70% → 0 điểm", "56/125 = 44,8%"),
        ("5/10 = 50% → 1 điểm", "5/10 = 50%"),
        ("“Ban hành kịp thời” → 1 điểm", "“Ban hành kịp thời”"),
        ("3 sáng kiến → 2 điểm", "3 sáng kiến"),
    ],
)
def test_figures_fit_their_column(why: str, shown: str) -> None:
    line = UnitLine(Score(), ProofCount(0, 0, ()), Text(why, why), None, mine=False, proof=None)
    assert line.declared_short.vi == shown
