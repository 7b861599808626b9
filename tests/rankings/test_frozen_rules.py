"""Readers are told the rules by which a ranking was computed, whatever the program's are by now."""

import io
import json
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from criteria.common.text import Text
from rankings import rules
from rankings.models import Ranking
from tests.markup import markup
from tests.rankings.worlds import one_leaf, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Ranking:
    """A ranking of a time before every rule was changed."""
    ranking = published(one_leaf(["91", "72"]))
    for name in ("INDEX_RULE", "RANK_RULE", "GROUP_RULE"):
        monkeypatch.setattr(rules, name, Text("Quy tắc mới", "A new rule"))
    monkeypatch.setitem(rules.BASIS_RULES, "awarded", Text("Quy tắc mới", "A new rule"))
    return ranking


def get(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("page", ["", "units/{row}/", "overview/"])
def test_pages(old: Ranking, page: str) -> None:
    row = old.rows.order_by("rank").first()
    assert row
    text = markup(get(f"/rankings/{old.pk}/{page.format(row=row.pk)}"))
    assert "nhóm C: từ 70% đến dưới 80%" in text
    assert "Quy tắc mới" not in text


def test_every_rule_stands_on_the_ranking_s_page(old: Ranking) -> None:
    text = markup(get(f"/rankings/{old.pk}/"))
    assert all(rule["vi"] in text for rule in old.rules.values())


def test_files_and_the_decision(old: Ranking) -> None:
    csv = markup(get(f"/rankings/{old.pk}/export.csv"))
    book = load_workbook(io.BytesIO(get(f"/rankings/{old.pk}/export.xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    for text in (csv, "\n".join(str(cell) for cell in cells)):
        assert "nhóm C: từ 70% đến dưới 80%" in text
        assert "Quy tắc mới" not in text


def test_the_api(old: Ranking) -> None:
    answer = json.loads(get(f"/api/v1/rankings/{old.pk}/").content)
    assert answer["rules"]["group"] == old.rules["group"]
    assert answer["rules"]["index"]["vi"] != "Quy tắc mới"
