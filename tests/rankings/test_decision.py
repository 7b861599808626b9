"""The results decision: its annex has the ranking's numbers."""

import datetime
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from assessments.documents.fill import fill
from assessments.models import Role, Status
from rankings.exports import decision
from rankings.models import Ranking
from tests.factories import make_person
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def ranking() -> Ranking:
    tree = make_tree({"1.1": "10", "2.1": "20"})
    sheets = [
        Sheet({"1.1": "9.1234", "2.1": "18"}, name="Bắc Kạn"),
        Sheet({"1.1": "10", "2.1": "20"}, name="Huế"),
        Sheet({"1.1": "10", "2.1": "20"}, name="Không xếp", ranked=False),
        Sheet(status=Status.DRAFTING, name="Chưa gửi"),
    ]
    return published(graded(tree, sheets))


def opened(ranking: Ranking) -> Any:
    return Document(io.BytesIO(fill("results_decision", decision.decision_values(ranking))))


def annex(ranking: Ranking) -> list[list[str]]:
    table = opened(ranking).tables[-1]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_annex_has_the_rankings_numbers(ranking: Ranking) -> None:
    head, *rows = annex(ranking)
    assert head[-2:] == ["LV 1", "LV 2"]
    assert rows == [
        ["1", "Huế", "30,00", "30", "100,00", "A", "100,00", "100,00"],
        ["2", "Bắc Kạn", "27,12", "30", "90,41", "A", "91,23", "90,00"],
        ["–", "Không xếp\n(Không xếp hạng)", "30,00", "30", "100,00", "A", "100,00", "100,00"],
        ["–", "Chưa gửi\n(Chưa đánh giá: đơn vị chưa gửi phiếu)", *["–"] * 6],
    ]


def test_it_says_what_was_decided_on_whom(ranking: Ranking) -> None:
    published(ranking.round)
    ranking = Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk)
    told = "\n".join(paragraph.text for paragraph in opened(ranking).paragraphs)
    assert "của 3 đơn vị các tỉnh, thành phố" in told
    assert "Xếp hạng theo chỉ số đã làm tròn" in told
    assert "Dự thảo" in decision.decision_values(ranking)["mark"]


def test_its_date_is_the_rankings(ranking: Ranking) -> None:
    ranking.decision_date = datetime.date(2023, 2, 3)
    document = opened(ranking)
    head = document.tables[0].rows[1].cells[1].text
    assert head == "Hà Nội, ngày 03 tháng 02 năm 2023"
    assert any("ngày 03 tháng 02 năm 2023 của" in one.text for one in document.paragraphs)
    ranking.decision_date = None
    assert "ngày …… tháng ……" in opened(ranking).tables[0].rows[1].cells[1].text


def test_its_articles_and_grounds_are_written_as_the_decree_has_them(ranking: Ranking) -> None:
    paragraphs = [one for one in opened(ranking).paragraphs if one.text.startswith("Điều ")]
    assert len(paragraphs) == 3
    for article in paragraphs:
        name, text = article.runs
        assert name.text.startswith("Điều ")
        assert (name.bold, bool(text.bold)) == (True, False)
    grounds = [one.text for one in opened(ranking).paragraphs if one.runs and one.runs[0].italic]
    before = grounds[: grounds.index("Theo đề nghị của …….")]
    assert before
    assert all(ground.endswith(";") for ground in before)


def test_its_columns_fit_the_page(ranking: Ranking) -> None:
    table = opened(ranking).tables[-1]
    widths = [int(column.width) for column in table.columns]
    assert len(widths) == 8
    assert sum(widths) / 36000 < 257
    assert [int(cell.width) for cell in table.rows[1].cells] == widths


def test_a_draft_says_so() -> None:
    tree = make_tree({"1.1": "10"})
    draft = computed(graded(tree, [Sheet({"1.1": "9"})]))
    assert "Dự thảo" in decision.decision_values(draft)["mark"]


@pytest.mark.parametrize(("role", "status"), [(Role.COORDINATOR, 200), (None, 403)])
def test_who_writes_decisions_gets_it(ranking: Ranking, role: str | None, status: int) -> None:
    client = Client()
    client.force_login(make_person(role))
    url = reverse("decision", args=[ranking.pk, "docx"])
    assert client.get(url).status_code == status
    told = markup(client.get(reverse("ranking", args=[ranking.pk])))
    assert (url in told) == (status == 200)
