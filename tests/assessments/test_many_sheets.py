"""What a coordinator does with many sheets at once: reminding, more time, giving back; all or none."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import extend_deadlines, remind_units, return_assessments
from assessments.models import Assessment, Change, Notice, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    fill,
    make_explaining,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    set_clock,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets() -> list[Assessment]:
    units = [make_unit("Hà Giang"), make_unit("Cà Mau")]
    round_ = make_round(units=units)
    return [sheet_of(round_, unit) for unit in units]


def ids(*sheets: Assessment) -> list[int]:
    return [sheet.pk for sheet in sheets]


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text_vi", flat=True))


def test_each_unit_is_told_what_it_owes(sheets: list[Assessment], coordinator: User) -> None:
    officer = make_person(Role.OFFICER, unit=sheets[0].unit)
    other = make_person(Role.LEADER, unit=sheets[1].unit)
    fill(sheets[0], "1.1", "1.2", by=officer)
    assert remind_units(actor=page(coordinator), assessment_ids=ids(*sheets)) == 2
    assert told(officer)[-1].startswith("Nhắc Hà Giang gửi phiếu tự đánh giá, còn 4 tiêu chí")
    assert told(other)[-1].startswith("Nhắc Cà Mau gửi phiếu tự đánh giá, còn 6 tiêu chí")
    lines = Change.objects.filter(act="remind_unit", by=coordinator)
    assert lines.count() == 2
    # Reminded again is told again.
    remind_units(actor=page(coordinator), assessment_ids=ids(sheets[0]))
    assert len([text for text in told(officer) if text.startswith("Nhắc")]) == 2


def test_a_late_unit_is_told_that_it_is_late(
    sheets: list[Assessment], coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_person(Role.OFFICER, unit=sheets[0].unit)
    set_clock(monkeypatch, sheets[0].round.submit_by + datetime.timedelta(days=1))
    remind_units(actor=page(coordinator), assessment_ids=ids(sheets[0]))
    assert told(officer)[-1].startswith("Hà Giang đã quá hạn (")
    assert "đề nghị gia hạn" in told(officer)[-1]


def test_explanations_are_owed_too(coordinator: User) -> None:
    sheet = make_explaining("1.1", "2.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    remind_units(actor=page(coordinator), assessment_ids=ids(sheet))
    assert "giải trình 2 tiêu chí; hạn" in told(officer)[-1]


def test_a_sheet_that_waits_for_others_stops_all(
    sheets: list[Assessment], coordinator: User
) -> None:
    make_submitted(sheets[0].round, sheets[1].unit)
    lines = Change.objects.count()
    with pytest.raises(Refused, match="Cà Mau: Phiếu không chờ đơn vị"):
        remind_units(actor=page(coordinator), assessment_ids=ids(*sheets))
    assert Change.objects.count() == lines


def test_more_time_for_many(sheets: list[Assessment], coordinator: User) -> None:
    until = sheets[0].round.submit_by + datetime.timedelta(days=3)
    extended = extend_deadlines(
        actor=page(coordinator),
        assessment_ids=ids(*sheets),
        until=until,
        reason="Bão số 9",
        document="12/QĐ-BNV",
    )
    assert extended == 2
    assert {one.extended_to for one in Assessment.objects.all()} == {until}
    with pytest.raises(Refused, match=r"^Hãy nêu lý do gia hạn\.$"):
        extend_deadlines(
            actor=page(coordinator), assessment_ids=ids(*sheets), until=until, reason=" "
        )


def test_many_go_back_with_one_reason(sheets: list[Assessment], coordinator: User) -> None:
    for sheet in sheets:
        make_submitted(sheet.round, sheet.unit)
    actor = page(coordinator)
    with pytest.raises(Refused, match=r"^Hãy nêu lý do\.$"):
        return_assessments(actor=actor, assessment_ids=ids(*sheets), reason="")
    assert return_assessments(actor=actor, assessment_ids=ids(*sheets), reason="Thiếu báo cáo") == 2
    found = Assessment.objects.values_list("status", "return_reason")
    assert set(found) == {(Status.DRAFTING, "Thiếu báo cáo")}


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMIN, Role.LEADER, Role.REVIEWER])
def test_only_a_coordinator(sheets: list[Assessment], role: Role) -> None:
    person = page(make_person(role, unit=sheets[0].unit))
    soon = timezone.now() + datetime.timedelta(days=90)
    calls: tuple[Callable[[], object], ...] = (
        lambda: remind_units(actor=person, assessment_ids=ids(*sheets)),
        lambda: extend_deadlines(
            actor=person, assessment_ids=ids(*sheets), until=soon, reason="Bão"
        ),
        lambda: return_assessments(actor=person, assessment_ids=ids(*sheets), reason="x"),
    )
    for call in calls:
        with pytest.raises(NotAllowed, match="điều phối viên"):
            call()


def test_what_is_wrong_with_the_form_of_many_stands_at_its_field(
    sheets: list[Assessment], coordinator: User
) -> None:
    client = Client()
    client.force_login(coordinator)
    where = reverse("round_steps", args=[sheets[0].round_id])
    form = {"sheets": ids(*sheets), "step": "extend", "extend-until": "", "extend-reason": ""}
    answer = client.post(where, form)
    assert answer.status_code == 422
    shown = markup(answer)
    for name, said in (
        ("extend-until", "Hạn mới phải ở tương lai."),
        ("extend-reason", "Hãy nêu lý do gia hạn."),
    ):
        at_field = re.search(rf'<span class="fault" id="fault-{name}">([^<]*)</span>', shown)
        assert at_field, name
        assert said in at_field[1]
        assert f'aria-describedby="fault-{name}"' in shown
    # The menu of the step is open, that of another is not.
    assert '<details class="pop up" open><summary class="btn">Gia hạn' in shown
    assert shown.count('<details class="pop up" open>') == 1
