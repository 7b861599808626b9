"""A form pressed twice is one act, and the person reads that it was done."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Change, Council, Remark, Role, SentForm, Status, User
from assessments.writing import once
from rankings.models import Ranking
from tests.factories import (
    make_disputed,
    make_explaining,
    make_person,
    make_submitted,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


def key_of(client: Client, path: str, before: str) -> str:
    """Returns the key of the form that ends with ``before`` on the page at ``path``."""
    page = markup(client.get(path))
    keys = re.findall('name="once" value="([^"]+)"', page[: page.index(before)])
    return str(keys[-1])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def twice(client: Client, path: str, data: dict[str, Any]) -> list[Any]:
    return [client.post(path, data, follow=True) for _ in range(2)]


def coordinator() -> Client:
    return signed_in(make_person(Role.COORDINATOR))


def test_a_council_is_called_once() -> None:
    sheet = make_disputed("1.3")
    client = coordinator()
    path = f"/rounds/{sheet.round_id}/councils/"
    data = {
        "once": key_of(client, path, 'name="title"'),
        "title": "Phiên họp thứ nhất",
        "held_on": "2026-11-24",
        "members": "Trần A; Vụ trưởng",
        "scores": [score_of(sheet, "1.3").pk],
    }
    first, second = twice(client, path, data)
    council = Council.objects.get()
    assert first.redirect_chain == second.redirect_chain == [(f"/councils/{council.pk}/", 302)]
    # Filled in otherwise it is another form: the leaf is on an agenda already.
    other = client.post(path, data | {"title": "Phiên họp thứ hai", "scores": []}, follow=True)
    assert other.status_code == 200
    assert Council.objects.count() == 2


def test_the_acts_of_a_council_are_done_once() -> None:
    sheet = make_disputed("1.3")
    client = coordinator()
    client.post(
        f"/rounds/{sheet.round_id}/councils/",
        {"title": "Phiên họp", "held_on": "2026-11-24", "scores": [score_of(sheet, "1.3").pk]},
    )
    path = f"/councils/{Council.objects.get().pk}/"
    add = {"act": "add", "members": "Trần A; Vụ trưởng\nLê B", "once": "one"}
    for data, said in (
        (add, "Đã bổ sung."),
        (
            {"act": "send", "once": key_of(client, path, 'value="send"')},
            "Đã trình hội đồng 1 phiếu.",
        ),
    ):
        for answer in twice(client, path, data):
            assert said in markup(answer)
    assert Council.objects.get().members.count() == 2
    # Without its key, as a program may send it, it is done each time.
    del add["once"]
    assert client.post(path, add).status_code == 422


def test_a_ranking_is_computed_once() -> None:
    sheet = make_submitted()
    client = coordinator()
    path = f"/rounds/{sheet.round_id}/rankings/"
    data = {"basis": "claimed", "once": key_of(client, path, 'name="basis"')}
    for answer in twice(client, path, data):
        assert answer.status_code == 200
    assert Ranking.objects.count() == 1


def test_a_sheet_is_returned_once() -> None:
    sheet = make_submitted()
    client = coordinator()
    path = f"/sheets/{sheet.pk}/steps/return/"
    data = {"reason": "Thiếu số liệu", "once": key_of(client, path, 'name="reason"')}
    for answer in twice(client, path, data):
        assert "Đã trả lại phiếu cho đơn vị." in markup(answer)
        assert "Chưa có gì thay đổi" not in markup(answer)
    assert Change.objects.filter(act="return").count() == 1
    assert sheet_of(sheet.round, sheet.unit).status == Status.DRAFTING


def test_explanations_are_sent_once() -> None:
    sheet = make_explaining("1.3")
    client = signed_in(make_person(Role.LEADER, unit=sheet.unit))
    path = f"/sheets/{sheet.pk}/steps/send_explanations/"
    data = {"once": key_of(client, path, "Gửi giải trình</button>")}
    for answer in twice(client, path, data):
        assert "Đã gửi giải trình cho người thẩm định." in markup(answer)
        assert "1 tiêu chí không giải trình giữ điểm thẩm định lần đầu." in markup(answer)
    assert Change.objects.filter(act="send_explanations").count() == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_an_explanation_is_said_once(htmx: bool) -> None:
    sheet = make_explaining("1.3")
    client = signed_in(make_person(Role.OFFICER, unit=sheet.unit))
    score = score_of(sheet, "1.3")
    path = f"/sheets/{sheet.pk}/leaves/1.3/"
    data = {
        "once": key_of(client, path, 'value="explain"'),
        "version": score.version,
        "act": "explain",
        "text": "Đã ban hành",
    }
    for _ in range(2):
        answer: Any = client.post(
            f"/scores/{score.pk}/thread/",
            data,
            follow=True,
            headers={"HX-Request": "true"} if htmx else {},
        )
        assert answer.status_code == 200
        assert "Đã ghi" in markup(answer)
    assert Remark.objects.filter(score=score, kind=Remark.Kind.EXPLANATION).count() == 1


def test_what_was_refused_is_corrected_and_sent_again() -> None:
    sheet = make_submitted()
    client = coordinator()
    path = f"/sheets/{sheet.pk}/steps/return/"
    data = {"reason": "", "once": "one"}
    for answer in twice(client, path, data):
        assert answer.status_code == 422
    assert not SentForm.objects.exists()
    corrected = client.post(path, data | {"reason": "Thiếu số liệu"}, follow=True)
    assert "Đã trả lại phiếu cho đơn vị." in markup(corrected)


def test_a_key_is_its_persons_own() -> None:
    first, second = make_person(Role.COORDINATOR), make_person(Role.COORDINATOR)
    done: list[int] = []

    def act() -> int:
        done.append(1)
        return len(done)

    assert [once.do_once(user, "k", act) for user in (first, second, first)] == [1, 2, 1]


def test_keys_are_kept_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person(Role.COORDINATOR)
    once.do_once(person, "old", lambda: 1)
    SentForm.objects.update(at=timezone.now() - once.KEPT)
    once.do_once(person, "new", lambda: 2)
    assert [sent.key for sent in SentForm.objects.all()] == ["new"]


def test_accepting_a_domain_is_done_once() -> None:
    client, sheet = signed_in(make_person(Role.REVIEWER, at="BNV")), make_submitted()
    path = f"/sheets/{sheet.pk}/accept/1/"
    data = {"leaves": "3", "once": key_of(client, f"/sheets/{sheet.pk}/", 'name="leaves"')}
    for answer in twice(client, path, data):
        assert "Đã chấp nhận 3 tiêu chí." in markup(answer)
    assert Change.objects.filter(act="accept_claim").count() == 3
