"""The sentences of a ranking, against what can be counted from the same numbers in another way."""

import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from criteria.common.text import Text
from rankings.models import Ranking
from rankings.reads.table import TableLine
from rankings.rules import rank_of
from rankings.story.facts import facts_of_round
from rankings.story.of_round import RankedUnit, RoundFacts, Story, YearBefore, story_of_round
from rankings.story.of_unit import DomainFacts, UnitFacts, story_of_unit
from rankings.story.words import HEAD_LETTERS, short_titles

NAMES = [f"Tỉnh {letter}" for letter in "ABCDEFGHIKLMNOPQRSTUVXY"]


def unit(name: str, index: str, before: str | None = None) -> RankedUnit:
    then = None if before is None else Decimal(before)
    return RankedUnit(Text(name, name), Decimal(index), then)


def told(result: RoundFacts) -> list[str]:
    story = story_of_round(result)
    return [story.headline.vi, *(one.vi for one in story.sentences)]


def test_as_a_newspaper_would_quote_it() -> None:
    units = [
        unit("Quảng Ninh", "91.71", "90.10"),
        unit("Quảng Ngãi", "84.73", "74.86"),
        unit("Hà Tĩnh", "81.83", "84.27"),
    ]
    before = YearBefore(2021, Decimal("82.31"), 3, same_set=True)
    result = RoundFacts("province", units, Decimal("84.03"), before)
    assert told(result) == [
        "Quảng Ninh đứng đầu; 2 trong 3 tỉnh, thành phố tăng điểm",
        "Trung bình cả nước đạt 84,03%, tăng 1,72 điểm phần trăm so với năm 2021.",
        (
            "Quảng Ngãi tăng nhiều nhất (+9,87), Hà Tĩnh giảm nhiều nhất (−2,44); "
            "chỉ số cao nhất và thấp nhất cách nhau 9,88 điểm phần trăm."
        ),
    ]
    english = story_of_round(result)
    assert english.headline.en == "Quảng Ninh comes first; 2 of 3 provinces and cities gain"
    assert english.sentences[0].en == (
        "The national mean is 84.03%, up 1.72 percentage points on 2021."
    )


def test_ties_are_all_named_or_counted() -> None:
    two = RoundFacts("ministry", [unit("A", "90"), unit("B", "90"), unit("C", "80")], None)
    assert told(two)[0] == "A và B cùng đứng đầu"
    five = [unit(name, "90") for name in NAMES[:5]]
    many = RoundFacts("ministry", [*five, unit("C", "80")], None)
    assert told(many)[0] == "5 bộ, cơ quan ngang bộ cùng đứng đầu"
    same = RoundFacts("ministry", five, Decimal(90))
    assert told(same) == [
        "5 bộ, cơ quan ngang bộ cùng đạt 90,00%",
        "Trung bình của các bộ, cơ quan ngang bộ đạt 90,00%.",
    ]


def test_no_sentence_begins_with_a_figure() -> None:
    units = [unit(name, "90", "85") for name in NAMES[:5]]
    result = RoundFacts(
        "province", [*units, unit("F", "80", "79")], None, YearBefore(2021, None, 6, same_set=True)
    )
    assert "Có 5 tỉnh, thành phố cùng tăng nhiều nhất (+5,00)" in told(result)[1]


def ranked(name: str, index: str, rank: int, block: str = "") -> RankedUnit:
    return RankedUnit(Text(name, name), Decimal(index), None, rank, block)


def test_equal_indices_parted_by_further_leaves_have_one_first() -> None:
    units = [ranked("Huế", "90", 1), ranked("Hà Nội", "90", 2), ranked("Cà Mau", "80", 3)]
    assert told(RoundFacts("province", units, None))[0] == "Huế đứng đầu"
    assert told(RoundFacts("province", units[:2], None))[0] == "Huế đứng đầu"


