"""Every document to sign as LibreOffice sets it: pages, margins, fonts, headings, signatures."""

import datetime
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from defusedxml.ElementTree import fromstring
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assessments.acts import open_council
from assessments.documents import explanation_request, minutes, pdf, self_assessment
from assessments.documents.fill import fill
from assessments.documents.pdf import to_pdf, to_pdfs
from assessments.models import Role, Round, Score, Unit
from criteria.actions import publish_set
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from rankings.exports import decision
from tests.factories import (
    load_fixtures,
    make_disputed,
    make_explaining,
    make_person,
    make_round,
    page,
    score_of,
    sheet_of,
)
from tests.get_libreoffice import find_libreoffice
from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
"""Points of a PDF in a millimetre."""
NOTE = "Đơn vị đã hoàn thành theo kế hoạch; tài liệu kiểm chứng được đính kèm. " * 3
QUESTION = "Đề nghị bổ sung văn bản thể hiện thời điểm ban hành và số liệu đã được kiểm tra."
LONGEST = "12,3456"
"""As many signs as points have."""
LENGTHS = range(1, 26, 3)
"""How many rows or paragraphs a document has: with some of them its signature reaches a second page."""


@pytest.fixture(autouse=True)
def libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBREOFFICE", program())


def program() -> str:
    found = find_libreoffice()
    assert found, "LibreOffice is missing: make libreoffice"
    return found


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
    for sheet in root.iter("{http://www.w3.org/1999/xhtml}page"):
        words = [
            Word(
                word.text or "",
                *(float(word.attrib[side]) for side in ("xMin", "xMax", "yMin", "yMax")),
            )
            for word in sheet
        ]
        yield Page(float(sheet.attrib["width"]), float(sheet.attrib["height"]), words)


class Paper(NamedTuple):
    """A document on paper; ``titles`` are those that it must show."""

    pages: list[Page]
    fonts: set[str]
    titles: list[str]
    domains: set[str]

    @property
    def annex(self) -> list[Page]:
        return [page for page in self.pages if not page.is_upright]


class Draft(NamedTuple):
    content: bytes
    titles: list[str] = []
    domains: set[str] = set()


def report(level: str, name: str) -> Draft:
    """A report on the real titles of 2022, each leaf with a note."""
    for fixture in ("units", f"criteria_{level}_2022"):
        load_fixtures(fixture)
    criteria_set = CriteriaSet.objects.get(code=f"{level}-2022")
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    criteria_set.refresh_from_db()
    unit = Unit.objects.get(level=level, name_vi=name, in_force_from=None)
    sheet = sheet_of(make_round(criteria_set, [unit]))
    for score in Score.objects.filter(assessment=sheet, criterion__source="reviewed"):
        score.claimed_points, score.claimed_note = score.max_points, NOTE
        score.save()
    Round.objects.filter(pk=sheet.round_id).update(is_demo=True)
    nodes = Criterion.objects.filter(criteria_set=criteria_set)
    return Draft(
        fill(
            "self_assessment", self_assessment.self_assessment_values(sheet_of(sheet.round, unit))
        ),
        list(nodes.values_list("title_vi", flat=True)),
        set(nodes.filter(parent=None).values_list("code", flat=True)),
    )


def requests() -> dict[str, Draft]:
    sheet = make_explaining("1.1")
    values = explanation_request.explanation_request_values(
        sheet, make_person(Role.REVIEWER, at="BNV")
    )
    points = dict.fromkeys(("max", "claimed", "awarded"), LONGEST)
    row = values["rows"][0] | {"question": QUESTION} | points
    return {
        f"request of {length}": Draft(
            fill("explanation_request", values | {"rows": [row] * length})
        )
        for length in LENGTHS
    }


def all_minutes() -> dict[str, Draft]:
    sheet = make_disputed("1.1", survey=True)
    council = open_council(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=sheet.round_id,
        title="Phiên họp thứ nhất của Hội đồng thẩm định",
        held_on=datetime.date(2023, 2, 3),
        members=[("Nguyễn Văn A", "Thứ trưởng, Chủ tịch Hội đồng"), ("Trần Thị B", "Thư ký")],
        score_ids=[score_of(sheet, "1.1").pk],
    )
    values = minutes.minutes_values(council)
    return {
        f"minutes of {length}": Draft(fill("minutes", values | {"text": [NOTE] * length}))
        for length in LENGTHS
    }


def results() -> Draft:
    """The 63 provinces by their real names, in eight domains."""
    load_fixtures("units")
    names = list(
        Unit.objects.filter(level="province", in_force_from=None).values_list("name_vi", flat=True)
    )
    tree = make_tree({f"{domain}.1": "12.5" for domain in range(1, 9)})
    points = dict.fromkeys((f"{domain}.1" for domain in range(1, 9)), "10.1234")
    round_ = graded(tree, [Sheet(points, name=name) for name in names])
    values = decision.decision_values(published(round_))
    return Draft(fill("results_decision", values), names)


