"""Two years' sets side by side."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Role
from criteria import set_comparison
from criteria.actions import copy_set, publish_set
from criteria.models import CriteriaSet, Criterion
from tests.factories import make_person, make_set
from tests.markup import markup

pytestmark = pytest.mark.django_db


def draft_of(before: CriteriaSet) -> CriteriaSet:
    return copy_set(by=make_person(Role.ADMIN), criteria_set=before, year=2023)


def client_of(role: Role | None) -> Client:
    client = Client()
    client.force_login(make_person(role))
    return client


def told(before: CriteriaSet, after: CriteriaSet) -> list[tuple[str, str, list[str]]]:
    """Old code, new code and what differs, for each row that does."""
    sides = (list(one.criteria.order_by("position")) for one in (before, after))
    return [
        (
            pair.old.code if pair.old else "",
            pair.new.code if pair.new else "",
            [t.en for t in pair.what],
        )
        for pair in set_comparison.pairs(*sides)
        if pair.what
    ]


def edit(after: CriteriaSet, at: str, **values: object) -> Criterion:
    row = after.criteria.get(code=at)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_copy_differs_in_nothing() -> None:
    before = make_set()
    assert told(before, draft_of(before)) == []


def test_what_was_added_removed_moved_and_changed() -> None:
    before = make_set()
    after = draft_of(before)
    edit(after, "1.1", title_vi="Tên khác", max_points=3, scale={"kind": "points"})
    edit(after, "1.3", code="2.4", parent=after.criteria.get(code="2"), position=250)
    after.criteria.get(code="2.2").delete()
    Criterion.objects.create(
        criteria_set=after, code="3.2", kind="criterion", title_vi="Mới", max_points=1,
        parent=after.criteria.get(code="3"), position=900,
    )  # fmt: skip
    edit(after, "3.1", source="reviewed")

    assert told(before, after) == [
        ("1.1", "1.1", ["Title changed", "Maximum changed", "Scale changed"]),
        ("2.2", "", ["Removed"]),
        ("1.3", "2.4", ["Moved"]),
        ("3.1", "3.1", ["Source changed"]),
        ("", "3.2", ["Added"]),
    ]


def test_without_ancestors_rows_meet_by_code() -> None:
    assert told(make_set(), make_set(year=2023)) == []


def test_a_row_of_a_former_code_is_not_the_successor_of_its_namesake() -> None:
    before = make_set()
    after = draft_of(before)
    one, two = after.criteria.get(code="1.1"), after.criteria.get(code="1.2")
    one.ancestor, two.ancestor = two.ancestor, one.ancestor
    one.save()
    two.save()
    pairs = [(old, new) for old, new, what in told(before, after) if "Moved" in what]
    assert pairs == [("1.2", "1.1"), ("1.1", "1.2")]


def test_the_page_shows_both_sides(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    before = make_set()
    after = draft_of(before)
    edit(after, "1.2", title_vi="Đánh dấu <mới>")
    client = client_of(Role.COORDINATOR)
    with django_assert_max_num_queries(10):
        page = markup(client.get(f"/criteria/{after.pk}/changes/"))
    assert "Đánh dấu &lt;mới&gt;" in page
    assert "chọn nhiều: Có kế hoạch = 1; Có báo cáo = 1" in page
    assert "Lựa chọn" not in page
    assert "Lựa chọn" in markup(client.get(f"/criteria/{after.pk}/changes/?all=1"))
    client.cookies["django_language"] = "en"
    assert "any of: Có kế hoạch = 1" in markup(client.get(f"/criteria/{after.pk}/changes/"))


def test_a_draft_is_for_those_who_publish() -> None:
    before = make_set()
    after = draft_of(before)
    officer = client_of(None)
    assert officer.get(f"/criteria/{after.pk}/changes/").status_code == 404
    assert officer.get(f"/criteria/{before.pk}/changes/?from={after.pk}").status_code == 404
    assert "Chưa có bộ tiêu chí nào khác" in markup(officer.get(f"/criteria/{before.pk}/changes/"))

    publish_set(criteria_set=after, by=make_person(Role.COORDINATOR))
    shown = officer.get(f"/criteria/{after.pk}/changes/")
    assert shown.context["other"] == before


@pytest.mark.parametrize("wanted", ["x", "9" * 30, "-1", "0"])
def test_no_such_set_to_compare_with(wanted: str) -> None:
    page = client_of(Role.ADMIN).get(f"/criteria/{make_set().pk}/changes/?from={wanted}")
    assert page.status_code == 404


def test_sets_of_another_level_are_not_offered() -> None:
    make_set(level="ministry", year=2021)
    after = make_set(year=2023)
    assert client_of(Role.ADMIN).get(f"/criteria/{after.pk}/changes/").context["other"] is None