def test_each_block_has_its_first() -> None:
    units = [
        ranked("Huế", "90", 1, "Đồng bằng"),
        ranked("Hà Nội", "85", 2, "Đồng bằng"),
        ranked("Sơn La", "80", 1, "Miền núi"),
        ranked("Lai Châu", "80", 1, "Miền núi"),
        ranked("Điện Biên", "75", 3, "Miền núi"),
    ]
    assert told(RoundFacts("province", units, None))[0] == (
        "Huế đứng đầu khối “Đồng bằng”; Sơn La và Lai Châu cùng đứng đầu khối “Miền núi”"
    )
    alone = [*units[:2], ranked("Trường Sa", "70", 1), ranked("Côn Đảo", "60", 2)]
    assert told(RoundFacts("province", alone, None))[0] == (
        "Huế đứng đầu khối “Đồng bằng”; Trường Sa đứng đầu trong các đơn vị còn lại"
    )


def test_a_unit_is_placed_within_its_block() -> None:
    result = UnitFacts("province", Decimal(80), 2, 5, "B", block="Miền núi")
    assert (
        story_of_unit(result)[0].vi
        == "80,00%, hạng 2 trong 5 tỉnh, thành phố khối “Miền núi”, nhóm B."
    )
    result = UnitFacts("province", Decimal(80), 1, 1, "B", block="Miền núi")
    assert "đơn vị duy nhất khối “Miền núi” được xếp hạng" in story_of_unit(result)[0].vi


@pytest.mark.parametrize(
    ("tied", "vi", "en"),
    [(1, "đồng hạng với 1 đơn vị khác", "tied with 1 other"), (3, "với 3 đơn vị khác", "3 others")],
)
def test_a_shared_rank_is_said_to_be_shared(tied: int, vi: str, en: str) -> None:
    said = story_of_unit(UnitFacts("province", Decimal(80), 2, 5, "B", tied=tied))[0]
    assert vi in said.vi
    assert en in said.en


def test_one_unit_is_not_the_first_of_anything() -> None:
    result = RoundFacts("commune", [unit("A", "77.5", "70")], Decimal("77.5"))
    assert told(result) == [
        "A đạt 77,50%",
        "Trung bình của các xã, phường, đặc khu đạt 77,50%.",
    ]


def test_nobody_ranked() -> None:
    assert told(RoundFacts("province", [], None)) == ["Chưa có đơn vị nào được xếp hạng"]


def test_a_mean_of_some_is_not_the_country_s() -> None:
    result = RoundFacts("province", [unit("A", "90"), unit("B", "80")], Decimal(85))
    result = RoundFacts("province", result.units, result.mean, is_complete=False)
    assert told(result)[1] == "Trung bình của các đơn vị được đánh giá đạt 85,00%."


def test_merged_units_are_not_compared() -> None:
    """Of 34 units, those formed of several have no year before; the means stand side by side."""
    units = [unit("A", "90", "88"), unit("B", "85", "86"), unit("C", "80")]
    before = YearBefore(2024, Decimal("82.31"), 63, same_set=False)
    assert told(RoundFacts("province", units, Decimal(85), before)) == [
        "A đứng đầu; 1 trong 2 đơn vị so sánh được với năm 2024 tăng điểm",
        "Trung bình cả nước đạt 85,00%; năm 2024 là 82,31%, với 63 tỉnh, thành phố được xếp hạng.",
        (
            "A tăng nhiều nhất (+2,00), B giảm nhiều nhất (−1,00); "
            "chỉ số cao nhất và thấp nhất cách nhau 10,00 điểm phần trăm."
        ),
        "Năm 2024 dùng bộ tiêu chí khác, nên chênh lệch giữa hai năm chỉ để tham khảo.",
    ]


hundredths = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)
# A few values only, so that equal ones are common.
indices = st.one_of(hundredths, st.sampled_from([Decimal(70), Decimal("84.03"), Decimal("90.10")]))


