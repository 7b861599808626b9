"""Reference values of a round and kinds of units: what waits for them, who gives them, and what they change."""

import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import (
    accept_domain,
    accept_leaf,
    award_points,
    import_references,
    import_units,
    reopen_assessment,
    return_assessment,
    save_claim,
    set_references,
)
from assessments.documents.self_assessment import self_assessment_values
from assessments.models import Assessment, Change, ReferenceValue, Role, Round, Score, Status, Unit
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.rounds.references import GivenValue, references_of
from assessments.sheets.findings import WAITING, check_sheet
from assessments.writing.actor import Actor
from criteria.common.tables.faults import TableFaults
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet, Criterion
from criteria.scales import parse_scale
from tests.criteria.annexes import csv_file, xlsx
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
from tests.markup import markup
from tests.rankings.worlds import make_tree

pytestmark = pytest.mark.django_db

ABOVE_MEAN: dict[str, Any] = {
    "figures": [
        {"key": "ty_le", "label": "Tỷ lệ của đơn vị", "type": "percent"},
        {
            "key": "binh_quan",
            "label": "Mức bình quân cả nước",
            "type": "percent",
            "reference": True,
        },
    ],
    "parts": [
        {
            "part": "bands",
            "of": {"formula": "ty_le / binh_quan", "percent": True},
            "bands": [{"min": "100", "points": "2"}],
        }
    ],
}
BY_KIND: dict[str, Any] = {
    "figures": [{"key": "count", "label": "Số lượng", "type": "whole"}],
    "parts": [
        {
            "part": "bands",
            "of": {"figure": "count"},
            "bands": [{"min": {"": "20", "miền núi": "15"}, "points": "2"}],
        }
    ],
}


BEFORE_DAY: dict[str, Any] = {
    "figures": [
        {"key": "ngay_gui", "label": "Ngày gửi báo cáo", "type": "date"},
        {"key": "han", "label": "Hạn gửi báo cáo", "type": "date", "reference": True},
    ],
    "parts": [
        {
            "part": "bands",
            "of": {"formula": "days(ngay_gui, han)"},
            "bands": [{"min": "0", "points": "2"}],
        }
    ],
}


@pytest.fixture
def round_() -> Round:
    tree = make_tree({"1.1": "2", "1.2": "2", "1.3": "2"})
    for code, scale in (("1.1", ABOVE_MEAN), ("1.2", BY_KIND)):
        # Published sets are frozen; this one never had another scale.
        QuerySet(Criterion).filter(criteria_set=tree, code=code).update(scale=scale)
    return make_round(
        CriteriaSet.objects.get(pk=tree.pk), [make_unit("Sơn La"), make_unit("Hà Nội")]
    )


def give(round_: Round, *values: GivenValue, role: str = Role.COORDINATOR) -> int:
    actor = page(
        make_person(role, unit=round_.assessments.all()[0].unit if role == Role.OFFICER else None)
    )
    return set_references(actor=actor, round_id=round_.pk, values=values).values


def mean(value: str | None, unit: Unit | None = None, source: str = "Công văn 1") -> GivenValue:
    return GivenValue(
        "binh_quan", unit.pk if unit else None, None if value is None else Decimal(value), source
    )


def claim(round_: Round, code: str, entry: dict[str, str], name: str = "Sơn La") -> Any:
    sheet = round_.assessments.get(unit__name_vi=name)
    officer = make_person(Role.LEADER, unit=sheet.unit)
    score = score_of(sheet, code)
    return save_claim(actor=page(officer), score_id=score.pk, version=score.version, entry=entry)


def test_a_leaf_waits_and_says_so(round_: Round) -> None:
    with pytest.raises(Refused, match="Đang chờ “Mức bình quân cả nước”"):
        claim(round_, "1.1", {"ty_le": "80"})
    findings = {
        one.code: one for one in check_sheet(sheet_of(round_, round_.assessments.all()[0].unit))
    }
    assert findings["1.1"].blocking
    assert findings["1.1"].text == WAITING
    assert findings["1.1"].detail == "Mức bình quân cả nước"
    assert findings["1.3"].text.vi == "Chưa có số liệu."
    said = scale_of(score_of(round_.assessments.all()[0], "1.1")).describe()
    assert "Mức bình quân cả nước: đang chờ giá trị của kỳ đánh giá" in [line.vi for line in said]