def drafts() -> Iterator[tuple[str, Draft]]:
    """Every document to sign, each kind of them in a database of its own."""
    makers: list[Any] = [
        lambda: {"province": report("province", "Quảng Ninh")},
        lambda: {"ministry": report("ministry", "Bộ Nông nghiệp và Phát triển nông thôn")},
        requests,
        all_minutes,
        lambda: {"decision": results()},
    ]
    for make in makers:
        with transaction.atomic():
            yield from make().items()
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def papers(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Paper]:
    """All of them on paper by one start of LibreOffice."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIBREOFFICE", program())
        patch.setattr(pdf, "SECONDS", 300)
        made = dict(drafts())
        printed = to_pdfs({name: draft.content for name, draft in made.items()})
    folder = tmp_path_factory.mktemp("paper")
    found = {}
    for name, draft in made.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(printed[name])
        found[name] = Paper(list(pages(path)), fonts(path), draft.titles, draft.domains)
    return found


def fonts(path: Path) -> set[str]:
    told = subprocess.run(["pdffonts", path], check=True, capture_output=True).stdout.decode()
    return {line.split()[0].split("+")[-1] for line in told.splitlines()[2:]}


REPORTS = ("province", "ministry")


def test_every_page_is_the_decrees(papers: dict[str, Paper]) -> None:
    for name, paper in papers.items():
        assert paper.pages[0].is_upright
        for number, sheet in enumerate(paper.pages, 1):
            sides = sorted([sheet.width / MM, sheet.height / MM])
            assert sides == pytest.approx([210, 297], abs=1)
            left = 30 if sheet.is_upright else 20
            for word in sheet.words:
                assert word.left > (left - 1) * MM, f"{name}: {word.text} is in the left margin"
                assert word.right < sheet.width - 19 * MM, f"{name}: {word.text} is too far right"
            assert sheet.text.startswith(f"{number} ") == (number > 1), name
        whole = " ".join(sheet.text for sheet in paper.pages)
        assert whole.count("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") == 1


def test_one_font_alone(papers: dict[str, Paper]) -> None:
    for paper in papers.values():
        assert paper.fonts
        assert all(name.startswith(("LiberationSerif", "TimesNewRoman")) for name in paper.fonts)


def test_a_signature_stands_below_the_text_that_is_signed(papers: dict[str, Paper]) -> None:
    """Every document's last sentence ends with the decree's mark of the end."""
    reached = set()
    for name, paper in papers.items():
        signed = [sheet for sheet in paper.pages if "Nơi nhận:" in sheet.text]
        assert len(signed) == 1, name
        assert "./." in signed[0].text, f"{name}: the signature stands alone"
        kind = name.split()[0]
        reached |= {kind} if signed[0] is not paper.pages[0] else set()
        if kind == "minutes":
            assert "THƯ KÝ" in signed[0].text
            assert "CHỦ TỌA" in signed[0].text
    assert {"request", "minutes"} <= reached, "no length brought the signature to a later page"


def test_headings_of_a_table_are_repeated_and_titles_whole(papers: dict[str, Paper]) -> None:
    heads = {
        "province": "Tài liệu kiểm chứng",
        "ministry": "Tài liệu kiểm chứng",
        "decision": "Hạng",
    }
    for name, heading in heads.items():
        paper = papers[name]
        assert len(paper.annex) > 1
        for sheet in paper.annex:
            assert heading in sheet.text, "the headings are repeated"
        # A title broken over lines is read line by line, beside what stands in the next cells.
        words = set(" ".join(sheet.text for sheet in paper.annex).split())
        for title in paper.titles:
            assert set(title.split()) <= words, title


@pytest.mark.parametrize("name", REPORTS)
def test_provisional_and_demo_data_say_so_on_every_page(
    papers: dict[str, Paper], name: str
) -> None:
    for sheet in papers[name].pages:
        assert "Dữ liệu minh họa" in sheet.text
        assert "Bộ tiêu chí tạm thời" in sheet.text


@pytest.mark.parametrize("name", REPORTS)
def test_no_row_is_split_and_no_heading_stands_alone(papers: dict[str, Paper], name: str) -> None:
    paper = papers[name]
    assert all(len(sheet.words) > 40 for sheet in paper.annex[:-1])
    for sheet in paper.annex:
        # Every page of the annex ends with a whole note, or with a line without one.
        assert sheet.text.count("Đơn vị đã hoàn thành") == sheet.text.count("Đơn vị đã hoàn")
        first_column = [word for word in sheet.words if word.left < 36 * MM and word.top > 20 * MM]
        last = max(
            (word for word in first_column if word.bottom < sheet.height - 20 * MM),
            key=lambda word: word.top,
        )
        assert last.text not in paper.domains, "a domain stands alone at the end of a page"


def test_who_issues_and_who_signs(papers: dict[str, Paper]) -> None:
    told = {name: paper.pages[0].text for name, paper in papers.items()}
    assert "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH" in lines_of(papers["province"].pages[0])
    assert "Quảng Ninh, ngày" in told["province"]
    assert "TM. ỦY BAN NHÂN DÂN" in " ".join(one.text for one in papers["province"].pages)
    assert "BỘ TRƯỞNG" in " ".join(one.text for one in papers["ministry"].pages)
    # The form of minutes tells its day in the text, and has none at its head.
    assert "ngày 03 tháng 02 năm 2023" in told["minutes of 1"]
    assert "Hà Nội, ngày" not in told["minutes of 1"]
    assert "Hà Nội, ngày" in told["request of 1"]


def test_no_number_is_broken_over_two_lines(papers: dict[str, Paper]) -> None:
    texts = [word.text for word in papers["request of 1"].pages[0].words]
    assert texts.count(LONGEST) == 3


def test_number_and_date_share_a_line_whoever_issues_it(papers: dict[str, Paper]) -> None:
    """Names above the number take one line or two; the motto always two."""
    for name, paper in papers.items():
        words = paper.pages[0].words
        number = next(word for word in words if word.text == "Số:")
        dates = [word for word in words if word.text == "ngày" and word.left > 100 * MM]
        if not name.startswith("minutes"):
            assert dates[0].bottom == pytest.approx(number.bottom, abs=1), name


def lines_of(sheet: Page) -> str:
    """What stands in the left half at the head, from top to bottom."""
    left = [word for word in sheet.words if word.right < sheet.width / 2]
    return " ".join(word.text for word in sorted(left, key=lambda word: (word.top, word.left)))


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
