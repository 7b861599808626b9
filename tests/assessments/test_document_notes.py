"""What is said beside a document: that it is not in force, and where its file or its number was seen before."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import add_file, describe_evidence, withdraw_evidence
from assessments.models import Assessment, Evidence, Role, Round, Status, Unit, User
from assessments.sheets.evidence.describing import description_mark
from assessments.sheets.evidence.noting import notes_on, validity_note
from criteria.common.text import Refused
from tests.assessments import samples
from tests.assessments.leaf_doors import HTMX, leaf_url
from tests.factories import (
    last_line,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def prove(sheet: Assessment, code: str, content: str = "same", **given: Any) -> Evidence:
    """A document of the sheet that proves a leaf."""
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    return add_file(
        actor=page(officer),
        score_id=score_of(sheet, code).pk,
        upload=samples.upload("bc.pdf", samples.pdf(content)),
        **given,
    )


def told(user: User, document: Evidence) -> list[str]:
    return [one.text.vi for one in notes_on(user, document.assessment, [document])[document.pk]]


@pytest.fixture
def sheet() -> Assessment:
    """The sheet of a round with two units more."""
    unit = make_unit("Quảng Ninh")
    return sheet_of(make_round(units=[unit, make_unit("Lạng Sơn"), make_unit()]), unit)


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def other_sheet(sheet: Assessment) -> Assessment:
    return sheet_of(sheet.round, Unit.objects.get(name_vi="Lạng Sơn"))


def earlier_sheet(unit: Unit, year: int = 2021) -> Assessment:
    return sheet_of(make_round(make_set(year=year), [unit]))


def in_review(sheet: Assessment) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (None, "2021-12-31", "Hết hiệu lực ngày 31/12/2021, trước năm đánh giá 2022."),
        (None, "2022-01-01", "Hết hiệu lực ngày 01/01/2022, trong năm đánh giá 2022."),
        ("2020-01-01", "2022-12-30", "Hết hiệu lực ngày 30/12/2022, trong năm đánh giá 2022."),
        ("2022-12-31", "2022-12-31", ""),
        ("2022-12-31", None, ""),
        ("2023-01-01", None, "Có hiệu lực từ ngày 01/01/2023, sau năm đánh giá 2022."),
        (None, None, ""),
    ],
)
def test_a_document_not_in_force_for_the_year_is_warned_about(
    begins: str | None, ends: str | None, said: str
) -> None:
    day = datetime.date.fromisoformat
    document = Evidence(valid_from=begins and day(begins), valid_to=ends and day(ends))
    note = validity_note(document, 2022)
    assert (note.text.vi if note else "") == said
    assert note is None or note.is_warning


def test_validity_is_entered_beside_the_number_and_shown_to_the_reviewer_too(
    sheet: Assessment, officer: User, client: Client
) -> None:
    document = prove(sheet, "2.3")
    link = document.links.get()
    client.force_login(officer)
    url = reverse("describe_evidence", args=[link.pk])
    form = {"title": "Kế hoạch", "valid_from": "01/02/2022", "valid_to": "01/01/2022"}
    form["seen"] = description_mark(document)
    wrong = client.post(url, form, headers=HTMX)
    assert wrong.status_code == 422
    assert "Ngày hết hiệu lực 01/01/2022 trước ngày bắt đầu hiệu lực 01/02/2022." in markup(wrong)
    answer = client.post(url, form | {"valid_to": "30/06/2022"}, headers=HTMX)
    assert "Hết hiệu lực ngày 30/06/2022, trong năm đánh giá 2022." in markup(answer)
    assert last_line(act="describe_evidence").after["valid_to"] == "2022-06-30"
    in_review(sheet)
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    assert "Hết hiệu lực ngày 30/06/2022" in markup(client.get(leaf_url(sheet, "2.3")))
    by_leaf = reverse("by_leaf_unit", args=[sheet.round_id, "2.3", sheet.pk]) + "?open"
    assert "Hết hiệu lực ngày 30/06/2022" in markup(client.get(by_leaf, headers=HTMX))


def test_a_validity_that_ends_before_it_begins_is_refused(sheet: Assessment, officer: User) -> None:
    link = prove(sheet, "1.1").links.get()
    with pytest.raises(Refused, match="trước ngày bắt đầu"):
        describe_evidence(
            actor=page(officer),
            link_id=link.pk,
            title="Kế hoạch",
            valid_from=datetime.date(2022, 2, 1),
            valid_to=datetime.date(2022, 1, 1),
        )


def test_the_unit_learns_where_it_used_the_file_before(sheet: Assessment, officer: User) -> None:
    before = earlier_sheet(sheet.unit)
    prove(before, "1.2")
    prove(before, "1.1")
    document = prove(sheet, "1.1", "same")
    assert told(officer, document) == ["Tệp này đã dùng: năm 2021 (1.1, 1.2)."]
    assert not notes_on(officer, sheet, [document])[document.pk][0].is_warning


def test_a_number_of_another_document_of_the_unit_is_said(sheet: Assessment, officer: User) -> None:
    prove(earlier_sheet(sheet.unit), "1.2", "other", number="12/kh-ubnd", title="Kế hoạch cũ")
    # Another unit's numbers are its own.
    prove(other_sheet(sheet), "1.2", "third", number="12/KH-UBND")
    in_review(other_sheet(sheet))
    document = prove(sheet, "1.1", "same", number="12/KH-UBND")
    assert told(officer, document) == [
        "Số 12/KH-UBND cũng là số của tài liệu khác: “Kế hoạch cũ” (năm 2021 (1.2))."
    ]


def test_another_unit_s_file_is_named_to_the_reviewer_and_not_to_the_officer(
    sheet: Assessment, officer: User
) -> None:
    prove(other_sheet(sheet), "2.3")
    document = prove(sheet, "2.3")
    # As long as the other sheet is a draft, nobody learns of it.
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    in_review(sheet)
    assert told(officer, document) == told(reviewer, document) == []
    in_review(other_sheet(sheet))
    assert told(officer, document) == ["Tệp này cũng được nộp ở đơn vị khác."]
    assert told(reviewer, document) == ["Đơn vị khác cũng nộp tệp này: Lạng Sơn, năm 2022 (2.3)."]
    # A reviewer learns of no sheet that the reviewer may not read.
    assert told(make_person(Role.REVIEWER, at="KHAC"), document) == []


def test_what_was_withdrawn_or_is_a_demo_is_not_said(sheet: Assessment, officer: User) -> None:
    before = earlier_sheet(sheet.unit)
    former = prove(before, "1.2")
    document = prove(sheet, "1.1")
    assert told(officer, document)
    Round.objects.filter(pk=before.round_id).update(is_demo=True)
    assert told(officer, document) == []
    Round.objects.filter(pk=before.round_id).update(is_demo=False)
    withdraw_evidence(actor=page(officer), link_id=former.links.get().pk)
    assert told(officer, document) == []


def test_documents_of_a_former_unit_count_as_own(sheet: Assessment) -> None:
    former = make_unit("Cũ")
    prove(earlier_sheet(former), "1.2")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Unit.objects.filter(pk=former.pk).update(in_force_to=yesterday)
    sheet.unit.formed_from.set([former])
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert told(officer, prove(sheet, "1.1")) == ["Tệp này đã dùng: năm 2021 (1.2)."]


def test_one_query_for_all_documents(sheet: Assessment, officer: User) -> None:
    before = earlier_sheet(sheet.unit)
    documents = []
    for number, code in enumerate(("1.1", "1.2", "1.3", "2.1")):
        prove(before, code, code)
        documents.append(prove(sheet, code, code, number=f"{number}/BC"))
    assert officer.held
    for shown in (documents[:1], documents):
        with CaptureQueriesContext(connection) as queries:
            notes = notes_on(officer, sheet, shown)
        assert len(queries) == 1
        assert all(notes[one.pk] for one in shown)


def test_the_list_of_a_sheet_s_documents_says_it_too(
    sheet: Assessment, officer: User, client: Client
) -> None:
    prove(earlier_sheet(sheet.unit), "1.2")
    prove(sheet, "1.1")
    client.force_login(officer)
    shown = markup(client.get(reverse("sheet_evidence", args=[sheet.pk])))
    assert "Tệp này đã dùng: năm 2021 (1.2)." in shown