def test_the_value_for_all_counts_and_a_unit_s_own_before_it(round_: Round) -> None:
    assert give(round_, mean("80")) == 1
    assert claim(round_, "1.1", {"ty_le": "80"}).claimed_points == 2
    hanoi = Unit.objects.get(name_vi="Hà Nội")
    assert give(round_, mean("90", hanoi)) == 1
    assert claim(round_, "1.1", {"ty_le": "80"}, "Hà Nội").claimed_points == 0
    said = scale_of(score_of(round_.assessments.get(unit=hanoi), "1.1")).describe()
    assert "Mức bình quân cả nước: 90%" in [line.vi for line in said]


def test_a_value_taken_back_closes_no_page(round_: Round) -> None:
    give(round_, mean("80"))
    claim(round_, "1.1", {"ty_le": "80"})
    sheet = round_.assessments.get(unit__name_vi="Sơn La")
    figures = [row["explanation"] for row in self_assessment_values(sheet)["rows"]]
    assert any("→ 2 điểm" in one for one in figures), figures
    give(round_, mean(None))
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    for address in (
        reverse("leaf", args=[sheet.pk, "1.1"]),
        reverse("score_history", args=[score_of(sheet, "1.1").pk]),
        reverse("workbook", args=[sheet.pk]),
        reverse("report", args=[sheet.pk, "docx"]),
    ):
        assert client.get(address).status_code == 200


def test_the_record_keeps_what_it_was(round_: Round) -> None:
    give(round_, mean("80"))
    give(round_, mean("80"))
    give(round_, mean("85,5".replace(",", "."), source="Công văn 2"))
    give(round_, mean(None))
    first, second, third = Change.objects.filter(act="set_references").order_by("pk")
    assert first.after == {"references": ["Mức bình quân cả nước = 80% [Công văn 1]"]}
    assert second.before == first.after
    assert second.after == {"references": ["Mức bình quân cả nước = 85,5% [Công văn 2]"]}
    assert third.after == {"references": []}
    assert not ReferenceValue.objects.exists()


@pytest.mark.parametrize(
    ("value", "cause"),
    [
        (GivenValue("khac", None, Decimal(1), "x"), "Không thang điểm nào"),
        (GivenValue("binh_quan", None, Decimal(101), "x"), "101 không hợp lệ"),
        (GivenValue("binh_quan", None, Decimal(-1), "x"), "không hợp lệ"),
        (GivenValue("binh_quan", None, Decimal(1), " "), "hãy ghi nguồn"),
        (GivenValue("binh_quan", 0, Decimal(1), "x"), "không thuộc kỳ đánh giá này"),
    ],
)
def test_refusals(round_: Round, value: GivenValue, cause: str) -> None:
    with pytest.raises(Refused, match=cause):
        give(round_, value)
    assert not ReferenceValue.objects.exists()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER])
def test_only_the_coordinator_gives_values(round_: Round, role: str) -> None:
    with pytest.raises(NotAllowed):
        give(round_, mean("80"), role=role)


def table(round_: Round, rows: list[list[Any]]) -> io.BytesIO:
    return csv_file([["Giá trị tham chiếu", "Mã đơn vị", "Giá trị", "Nguồn"], *rows])


