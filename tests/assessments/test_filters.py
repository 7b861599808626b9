"""The filters of a sheet's leaves: which are offered to whom, what each shows, and what it counts."""

import pytest

from assessments.acts import add_link, return_leaf
from assessments.models import Assessment, Flag, Role, Score, User
from assessments.sheets.filters import chosen_filter, counted_filters, leaf_filters
from assessments.sheets.tree import scores_by_criterion
from criteria.models import Criterion
from tests.factories import fill, make_explaining, make_person, page, score_of

pytestmark = pytest.mark.django_db


def leaves(sheet: Assessment) -> list[tuple[Criterion, Score]]:
    nodes = Criterion.objects.in_bulk()
    pairs = [(nodes[pk], score) for pk, score in scores_by_criterion(sheet).items()]
    return sorted(pairs, key=lambda pair: pair[0].position)


def counts(sheet: Assessment, user: User, chosen: str = "all") -> dict[str, int]:
    return {one.name: one.number for one in counted_filters(user, sheet, leaves(sheet), chosen)}


def shown(sheet: Assessment, user: User, name: str) -> list[str]:
    rule = leaf_filters(user, sheet)[name]
    return [leaf.code for leaf, score in leaves(sheet) if rule.holds(leaf, score)]


def test_an_officer_sees_what_is_left(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "1.1", "1.3")
    add_link(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        url="https://example.vn/1",
        title="Văn bản",
    )
    score = score_of(sheet, "2.1")
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return_leaf(actor=page(leader), score_id=score.pk, note="Xem lại")
    assert counts(sheet, officer) == {
        "all": 6,
        "empty": 4,
        "unproven": 1,
        "returned": 1,
        "raised": 0,
    }
    assert shown(sheet, officer, "unproven") == ["1.3"]
    assert shown(sheet, officer, "returned") == ["2.1"]


def test_whoever_holds_a_part_begins_with_it(sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="1")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    assert counts(sheet, officer)["mine"] == 3
    assert chosen_filter(officer, sheet, leaves(sheet), "").name == "mine"
    assert chosen_filter(officer, sheet, leaves(sheet), "all").name == "all"
    whole = make_person(Role.OFFICER, unit=sheet.unit)
    assert chosen_filter(whole, sheet, leaves(sheet), "no such").name == "all"


def test_while_explaining_what_is_asked_comes_first() -> None:
    sheet = make_explaining("1.1", "1.3")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert counts(sheet, officer)["raised"] == 2
    assert shown(sheet, officer, Flag.RAISED) == ["1.1", "1.3"]


def test_a_reviewer_sees_what_waits(submitted: Assessment) -> None:
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    found = counts(submitted, reviewer)
    assert (found["todo"], found["unproven"]) == (3, 6)
    assert shown(submitted, reviewer, "todo") == ["2.1", "2.2", "2.3"]


def test_a_filter_that_is_not_offered_counts_while_it_is_chosen(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert counts(sheet, officer, "settled")["settled"] == 0
