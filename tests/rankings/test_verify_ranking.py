"""A ranking is what its leaves make it: said by the database, by the command and by the page."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from assessments.models import Status
from rankings.computing.verification import verify
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MAXIMA = {"1.1": "10", "1.2": "3", "2.1": "10.5", "3": "5"}
SHEETS = [
    Sheet({"1.1": "5", "1.2": "1.0001", "2.1": "7", "3": "5"}, name="Kon Tum"),
    Sheet({"1.1": "10", "1.2": NA, "2.1": "9.7188"}, name="Cần | Thơ", region="Đông Nam Bộ"),
    Sheet({"1.1": "1", "1.2": "1", "2.1": "1"}, name="Khách", ranked=False),
    Sheet(name="Vắng", status=Status.DRAFTING),
]


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(graded(make_tree(MAXIMA, survey=["3"]), SHEETS))


def put(rows: models.QuerySet[models.Model], **values: object) -> None:
    """Change what no door of ours would change."""
    models.QuerySet(rows.model).filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        **values
    )


def found(ranking: Ranking) -> list[str]:
    fresh = Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk)
    return [fault.vi for fault in verify(fresh)]


@pytest.mark.parametrize("basis", Ranking.Basis.values)
def test_what_was_computed_agrees(basis: str) -> None:
    assert found(computed(graded(make_tree(MAXIMA, survey=["3"]), SHEETS), basis)) == []


def test_a_changed_leaf_is_placed(ranking: Ranking) -> None:
    leaves = RankingLeaf.objects.filter(row__name="Kon Tum", criterion__code="1.2")
    models.QuerySet(RankingLeaf).filter(row=leaves.get().row, criterion__code="1.2").update(
        points=Decimal(3)
    )
    assert found(ranking) == [
        "Kon Tum, lĩnh vực 1: không khớp với điểm các tiêu chí.",
        "Kon Tum: mã kiểm chứng của đơn vị không khớp với nội dung.",
    ]


def test_a_changed_reason_is_placed(ranking: Ranking) -> None:
    row = RankingRow.objects.get(ranking=ranking, name="Kon Tum")
    models.QuerySet(RankingLeaf).filter(row=row, criterion__code="1.1").update(note="Khác")
    assert found(ranking) == ["Kon Tum: mã kiểm chứng của đơn vị không khớp với nội dung."]


@pytest.mark.parametrize(
    ("rows", "values", "said"),
    [
        (RankingRow.objects.filter(name="Kon Tum"), {"rank": 1}, "thứ hạng không khớp"),
        (RankingRow.objects.filter(name="Kon Tum"), {"index": Decimal(99)}, "chỉ số hoặc nhóm"),
        (RankingRow.objects.filter(name="Kon Tum"), {"region": "Khác"}, "Chỉ số trung bình"),
        (RankingRow.objects.filter(name="Khách"), {"ranked": True}, "Khách: thứ hạng"),
        (RankingRow.objects.filter(name="Vắng"), {"digest": "0"}, "Vắng: mã kiểm chứng"),
        (DomainIndex.objects.filter(row__name="Khách"), {"index": 1}, "Khách, lĩnh vực 1"),
        (RankingMean.objects.filter(region="", domain=None), {"index": 1}, "tất cả đơn vị"),
        (Ranking.objects.all(), {"digest": "0" * 64}, "của cả bảng không khớp"),
        (Ranking.objects.all(), {"rules": {"a": {"vi": "", "en": ""}}}, "phần: cách tính"),
    ],
)
def test_any_other_change_is_placed(
    ranking: Ranking, rows: models.QuerySet[models.Model], values: dict[str, object], said: str
) -> None:
    put(rows.all(), **values)
    assert [fault for fault in found(ranking) if said in fault]


def test_the_number_of_queries_does_not_grow_with_the_units() -> None:
    counts = []
    for units in (3, 40):
        ranking = computed(graded(make_tree(MAXIMA), [Sheet({"1.1": "5"}) for _ in range(units)]))
        ranking = Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk)
        with CaptureQueriesContext(connection) as queries:
            assert verify(ranking) == []
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_the_command_says_that_all_agrees(
    ranking: Ranking, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_ranking", ranking.pk)
    assert ranking.digest in capsys.readouterr().out


def test_the_command_says_where_and_fails(
    ranking: Ranking, capsys: pytest.CaptureFixture[str]
) -> None:
    put(RankingRow.objects.filter(name="Kon Tum"), rank=3)
    with pytest.raises(CommandError, match="2 differences"):
        call_command("verify_ranking", ranking.pk)
    assert "Kon Tum: the rank is not" in capsys.readouterr().out


def test_the_command_knows_no_other_ranking() -> None:
    with pytest.raises(CommandError, match="no computed ranking 12345"):
        call_command("verify_ranking", 12345)
