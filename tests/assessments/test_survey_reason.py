"""The reason of a survey leaf's points: plain words, in the reader's language, and no file name."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Round, Score, User
from assessments.models.survey_reasons import reason_for_reader
from rankings.models import RankingLeaf
from rankings.reads.unit import BY_SURVEY, NO_SURVEY, lost_leaf
from tests.assessments.test_import_survey import codes, load
from tests.markup import markup

pytestmark = pytest.mark.django_db
FULL = "mã đơn vị;mã tiêu chí;tỷ lệ (%);số phiếu;ngày\n"


def test_the_leaf_tells_who_answered_and_when(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{FULL}{first};3.1;83,4;1200;15/11/2022\n", name="bí mật.csv")
    sheet = Score.objects.get(assessment__unit__code=first, criterion__code="3.1").assessment
    client = Client()
    client.force_login(coordinator)
    vi = markup(client.get(reverse("leaf", args=[sheet.pk, "3.1"])))
    assert "Kết quả điều tra xã hội học: 83,4% (lần 1)" in vi
    assert "1.200 người trả lời" in vi
    assert "15/11/2022" in vi
    client.cookies["django_language"] = "en"
    for page in (reverse("leaf", args=[sheet.pk, "3.1"]), reverse("sheet", args=[sheet.pk])):
        found = markup(client.get(page))
        assert "Survey result: 83.4% (import 1)" in found
        assert "bí mật" not in found


@pytest.mark.parametrize(
    ("given", "en"),
    [
        ("83,4;", "Survey result: 83.4% (import 1)"),
        (";1,25", "Survey result: 1.25 points (import 1)"),
    ],
)
def test_the_reason_is_plain_words(round_: Round, coordinator: User, given: str, en: str) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"mã đơn vị;mã tiêu chí;tỷ lệ (%);điểm\n{first};3.1;{given}\n")
    score = Score.objects.get(assessment__unit__code=first, criterion__code="3.1")
    assert score.awarded_reason.en == en
    assert score.awarded_reason.vi == score.awarded_note


def test_file_names_in_older_reasons_are_not_told() -> None:
    old = reason_for_reader("Kết quả điều tra XHH, lần 2: ok.csv")
    assert (old.vi, old.en) == (
        "Kết quả điều tra xã hội học (lần 2)",
        "Survey result (import 2)",
    )
    assert reason_for_reader("Thiếu tài liệu").en == "Thiếu tài liệu"


def test_a_published_result_tells_it_in_the_readers_language(
    round_: Round, coordinator: User
) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{FULL}{first};3.1;83,4;;\n")
    score = Score.objects.get(assessment__unit__code=first, criterion__code="3.1")
    leaf = RankingLeaf(criterion=score.criterion, points=Decimal(1), note=score.awarded_note)
    told_so = lost_leaf(leaf, "final")
    assert told_so.why
    assert told_so.why.en == "Survey result: 83.4% (import 1)"
    leaf.note = ""
    assert lost_leaf(leaf, "final").why == BY_SURVEY
    leaf.points = Decimal(0)
    assert lost_leaf(leaf, "final").why == NO_SURVEY