def test_a_table_gives_each_unit_its_own(round_: Round) -> None:
    one, two = (sheet.unit for sheet in round_.assessments.order_by("unit__name_vi"))
    rows = [
        ["Mức bình quân cả nước", "", "80,5", "Công văn 3"],
        ["binh_quan", one.code, "70", "Công văn 3"],
    ]
    actor = page(make_person(Role.COORDINATOR))
    for dry_run, there in ((True, 0), (False, 2)):
        preview = import_references(
            actor=actor, round_id=round_.pk, stream=table(round_, rows), dry_run=dry_run
        )
        assert (preview.count("add"), preview.same) == (2, 0)
        assert ReferenceValue.objects.count() == there
    values = RoundValues(round_.pk)
    assert values.of_unit(one.pk) == {"binh_quan": Decimal(70)}
    assert values.of_unit(two.pk) == {"binh_quan": Decimal("80.5")}


def test_a_table_s_faults_come_by_their_cells(round_: Round) -> None:
    rows = [
        ["Mức nào đó", "", "80", "x"],
        ["binh_quan", "không có", "80", "x"],
        ["binh_quan", "", "tám mươi", "x"],
        ["binh_quan", "", "80", ""],
    ]
    with pytest.raises(TableFaults) as refused:
        import_references(
            actor=page(make_person(Role.COORDINATOR)),
            round_id=round_.pk,
            stream=table(round_, rows),
            dry_run=False,
        )
    assert [fault.row for fault in refused.value.faults] == [2, 3, 4, 5]
    assert not ReferenceValue.objects.exists()


def test_the_page_takes_a_value_and_keeps_what_was_typed(round_: Round) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    address = reverse("references", args=[round_.pk])
    shown = markup(client.get(address))
    assert "Mức bình quân cả nước" in shown
    assert "1.1" in shown
    answer: Any = client.post(address, {"value-binh_quan": "85,2", "source-binh_quan": ""})
    assert "hãy ghi nguồn" in markup(answer)
    assert 'value="85,2"' in markup(answer)
    answer = client.post(
        address, {"value-binh_quan": "85,2", "source-binh_quan": "Công văn 4"}, follow=True
    )
    assert ReferenceValue.objects.get().value == Decimal("85.2")
    assert "Công văn 4" in markup(answer)
    rows = [["binh_quan", round_.assessments.all()[0].unit.code, "70", "Công văn 5"]]
    file = table(round_, rows)
    file.name = "gia-tri.csv"
    shown = markup(client.post(address, {"check": "1", "file": file}))
    assert "Mức bình quân cả nước (" in shown
    assert ReferenceValue.objects.count() == 1
    token = re.search(r'name="token" value="([^"]+)"', shown)
    assert token is not None
    client.post(address, {"token": token[1]}, follow=True)
    assert ReferenceValue.objects.count() == 2


@pytest.fixture
def dated(round_: Round) -> Round:
    """The round with a leaf that waits for a day."""
    in_set = {"criteria_set": round_.criteria_set_id, "code": "1.3"}
    QuerySet(Criterion).filter(**in_set).update(scale=BEFORE_DAY)
    return round_


def test_a_day_is_read_shown_and_counted_as_a_day(dated: Round) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    address = reverse("references", args=[dated.pk])
    client.post(address, {"value-han": "31/12/2022", "source-han": "Công văn 1"})
    assert 'value="31/12/2022"' in markup(client.get(address))
    score = score_of(dated.assessments.all()[0], "1.3")
    said = [line.vi for line in scale_of(score).describe()]
    assert "Hạn gửi báo cáo: 31/12/2022" in said
    assert claim(dated, "1.3", {"ngay_gui": "31/12/2022"}).claimed_points == 2
    assert claim(dated, "1.3", {"ngay_gui": "01/01/2023"}, "Hà Nội").claimed_points == 0
    line = Change.objects.get(act="set_references")
    assert line.after == {"references": ["Hạn gửi báo cáo = 31/12/2022 [Công văn 1]"]}