@st.composite
def rounds(draw: st.DrawFn) -> RoundFacts:
    number = draw(st.integers(0, 12))
    before = draw(
        st.none()
        | st.builds(
            YearBefore,
            st.just(2021),
            st.none() | indices,
            st.integers(1, 12),
            st.booleans(),
        )
    )
    befores = st.none() if before is None else st.none() | indices
    # Some are all equal, and so all first.
    own = draw(st.sampled_from([indices, indices, indices, st.just(draw(indices))]))
    units = [RankedUnit(Text(name, name), draw(own), draw(befores)) for name in NAMES[:number]]
    level = draw(st.sampled_from(["province", "ministry", "commune", "another"]))
    return RoundFacts(level, units, draw(st.none() | indices), before, draw(st.booleans()))


def tops(result: RoundFacts) -> int:
    return sum(one.index == max(other.index for other in result.units) for one in result.units)


CASES: dict[str, Callable[[RoundFacts], bool]] = {
    "a tie at the top": lambda one: 1 < tops(one) < len(one.units),
    "more at the top than are named": lambda one: 3 < tops(one) < len(one.units),
    "one unit": lambda one: len(one.units) == 1,
    "nobody": lambda one: not one.units,
    "no last year": lambda one: one.before is None and len(one.units) > 1,
    "merged": lambda one: {True, False} == {unit.index_before is None for unit in one.units},
    "some not assessed": lambda one: not one.is_complete and len(one.units) > 1,
    "all equal": lambda one: 1 < len(one.units) == tops(one),
}


@pytest.mark.parametrize("case", CASES)
def test_the_random_rounds_hold_every_case(case: str) -> None:
    # The first one found is as good as the smallest.
    few = settings(max_examples=500, database=None, phases=[Phase.generate])
    find(rounds(), CASES[case], settings=few)


@st.composite
def lines(draw: st.DrawFn) -> list[TableLine]:
    """Lines of which some are not ranked, and some have no index either."""
    found = []
    for place, name in enumerate(NAMES[: draw(st.integers(0, 8))]):
        index = draw(st.none() | indices)
        rank = None if index is None else draw(st.none() | st.just(1))
        found.append(
            TableLine(
                *(place, place, "", name, "", "", ""),
                points=None,
                max_points=None,
                index=index,
                rank=rank,
                group="",
                tone="",
                outside=Decimal(0),
                block="",
            )
        )
    return found


@settings(max_examples=100)
@given(lines())
def test_who_is_not_ranked_is_in_no_sentence(found: list[TableLine]) -> None:
    ranking = SimpleNamespace(round=SimpleNamespace(criteria_set=SimpleNamespace(level="province")))
    facts = facts_of_round(cast("Ranking", ranking), found, None, None)
    story = story_of_round(facts)
    said = " ".join(one.vi for one in (story.headline, *story.sentences))
    outside = {one.name_vi for one in found if one.rank is None}
    assert not outside & set(re.findall(r"Tỉnh \w", said))
    assert [one.name.vi for one in facts.units] == [one.name_vi for one in found if one.rank]
    assert facts.is_complete == (None not in {one.index for one in found})


