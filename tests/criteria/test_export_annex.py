"""A set as a file that reads back as the same set."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.models import Role
from criteria.actions import copy_set, import_annex
from criteria.annex.writing import annex_file, annex_template
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.preview import Preview
from criteria.common.text import Refused, readable
from criteria.models import CriteriaSet, Criterion
from criteria.scales import parse_scale
from tests.criteria.test_notation import SCALES, best_of
from tests.factories import body, load_fixtures, make_person, make_set

pytestmark = pytest.mark.django_db

SUFFIXES = (".xlsx", ".csv")


def content(criteria_set: CriteriaSet) -> list[Any]:
    """All that a set says, whatever its keys in the database."""
    facts = CriteriaSet.objects.filter(pk=criteria_set.pk).values_list(
        *("level", "year", "title_vi", "title_en", "legal_basis", "total_points", "is_official")
    )
    rows = criteria_set.criteria.order_by("position").values_list(
        *("code", "kind", "title_vi", "title_en", "max_points", "source", "scale"),
        *("evidence_vi", "reviewer_vi", "reviewing_body__code", "parent__code", "domain__code"),
        *("ancestor__code", "ancestor__criteria_set__code", "search"),
    )
    return [*facts, *rows]


def back(data: bytes) -> Preview:
    return import_annex(by=make_person(Role.ADMIN), stream=io.BytesIO(data), dry_run=False)


def again(criteria_set: CriteriaSet, suffix: str) -> CriteriaSet:
    """The set made anew from its file, after it was deleted."""
    data = annex_file(criteria_set, suffix)
    code = criteria_set.code
    criteria_set.delete()
    back(data)
    return CriteriaSet.objects.get(code=code)


@pytest.mark.parametrize("level", ["province", "ministry"])
def test_the_sets_of_2022_come_back(level: str) -> None:
    load_fixtures(f"criteria_{level}_2022")
    criteria_set = CriteriaSet.objects.get()
    before = content(criteria_set)

    for suffix in SUFFIXES:
        assert back(annex_file(criteria_set, suffix)).entries == ()
        criteria_set = again(criteria_set, suffix)
        assert content(criteria_set) == before


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_a_published_set_exports_changes_nothing(suffix: str) -> None:
    criteria_set = make_set()
    before = content(criteria_set)
    preview = back(annex_file(criteria_set, suffix))
    assert (preview.entries, preview.same) == ((), criteria_set.criteria.count())
    assert "ban hành" in preview.title.vi
    assert content(criteria_set) == before


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=30,
).map(lambda text: readable(text).strip())
TITLES = TEXTS.filter(bool) | st.sampled_from(
    ["=1+1", "+x", "-x", "@x", "'=x", "''-x", '"x', "a;b"]
)


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows of a sound set: one to three domains, leaves at the second or third level."""
    rows: list[dict[str, Any]] = []

    def leaf(code: str, kind: str) -> Decimal:
        scale = draw(SCALES)
        points = best_of(scale)
        row = {"code": code, "kind": kind, "max_points": points, "scale": scale}
        row["source"] = "survey" if scale["kind"] in ("percent", "points") else "reviewed"
        row["evidence_vi"] = draw(TEXTS)
        rows.append(row)
        return points

    for first in range(1, draw(st.integers(1, 3)) + 1):
        domain = {"code": f"{first}", "kind": "domain"}
        rows.append(domain)
        total = Decimal(0)
        for second in range(1, draw(st.integers(1, 3)) + 1):
            code = f"{first}.{second}"
            if draw(st.booleans()):
                total += leaf(code, "criterion")
                continue
            parent = {"code": code, "kind": "criterion"}
            rows.append(parent)
            parent["max_points"] = sum(  # type: ignore[assignment]
                (
                    leaf(f"{code}.{n}", "subcriterion")
                    for n in range(1, draw(st.integers(1, 2)) + 1)
                ),
                Decimal(0),
            )
            total += parent["max_points"]  # type: ignore[operator]
        domain["max_points"] = total  # type: ignore[assignment]
    for row in rows:
        row["title_vi"], row["title_en"] = draw(TITLES), draw(TEXTS)
    return rows


def stored(rows: list[dict[str, Any]], title: str) -> CriteriaSet:
    total = sum((row["max_points"] for row in rows if "." not in row["code"]), Decimal(0))
    criteria_set = CriteriaSet.objects.create(
        code="random", level="commune", year=2031, title_vi=title, total_points=total
    )
    made: dict[str, Criterion] = {}
    for position, row in enumerate(rows, start=1):
        scale = row.get("scale")
        values = row | {"scale": parse_scale(scale, row["max_points"]).as_json() if scale else None}
        made[row["code"]] = Criterion.objects.create(
            criteria_set=criteria_set,
            position=position * 7,
            parent=made.get(row["code"].rpartition(".")[0]),
            reviewing_body=body() if scale else None,
            **values,
        )
    return criteria_set


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(trees(), TITLES, st.sampled_from(SUFFIXES))
def test_any_set_comes_back(rows: list[dict[str, Any]], title: str, suffix: str) -> None:
    with transaction.atomic():
        try:
            criteria_set = stored(rows, title)
        except Refused:
            transaction.set_rollback(True)
            return  # two labels of a scale may be one after normalizing
        before = content(criteria_set)
        assert back(annex_file(criteria_set, suffix)).entries == ()
        assert content(again(criteria_set, suffix)) == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_ancestors_come_back(suffix: str) -> None:
    criteria_set = copy_set(by=make_person(Role.ADMIN), criteria_set=make_set(), year=2023)
    before = content(criteria_set)
    assert content(again(criteria_set, suffix)) == before


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", '=cmd|"/c calc"!A1'])
def test_nothing_written_is_a_formula(text: str) -> None:
    criteria_set = make_set(publish=False)
    Criterion.objects.filter(code="1.1").update(title_vi=text, evidence_vi=text)
    book = load_workbook(io.BytesIO(annex_file(criteria_set, ".xlsx")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell.value for cell in cells].count(text) == 2
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if cell.value == text)

    rows = csv.reader(
        io.StringIO(annex_file(criteria_set, ".csv").decode("utf-8-sig")), delimiter=";"
    )
    assert [cell for row in rows for cell in row].count("'" + text) == 2


def test_a_faulty_draft_can_be_written() -> None:
    criteria_set = make_set(publish=False)
    Criterion.objects.filter(code="1.1").update(scale={"kind": "choice"})
    with pytest.raises(TableFaults) as told:
        back(annex_file(criteria_set, ".xlsx"))
    assert [fault.letter for fault in told.value.faults] == ["G"]


def test_the_template_has_the_columns_and_says_how() -> None:
    book = load_workbook(io.BytesIO(annex_template()))
    assert book.sheetnames == ["Phụ lục", "Hướng dẫn"]
    with pytest.raises(TableFaults):
        back(annex_template())


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    criteria_set = make_set()
    make_person(Role.ADMIN)
    for suffix in SUFFIXES:
        path = tmp_path / f"set{suffix}"
        call_command("export_criteria", criteria_set.code, str(path), verbosity=0)
        capsys.readouterr()
        call_command("import_criteria", str(path))
        assert capsys.readouterr().out.endswith("Tệp đúng và không thay đổi gì.\n")
    with pytest.raises(CommandError, match="kết thúc bằng"):
        call_command("export_criteria", criteria_set.code, str(tmp_path / "set.txt"))
    with pytest.raises(CommandError, match=criteria_set.code):
        call_command("export_criteria", "province-1999", str(tmp_path / "set.csv"))