@pytest.mark.parametrize("typed", ["45000", "31.122022", "31122022", "2022"])
def test_a_number_is_no_day_and_is_refused_at_its_field(dated: Round, typed: str) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    sent = {"value-han": typed, "source-han": "Công văn 1", "value-binh_quan": "31/12/2022"}
    answer: Any = client.post(reverse("references", args=[dated.pk]), sent)
    shown = markup(answer)
    assert answer.status_code == 422
    assert f"Hạn gửi báo cáo: “{typed}” không phải là ngày; hãy viết ngày/tháng/năm" in shown
    assert "Mức bình quân cả nước: “31/12/2022” không phải là số" in shown
    assert 'aria-invalid="true" aria-describedby="fault-value-han"' in shown
    assert 'aria-describedby="fault-source-binh_quan"' in shown
    assert not ReferenceValue.objects.exists()


def test_the_act_itself_takes_each_value_by_its_kind(dated: Round) -> None:
    day = GivenValue("han", None, Decimal(45000), "x")
    number = GivenValue("binh_quan", None, datetime.date(2022, 12, 31), "x")
    with pytest.raises(Refused) as refused:
        give(dated, day, number)
    assert [one.vi for one in refused.value.causes] == [
        "Hạn gửi báo cáo: 45000 không hợp lệ; hãy ghi ngày, ví dụ 31/12/2025.",
        "Mức bình quân cả nước: 31/12/2022 không hợp lệ; hãy ghi số, ví dụ 85,2.",
    ]


def test_a_number_stored_for_a_day_is_waited_for(dated: Round) -> None:
    ReferenceValue.objects.create(round=dated, key="han", value=Decimal("31.5"), source="x")
    assert [one.key for one in scale_of(score_of(dated.assessments.all()[0], "1.3")).awaited]


def test_a_table_s_days_are_days(dated: Round) -> None:
    actor = page(make_person(Role.COORDINATOR))

    def take(value: Any) -> Any:
        heads = ["Giá trị tham chiếu", "Giá trị", "Nguồn"]
        file = xlsx([heads, ["han", value, "Công văn 3"]])
        return import_references(actor=actor, round_id=dated.pk, stream=file, dry_run=False)

    with pytest.raises(TableFaults) as refused:
        take(44926)
    (fault,) = refused.value.faults
    assert (fault.row, fault.letter) == (2, "B")
    assert fault.text.vi == "“44926” không phải là ngày; hãy viết như 31/12/2025"
    assert "Giá trị: 30/12/2022" in take(datetime.date(2022, 12, 30)).entries[0].sentence.vi
    preview = take("31/12/2022")
    assert "Giá trị: 30/12/2022 → 31/12/2022" in preview.entries[0].sentence.vi


def test_a_changed_value_counts_again_what_is_still_open(round_: Round) -> None:
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    claim(round_, "1.3", {"points": "1"})
    hanoi = claim(round_, "1.1", {"ty_le": "80"}, "Hà Nội")
    Assessment.objects.filter(pk=hanoi.assessment_id).update(status=Status.SUBMITTED)
    coordinator = page(make_person(Role.COORDINATOR))
    for value, points in (("90", 0), ("80", 2)):
        found = set_references(actor=coordinator, round_id=round_.pk, values=[mean(value)])
        assert (found.values, found.recounted) == (1, 1)
        score.refresh_from_db()
        hanoi.refresh_from_db()
        # What was submitted is frozen.
        assert (score.claimed_points, hanoi.claimed_points) == (points, 2)
    lines = Change.objects.filter(act="recount_claim").order_by("pk")
    assert [(one.score_id, one.after["points"]) for one in lines if one.after] == [
        (score.pk, "0"),
        (score.pk, "2"),
    ]
    give(round_, mean(None))
    score.refresh_from_db()
    assert score.claimed_points == 2


