"""Publishing a ranking."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import Assessment, Change, Role, Round, Score, Status
from criteria.common.text import NotAllowed, Refused
from rankings.models import Ranking
from tests.factories import make_person, make_unit
from tests.rankings.worlds import Sheet, computed, graded, make_tree, one_leaf, publish, published

pytestmark = pytest.mark.django_db


def refused(ranking: Ranking, **kwargs: Any) -> list[str]:
    """The causes for which publishing is refused; nothing is published then."""
    with pytest.raises(Refused) as caught:
        publish(ranking, **kwargs)
    assert not Ranking.objects.filter(pk=ranking.pk, status="published").exists()
    return [cause.vi for cause in caught.value.causes]


def test_a_coordinator_publishes() -> None:
    ranking = computed(one_leaf(["90", "80"]))
    coordinator = make_person(Role.COORDINATOR)
    done = publish(ranking, coordinator, decision_number=" 265/QĐ-BNV ")
    done.refresh_from_db()
    assert done.status == Ranking.Status.PUBLISHED
    assert done.published_at is not None
    assert done.decision_number == "265/QĐ-BNV"
    change = Change.objects.get(act="publish_ranking")
    assert (change.by, change.round_id) == (coordinator, ranking.round_id)
    assert change.after == {
        "ranking": ranking.pk,
        "version": 1,
        "digest": ranking.digest,
        "decision_number": "265/QĐ-BNV",
        "decision_date": "2023-04-19",
        "published_at": done.published_at.isoformat(),
    }


def test_units_that_never_submitted_do_not_stand_in_the_way() -> None:
    tree = make_tree({"1.1": "10"})
    round_ = graded(tree, [Sheet({"1.1": "9"}), Sheet(status=Status.DRAFTING)])
    assert published(round_).status == Ranking.Status.PUBLISHED


def test_a_new_publication_supersedes_the_old_one_of_its_round_only() -> None:
    other, round_ = published(one_leaf(["70"])), one_leaf(["90"])
    first, second = published(round_), published(round_)
    states = {r.pk: r.state for r in Ranking.objects.with_state()}
    assert Ranking.objects.in_force().count() == 2
    assert states == {other.pk: "published", first.pk: "superseded", second.pk: "published"}


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_nobody_but_a_coordinator_publishes(role: str | None) -> None:
    ranking = computed(one_leaf(["90"]))
    unit = make_unit() if role in (Role.OFFICER, Role.LEADER) else None
    with pytest.raises(NotAllowed, match="điều phối viên"):
        publish(ranking, make_person(role, unit=unit))
    ranking.refresh_from_db()
    assert ranking.status == Ranking.Status.DRAFT


@pytest.mark.parametrize("status", ["computing", "failed"])
def test_only_a_draft_is_published(status: str) -> None:
    ranking = Ranking.objects.create(
        round=one_leaf(["90"]), status=status, started_by=make_person(Role.COORDINATOR)
    )
    assert "Chỉ công bố được bảng dự thảo" in refused(ranking)[0]


def test_a_published_ranking_is_not_published_again() -> None:
    ranking = published(one_leaf(["90"]))
    with pytest.raises(Refused, match="Đã công bố"):
        publish(ranking)


def test_claimed_points_are_not_published() -> None:
    assert "không phải điểm tự đánh giá" in refused(computed(one_leaf(["90"]), "claimed"))[0]


def test_only_the_newest_is_published() -> None:
    round_ = one_leaf(["90"])
    old = computed(round_)
    computed(round_)
    assert refused(old) == ["Đã có lần tính mới hơn của kỳ này. Hãy công bố bảng mới nhất."]


def test_a_newer_one_of_claimed_points_or_a_failed_one_does_not_matter() -> None:
    round_ = one_leaf(["90"])
    ranking = computed(round_)
    computed(round_, "claimed")
    Ranking.objects.create(round=round_, status="failed", started_by=make_person(Role.COORDINATOR))
    done = publish(ranking)
    assert done.status == Ranking.Status.PUBLISHED


def test_every_submitted_sheet_must_be_final() -> None:
    tree = make_tree({"1.1": "10"})
    round_ = graded(
        tree, [Sheet({"1.1": "9"}), Sheet({"1.1": "8"}, status=Status.IN_REVIEW, name="Kon Tum")]
    )
    assert refused(computed(round_)) == [
        "Còn 1 phiếu chưa thẩm định xong: Kon Tum. Hãy kết thúc thẩm định rồi tính lại."
    ]


@pytest.mark.parametrize("basis", ["awarded", "final"])
def test_nothing_is_published_while_a_unit_can_still_submit(basis: str) -> None:
    names = [f"Tỉnh {number}" for number in range(1, 10)]
    drafting = [Sheet(status=Status.DRAFTING, name=name) for name in names]
    round_ = graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}), *drafting])
    late, _closed = Assessment.objects.filter(round=round_, status=Status.DRAFTING)[:2]
    until = timezone.now() + datetime.timedelta(days=2)
    Assessment.objects.filter(pk=late.pk).update(extended_to=until)
    draft = computed(round_, basis)
    (cause,) = refused(draft)
    assert cause.startswith(f"Còn 1 đơn vị đang tự đánh giá và vẫn gửi được phiếu: {late.unit}.")
    assert f"{timezone.localtime(until):%H:%M}" in cause
    Round.objects.filter(pk=round_.pk).update(submit_by=until)
    (cause,) = refused(draft)
    assert "Còn 9 đơn vị" in cause
    assert cause.count("Tỉnh ") == 8
    assert "…" in cause
    # A draft can be computed at any time; so can what is final be published once they are closed.
    assert computed(round_, basis).status == Ranking.Status.DRAFT
    past = timezone.now() - datetime.timedelta(minutes=1)
    Round.objects.filter(pk=round_.pk).update(submit_by=past)
    Assessment.objects.filter(pk=late.pk).update(extended_to=past)
    assert published(round_).status == Ranking.Status.PUBLISHED


def test_a_round_in_which_nobody_submitted_is_not_published() -> None:
    round_ = graded(make_tree({"1.1": "10"}), [Sheet(status=Status.DRAFTING)])
    assert refused(computed(round_)) == ["Chưa đơn vị nào gửi phiếu."]


@pytest.mark.sqlite
def test_points_that_moved_between_domains_since_are_noticed() -> None:
    tree = make_tree({"1.1": "10", "2.1": "10"})
    round_ = graded(tree, [Sheet({"1.1": "4", "2.1": "6"}, name="Gia Lai"), Sheet({"1.1": "1"})])
    ranking = computed(round_)
    for code, points in (("1.1", 6), ("2.1", 4)):
        Score.objects.filter(
            assessment__round=round_, assessment__unit__name_vi="Gia Lai", criterion__code=code
        ).update(awarded_points=Decimal(points))
    assert refused(ranking) == ["Điểm đã thay đổi từ khi tính: Gia Lai. Hãy tính lại rồi công bố."]


@pytest.mark.sqlite
def test_a_sheet_submitted_since_is_noticed() -> None:
    tree = make_tree({"1.1": "10"})
    late = Sheet({"1.1": "8"}, status=Status.DRAFTING, name="Đắk Nông")
    round_ = graded(tree, [Sheet({"1.1": "9"}), late])
    ranking = computed(round_)
    Assessment.objects.filter(round=round_).update(status=Status.FINAL)
    assert "Điểm đã thay đổi từ khi tính: Đắk Nông." in refused(ranking)[0]


@pytest.mark.sqlite
def test_a_unit_taken_out_of_the_ranking_since_is_noticed() -> None:
    ranking = computed(one_leaf(["90", "80"]))
    sheet = Assessment.objects.filter(round=ranking.round).select_related("unit")[0]
    Assessment.objects.filter(pk=sheet.pk).update(ranked=False)
    assert f"Điểm đã thay đổi từ khi tính: {sheet.unit}." in refused(ranking)[0]


@pytest.mark.parametrize("number", ["1" * 101, "12\x00", "12\n34"])
def test_a_decision_number_that_does_not_fit_is_refused(number: str) -> None:
    ranking = computed(one_leaf(["90"]))
    assert "Số quyết định" in refused(ranking, decision_number=number)[0]


def test_all_causes_come_at_once() -> None:
    tree = make_tree({"1.1": "10"})
    round_ = graded(tree, [Sheet({"1.1": "9"}, status=Status.SUBMITTED)])
    old = computed(round_, "claimed")
    computed(round_, "claimed")
    assert len(refused(old, decision_number="x" * 200, decision_date=None)) == 5


@pytest.mark.parametrize(
    ("left_out", "said"),
    [({"decision_number": " "}, "số quyết định"), ({"decision_date": None}, "ngày quyết định")],
)
def test_nothing_is_published_without_a_decision(left_out: dict[str, None], said: str) -> None:
    [cause] = refused(computed(one_leaf(["90"])), **left_out)
    assert said in cause
