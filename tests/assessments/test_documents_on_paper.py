"""The report with the real titles of 2022 as LibreOffice sets it: pages, margins, fonts, headings."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from defusedxml.ElementTree import fromstring
from django.core.management import call_command

from assessments.documents import pdf, self_assessment
from assessments.documents.fill import fill
from assessments.documents.pdf import to_pdf
from assessments.models import Assessment, Round, Score
from criteria.actions import publish_set
from criteria.models import CriteriaSet, Criterion
from criteria.text import Refused
from tests.factories import make_person, make_round, make_unit, sheet_of
from tests.get_libreoffice import find_libreoffice

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
"""Points of a PDF in a millimetre."""
NAME = "Bộ Nông nghiệp và Phát triển nông thôn"
NOTE = "Đơn vị đã hoàn thành theo kế hoạch; tài liệu kiểm chứng được đính kèm. " * 3


@pytest.fixture(autouse=True)
def libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    program = find_libreoffice()
    assert program, "LibreOffice is missing: make libreoffice"
    monkeypatch.setenv("LIBREOFFICE", program)


class Word(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float


class Page(NamedTuple):
    """Sides and places in points, from the upper left corner."""

    width: float
    height: float
    words: list[Word]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_upright(self) -> bool:
        return self.width < self.height


def pages(path: Path) -> Iterator[Page]:
    told = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True)
    root = fromstring(told.stdout)
    for page in root.iter("{http://www.w3.org/1999/xhtml}page"):
        words = [
            Word(
                word.text or "",
                *(float(word.attrib[side]) for side in ("xMin", "xMax", "yMin", "yMax")),
            )
            for word in page
        ]
        yield Page(float(page.attrib["width"]), float(page.attrib["height"]), words)


def report_of(code: str, level: str) -> Assessment:
    call_command("loaddata", code, verbosity=0)
    criteria_set = CriteriaSet.objects.get(code=code.removeprefix("criteria_").replace("_", "-"))
    publish_set(criteria_set=criteria_set, by=make_person("coordinator"))
    criteria_set.refresh_from_db()
    unit = make_unit(NAME, level=level)
    sheet = sheet_of(make_round(criteria_set, [unit]))
    for score in Score.objects.filter(assessment=sheet, criterion__source="reviewed"):
        score.claimed_points, score.claimed_note = score.max_points, NOTE
        score.save()
    Round.objects.filter(pk=sheet.round_id).update(is_demo=True)
    return sheet_of(sheet.round, unit)


@pytest.mark.parametrize("level", ["province", "ministry"])
def test_the_report_on_paper(level: str, tmp_path: Path) -> None:
    sheet = report_of(f"criteria_{level}_2022", level)
    path = tmp_path / "report.pdf"
    path.write_bytes(to_pdf(fill("self_assessment", self_assessment.values(sheet))))
    found = list(pages(path))
    annex = [page for page in found if not page.is_upright]
    assert 1 < len(annex) < len(found)
    for number, page in enumerate(found, 1):
        sides = sorted([page.width / MM, page.height / MM])
        assert sides == pytest.approx([210, 297], abs=1)
        left = 30 if page.is_upright else 20
        for word in page.words:
            assert word.left > (left - 1) * MM, f"{word.text} is in the left margin"
            assert word.right < page.width - 19 * MM, f"{word.text} is in the right margin"
        assert "Dữ liệu minh họa" in page.text
        assert "Bộ tiêu chí tạm thời" in page.text
        assert page.text.startswith(f"{number} ") == (number > 1)
    assert found[0].text.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 1

    titles = Criterion.objects.filter(criteria_set=sheet.round.criteria_set)
    assert all(len(page.words) > 40 for page in annex[:-1])
    for page in annex:
        assert "Tài liệu kiểm chứng" in page.text, "the headings are repeated"
    # A title broken over lines is read line by line, beside what stands in the next cells.
    words = set(" ".join(page.text for page in annex).split())
    for title in titles.values_list("title_vi", flat=True):
        assert set(title.split()) <= words, title
    fonts = subprocess.run(["pdffonts", path], check=True, capture_output=True).stdout.decode()
    named = {line.split()[0].split("+")[-1] for line in fonts.splitlines()[2:]}
    assert named
    assert all(name.startswith(("LiberationSerif", "TimesNewRoman")) for name in named), named


def test_no_row_is_split_and_no_heading_stands_alone(tmp_path: Path) -> None:
    sheet = report_of("criteria_ministry_2022", "ministry")
    path = tmp_path / "report.pdf"
    path.write_bytes(to_pdf(fill("self_assessment", self_assessment.values(sheet))))
    for page in pages(path):
        # Every page of the annex ends with a whole note, or with a line without one.
        if not page.is_upright:
            assert page.text.count("Đơn vị đã hoàn thành") == page.text.count("Đơn vị đã hoàn")
    codes = set(
        Criterion.objects.filter(criteria_set=sheet.round.criteria_set, parent=None).values_list(
            "code", flat=True
        )
    )
    for page in (page for page in pages(path) if not page.is_upright):
        first_column = [word for word in page.words if word.left < 36 * MM and word.top > 20 * MM]
        last = max(
            (word for word in first_column if word.bottom < page.height - 20 * MM),
            key=lambda word: word.top,
        )
        assert last.text not in codes, "a domain stands alone at the end of a page"


def test_a_conversion_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 60 & echo $! > child; wait\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("LIBREOFFICE", str(hanging))
    monkeypatch.setattr(pdf, "SECONDS", 1)
    with pytest.raises(Refused, match="không chuyển được"):
        to_pdf(b"")


def test_a_program_that_leaves_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    idle = tmp_path / "soffice"
    idle.write_text("#!/bin/sh\nexit 0\n")
    idle.chmod(0o755)
    monkeypatch.setenv("LIBREOFFICE", str(idle))
    with pytest.raises(Refused, match="không chuyển được"):
        to_pdf(b"")