def test_an_award_is_counted_again_with_a_reason_where_it_differs_from_the_claim(
    round_: Round,
) -> None:
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    Assessment.objects.filter(pk=score.assessment_id).update(status=Status.IN_REVIEW)
    score.awarded = score.claimed
    score.save()
    give(round_, mean("90", score.assessment.unit))
    score.refresh_from_db()
    assert (score.claimed_points, score.awarded_points) == (2, 0)
    assert score.awarded_note == "Tính lại theo giá trị tham chiếu của kỳ đánh giá."


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.EXPLAINING, Status.COUNCIL])
@pytest.mark.parametrize("is_late", [False, True])
def test_an_award_is_counted_again_until_the_review_is_finished(
    round_: Round, status: Status, is_late: bool
) -> None:
    """A pause or a deadline that has passed leaves no sheet with the points of another value."""
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    score.awarded = score.claimed
    score.save()
    sheets = Assessment.objects.filter(pk=score.assessment_id)
    sheets.update(status=status)
    if is_late:
        past = {"opens_at": "2020-01-01T00:00Z", "submit_by": "2020-02-01T00:00Z"}
        Round.objects.filter(pk=round_.pk).update(review_by="2020-03-01T00:00Z", **past)
    give(round_, mean("90"))
    score.refresh_from_db()
    assert (score.claimed_points, score.awarded_points) == (2, 0)
    sheets.update(status=Status.FINAL)
    give(round_, mean("80"))
    score.refresh_from_db()
    assert score.awarded_points == 0


def test_a_returned_sheet_counts_by_the_values_of_then(round_: Round) -> None:
    """The claim opens again, and keeps no points of another value."""
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    score.awarded = score.claimed
    score.save()
    Assessment.objects.filter(pk=score.assessment_id).update(status=Status.SUBMITTED)
    give(round_, mean("90"))
    score.refresh_from_db()
    assert (score.claimed_points, score.awarded_points) == (2, 0)
    coordinator = page(make_person(Role.COORDINATOR))
    return_assessment(actor=coordinator, assessment_id=score.assessment_id, reason="Thiếu số liệu")
    score.refresh_from_db()
    # What the award was given to is no more: it is given again.
    assert (score.claimed_points, score.is_reviewed) == (0, False)


def test_an_award_of_other_figures_is_counted_while_a_returned_sheet_is_mended(
    round_: Round,
) -> None:
    give(round_, mean("90"))
    score = claim(round_, "1.1", {"ty_le": "95"})
    Assessment.objects.filter(pk=score.assessment_id).update(status=Status.SUBMITTED)
    award_points(
        actor=page(make_person(Role.REVIEWER)),
        score_id=score.pk,
        version=score.version,
        entry={"ty_le": "85"},
        reason="Theo báo cáo",
    )
    coordinator = page(make_person(Role.COORDINATOR))
    return_assessment(actor=coordinator, assessment_id=score.assessment_id, reason="Thiếu số liệu")
    score.refresh_from_db()
    assert (score.claimed_points, score.awarded_points) == (2, 0)
    give(round_, mean("80"))
    score.refresh_from_db()
    assert (score.claimed_points, score.awarded_points) == (2, 2)


def test_a_claim_past_its_deadline_is_counted_while_it_is_not_submitted(round_: Round) -> None:
    """A unit may be given more time after all."""
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    Round.objects.filter(pk=round_.pk).update(
        opens_at="2020-01-01T00:00Z", submit_by="2020-02-01T00:00Z"
    )
    give(round_, mean("90"))
    score.refresh_from_db()
    assert score.claimed_points == 0


def test_a_review_that_opens_again_counts_by_the_values_of_then(round_: Round) -> None:
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    score.awarded = score.claimed
    score.save()
    Assessment.objects.filter(pk=score.assessment_id).update(status=Status.FINAL)
    give(round_, mean("90"))
    score.refresh_from_db()
    assert score.awarded_points == 2
    reopen_assessment(
        actor=page(make_person(Role.COORDINATOR)),
        assessment_id=score.assessment_id,
        until=timezone.now() + datetime.timedelta(days=120),
        reason="Tính lại",
    )
    score.refresh_from_db()
    assert score.awarded_points == 0
    assert Change.objects.filter(act="recount_award", score=score).count() == 1


