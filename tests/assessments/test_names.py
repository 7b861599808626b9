"""Units and reviewing bodies are called in the reader's language, wherever they stand."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from assessments.acts import extend_deadline
from assessments.models import Membership, Notice, Role, Score, Unit
from assessments.permissions import reasons_against_awarding
from assessments.templatetags.sheets import reviewer as named_reviewer
from criteria.models import Criterion, ReviewingBody
from tests.factories import (
    make_person,
    make_round,
    make_submitted,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "annex", "shown"),
    [
        ("vi", "Bộ Nội vụ (Vụ CCHC)", "Bộ Nội vụ (Vụ CCHC)"),
        ("vi", "", "Cơ quan thẩm định BNV"),
        ("en", "Bộ Nội vụ (Vụ CCHC)", "Reviewing body BNV"),
        ("en", "", "Reviewing body BNV"),
    ],
)
def test_the_reviewing_body_has_its_name_in_the_reader_s_language(
    language: str, annex: str, shown: str
) -> None:
    score = Score(criterion=Criterion(reviewer_vi=annex))
    body = ReviewingBody(pk=1, name_vi="Cơ quan thẩm định BNV", name_en="Reviewing body BNV")
    score.criterion.reviewing_body = score.reviewing_body = body
    with override(language):
        assert named_reviewer(score) == shown
        score.reviewing_body = ReviewingBody(pk=0, name_vi="Khác")
        assert named_reviewer(score) == "Khác"


@pytest.mark.parametrize(
    "path", ["/sheets/{sheet}/leaves/1.1/", "/rounds/{round}/bodies/", "/account/"]
)
def test_no_page_says_the_name_of_a_body_in_the_other_language(path: str) -> None:
    sheet = make_submitted()
    ReviewingBody.objects.update(name_vi="Cơ quan", name_en="Body")
    reviewer = make_person(Role.REVIEWER)
    Membership.objects.create(user=reviewer, role=Role.COORDINATOR)
    client = Client()
    client.force_login(reviewer)
    client.cookies["django_language"] = "en"
    answer: Any = client.get(path.format(sheet=sheet.pk, round=sheet.round_id))
    text = markup(answer)
    assert "Body" in text
    assert "Cơ quan" not in text


def test_a_reason_names_the_body_in_both_languages() -> None:
    sheet = make_submitted()
    ReviewingBody.objects.filter(code="VPCP").update(name_vi="Văn phòng", name_en="Office")
    reasons = reasons_against_awarding(make_person(Role.REVIEWER, at="BNV"), score_of(sheet, "2.1"))
    assert (reasons[0].vi, reasons[0].en) == (
        "Tiêu chí 2.1 do Văn phòng thẩm định.",
        "Criterion 2.1 is reviewed by Office.",
    )


def test_a_notice_names_the_unit_in_both_languages() -> None:
    sheet = sheet_of(make_round())
    Unit.objects.filter(pk=sheet.unit_id).update(name_vi="Bộ Y tế", name_en="Ministry of Health")
    make_person(Role.OFFICER, unit=sheet.unit)
    extend_deadline(
        actor=page(make_person(Role.COORDINATOR)),
        assessment_id=sheet.pk,
        until=sheet.deadline + datetime.timedelta(days=1),
        reason="Bão",
    )
    notice = Notice.objects.get()
    assert notice.text_vi.startswith("Bộ Y tế được gia hạn")
    assert notice.text_en.startswith("Ministry of Health has time")