def vietnamese(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")


@settings(max_examples=500)
@given(rounds())
def test_what_is_said_is_so(result: RoundFacts) -> None:
    story = story_of_round(result)
    units = sorted(result.units, key=lambda one: one.index, reverse=True)
    if not units:
        assert "đứng đầu" not in story.headline.vi
        return
    top = [one.name.vi for one in units if one.index == units[0].index]
    _the_first(story, top, len(units))
    changes = {
        one.name.vi: one.index - one.index_before for one in units if one.index_before is not None
    }
    _the_rises(story, changes, len(units))
    _the_extremes(story, changes, units[0].index - units[-1].index)
    _the_mean(story, result, len(changes))
    for one in (story.headline, *story.sentences):
        assert one.vi
        assert one.en
        assert not re.search(r"\bNone\b|  | ,|\.\.|\+0,00|−0,00", one.vi + one.en)
    assert all(one.vi.endswith(".") and one.vi[0].isupper() for one in story.sentences)


def _the_first(story: Story, top: list[str], number: int) -> None:
    first = story.headline.vi.partition(";")[0]
    assert ("đứng đầu" in first) == (len(top) < number)
    assert ("cùng" in first) == (len(top) > 1)
    if len(top) <= 3 and len(top) < number:
        assert re.findall(r"Tỉnh \w", first) == sorted(top)
    elif len(top) > 1:
        assert first.startswith(f"{len(top)} ")


def _the_rises(story: Story, changes: dict[str, Decimal], number: int) -> None:
    said = story.headline.vi.partition("; ")[2]
    risen = len([one for one in changes.values() if one > 0])
    if len(changes) < 2:
        assert not said
        return
    numbers = [int(one) for one in re.findall(r"\d+", said.partition("với năm")[0])]
    expected = [risen, len(changes)] if 0 < risen < len(changes) else [len(changes)]
    assert numbers == expected
    assert ("không" in said) == (risen == 0)
    assert ("so sánh được" in said) == (len(changes) < number)


def _the_extremes(story: Story, changes: dict[str, Decimal], spread: Decimal) -> None:
    text = " ".join(one.vi for one in story.sentences)
    for verb, sign, extreme in (("tăng", "+", max), ("giảm", "−", min)):
        due = len(changes) > 1 and (extreme(changes.values()) > 0) == (sign == "+")
        due = due and extreme(changes.values()) != 0
        found = re.search(rf"([^.;]*?){verb} nhiều nhất \(([+−])([\d,]+)\)", text)
        assert bool(found) == due
        if found:
            value = extreme(changes.values())
            assert (found[2], found[3]) == (sign, vietnamese(abs(value)))
            names = [name for name, change in changes.items() if change == value]
            said = re.findall(r"Tỉnh \w", found[1].rpartition("nhiều nhất")[2])
            assert said == (sorted(names) if len(names) <= 3 else [])
    found = re.search(r"cách nhau ([\d,]+) điểm", text)
    assert bool(found) == (spread > 0)
    if found:
        assert found[1] == vietnamese(spread)


def _the_mean(story: Story, result: RoundFacts, compared: int) -> None:
    said = [one.vi for one in story.sentences if one.vi.startswith("Trung bình")]
    assert bool(said) == (result.mean is not None)
    if result.mean is None:
        return
    (mean,) = said
    assert f" đạt {vietnamese(result.mean)}%" in mean
    assert ("cả nước" in mean) == (result.level == "province" and result.is_complete)
    before = result.before
    if before is None or before.mean is None:
        assert "năm" not in mean
    elif compared == len(result.units) == before.units:
        change = result.mean - before.mean
        word = "bằng" if change == 0 else "tăng" if change > 0 else "giảm"
        assert f", {word} " in mean
        assert change == 0 or f" {vietnamese(abs(change))} điểm phần trăm" in mean
    else:
        assert f"{vietnamese(before.mean)}%" in mean
        assert "tăng" not in mean
        assert "giảm" not in mean


def domain(title: str, index: str, mean: str | None, *others: str) -> DomainFacts:
    of_all = None if mean is None else Decimal(mean)
    ahead = rank_of(Decimal(index), [Decimal(n) for n in others]) - 1
    return DomainFacts(Text(title, title), Decimal(index), of_all, ahead)


def test_a_unit_s_sentences() -> None:
    result = UnitFacts(
        level="province",
        index=Decimal("86.32"),
        rank=19,
        ranked_units=63,
        group="B",
        domains=[
            domain("Cải cách thể chế", "88.02", "85.46", "90", "89"),
            domain("Chính quyền số", "87.97", "81.06", "80", "70"),
            domain("Tài chính công", "76.56", "81.34", "80", "79"),
        ],
        year_before=2021,
        index_before=Decimal("82.20"),
        rank_before=32,
    )
    assert [one.vi for one in story_of_unit(result)] == [
        (
            "86,32%, hạng 19 trong 63 tỉnh, thành phố, nhóm B; "
            "tăng 4,12 điểm phần trăm, lên 13 bậc so với năm 2021."
        ),
        "Cao hơn trung bình ở 2 trong 3 lĩnh vực.",
        (
            "Thứ hạng cao nhất ở “Chính quyền số” (hạng 1), "
            "thấp nhất ở “Cải cách thể chế” và “Tài chính công” (hạng 3)."
        ),
    ]


@pytest.mark.parametrize(
    ("rank", "ranked", "index", "words"),
    [
        (None, 17, "81.5", "81,50%, được chấm điểm, không xếp hạng, nhóm B."),
        (1, 1, "81.5", "81,50%, đơn vị duy nhất được xếp hạng, nhóm B."),
        (2, 17, "81.5", "81,50%, hạng 2 trong 17 bộ, cơ quan ngang bộ, nhóm B."),
    ],
)
def test_a_unit_without_a_year_before(
    rank: int | None, ranked: int, index: str, words: str
) -> None:
    result = UnitFacts("ministry", Decimal(index), rank, ranked, "B")
    assert [one.vi for one in story_of_unit(result)] == [words]


def test_a_unit_that_was_not_assessed() -> None:
    (said,) = story_of_unit(UnitFacts("province", None, None, 62, ""))
    assert said.vi == "Đơn vị chưa gửi phiếu nên chưa được đánh giá và không xếp hạng."


@given(indices, indices, st.integers(1, 63), st.integers(1, 63))
def test_a_unit_s_change_has_its_direction(
    now: Decimal, before: Decimal, rank: int, rank_before: int
) -> None:
    result = UnitFacts("province", now, rank, 63, "B", (), 2021, before, rank_before)
    said = story_of_unit(result)[0].vi
    assert (f"tăng {vietnamese(now - before)} điểm phần trăm" in said) == (now > before)
    assert (f"giảm {vietnamese(before - now)} điểm phần trăm" in said) == (now < before)
    assert ("chỉ số không đổi" in said) == (now == before)
    assert (f", lên {rank_before - rank} bậc" in said) == (rank < rank_before)
    assert (f", xuống {rank - rank_before} bậc" in said) == (rank > rank_before)


def test_places_are_compared_only_among_as_many_units() -> None:
    result = UnitFacts(
        *("province", Decimal("86.32"), 19, 34, "B", ()),
        year_before=2024,
        index_before=Decimal("82.20"),
        rank_before=41,
        ranked_before=63,
    )
    assert story_of_unit(result)[0].vi == (
        "86,32%, hạng 19 trong 34 tỉnh, thành phố, nhóm B; "
        "tăng 4,12 điểm phần trăm so với năm 2024, khi đứng hạng 41 trong 63."
    )


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("80", "Không cao hơn trung bình ở lĩnh vực nào."),
        ("79", "Thấp hơn trung bình ở cả 2 lĩnh vực."),
    ],
)
def test_below_the_mean_everywhere(second: str, words: str) -> None:
    domains = [domain("Một", "70", "80"), domain("Hai", second, "80")]
    result = UnitFacts("province", Decimal(75), 2, 2, "C", domains)
    assert story_of_unit(result)[1].vi == words


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Cải cách tài chính công", "Cải cách tài chính công"),
        (
            "Tác động của CCHC đến người dân, tổ chức và phát triển KT-XH của tỉnh",
            "Tác động của CCHC đến người dân\N{NO-BREAK SPACE}…",
        ),
        # Its first clause says next to nothing.
        (
            "Xây dựng và phát triển chính quyền điện tử, chính quyền số",
            "Xây dựng và phát triển chính quyền\N{NO-BREAK SPACE}…",
        ),
        ("A" * 80, "A" * 80),
    ],
)
def test_a_head_ends_with_a_clause_and_never_within_a_word(title: str, head: str) -> None:
    (short,) = short_titles([SimpleNamespace(title_vi=title, title_en="")])
    assert short == Text(head, head)
    assert len(head) <= HEAD_LETTERS or " " not in head