ACCEPT: dict[str, Callable[[Score, Actor], object]] = {
    "one": lambda score, actor: award_points(
        actor=actor, score_id=score.pk, version=score.version, accept=True
    ),
    "a domain": lambda score, actor: accept_domain(
        actor=actor,
        assessment_id=score.assessment_id,
        domain=score.criterion.domain or score.criterion,
    ),
    "a leaf": lambda score, actor: accept_leaf(
        actor=actor,
        round_id=score.assessment.round_id,
        leaf=score.criterion,
        number_shown=1,
    ),
}


@pytest.mark.parametrize("way", ACCEPT)
def test_accepting_counts_the_figures_by_the_value_of_today(round_: Round, way: str) -> None:
    """Two units claim the same: whoever was reviewed before the value changed earns what the other earns after."""
    give(round_, mean("80"))
    first = claim(round_, "1.1", {"ty_le": "80"})
    second = claim(round_, "1.1", {"ty_le": "80"}, "Hà Nội")
    Assessment.objects.filter(round=round_).update(status=Status.IN_REVIEW)
    first.awarded = first.claimed
    first.save()
    give(round_, mean("90"))
    reviewer = make_person(Role.REVIEWER, at=second.reviewing_body.code)
    second = Score.objects.select_related("criterion__domain", "assessment").get(pk=second.pk)
    ACCEPT[way](second, page(reviewer))
    for score in (first, second):
        score.refresh_from_db()
    assert first.awarded_points == second.awarded_points == 0
    assert second.claimed_points == 2
    assert second.awarded_note == "Tính lại theo giá trị tham chiếu của kỳ đánh giá."
    line = Change.objects.filter(score=second, act="accept_claim").get()
    assert line.after == second.awarded.as_record()


def test_a_claim_counted_again_voids_the_award_given_before_its_return(round_: Round) -> None:
    give(round_, mean("80"))
    score = claim(round_, "1.1", {"ty_le": "80"})
    score.awarded = score.claimed
    score.save()
    give(round_, mean("90"))
    score.refresh_from_db()
    assert (score.claimed_points, score.is_reviewed) == (0, False)


def test_what_no_value_touches_costs_no_lock(round_: Round) -> None:
    """Queries grow with what changes, not with the round's units."""
    give(round_, mean("80"))
    for name in ("Sơn La", "Hà Nội"):
        claim(round_, "1.1", {"ty_le": "95"}, name)
    coordinator = page(make_person(Role.COORDINATOR))
    with CaptureQueriesContext(connection) as queries:
        found = set_references(actor=coordinator, round_id=round_.pk, values=[mean("90")])
    assert found.recounted == 0
    assert len([one for one in queries if "UPDATE" in one["sql"][:6]]) == 1


def test_bounds_hold_by_the_kind_of_unit(round_: Round) -> None:
    Unit.objects.filter(name_vi="Sơn La").update(kinds="miền núi; biên giới")
    assert claim(round_, "1.2", {"count": "16"}).claimed_points == 2
    assert claim(round_, "1.2", {"count": "16"}, "Hà Nội").claimed_points == 0


def test_a_scale_that_asks_for_neither_costs_no_query(round_: Round) -> None:
    score = score_of(round_.assessments.all()[0], "1.3")
    with CaptureQueriesContext(connection) as queries:
        scale_of(score)
    assert len(queries) == 0
    assert parse_scale(BY_KIND, Decimal(2)).kinds_named == ("miền núi",)


def test_references_of_a_set(round_: Round) -> None:
    found = references_of(round_.criteria_set_id)
    assert {key: one.leaves for key, one in found.items()} == {"binh_quan": ["1.1"]}


def test_kinds_come_with_the_list_of_units() -> None:
    file = csv_file(
        [
            ["Cấp", "Mã", "Tên đơn vị", "Loại đơn vị"],
            ["Xã, phường", "P1", "Phường Một", " phường ;  đặc khu;phường"],
        ]
    )
    import_units(actor=page(make_person(Role.ADMIN)), stream=file, dry_run=False)
    unit = Unit.objects.get(code="P1")
    assert unit.kinds == "phường; đặc khu"
    assert unit.kind_list == ("phường", "đặc khu")
