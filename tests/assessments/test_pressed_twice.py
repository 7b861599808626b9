"""A form pressed twice is one act, and the person reads that it was done."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.utils import timezone

from assessments.acts import add_link, create_token
from assessments.jobs.run_state import RESUME_AFTER
from assessments.models import (
    Change,
    Council,
    Job,
    Notice,
    Remark,
    Role,
    SentForm,
    Status,
    SurveyImport,
    Token,
    User,
)
from assessments.pages import survey
from assessments.writing import once
from rankings.models import Ranking
from rankings.models.webhooks import Webhook
from tests.assessments import samples
from tests.factories import (
    make_disputed,
    make_explaining,
    make_person,
    make_round,
    make_submitted,
    page,
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
        "once": key_of(client, path, f'id="ttext{score.pk}"'),
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


def survey_file(data: str) -> Any:
    return samples.upload("sipas.csv", f"mã đơn vị;mã tiêu chí;tỷ lệ (%)\n{data}\n".encode())


@pytest.mark.parametrize("large", [False, True])
def test_survey_points_are_imported_once(
    large: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(survey, "AT_ONCE", 10 if large else 1000)
    round_ = make_round()
    client, path = coordinator(), f"/rounds/{round_.pk}/survey/"
    key, unit = key_of(client, path, 'name="check"'), sheet_of(round_).unit.code

    def check(percent: int, key: str = key) -> Any:
        data = {"once": key, "file": survey_file(f"{unit};3.1;{percent}")}
        with TestCase.captureOnCommitCallbacks(execute=True):
            return client.post(path, data, follow=True)

    looks = [check(60), check(60)]
    if large:
        assert looks[0].redirect_chain == looks[1].redirect_chain
        assert Job.objects.filter(kind="survey_check").count() == 1
        data = {"checked": str(Job.objects.get().pk), "once": "two"}
    else:
        data = {"token": looks[0].context["token"], "once": "two"}
    with TestCase.captureOnCommitCallbacks(execute=True):
        answers = twice(client, path, data)
    assert answers[0].redirect_chain == answers[1].redirect_chain
    # What is done in the background stands on the page that both presses lead to.
    done = client.get(answers[1].redirect_chain[-1][0]) if large else answers[1]
    assert "Đã nhập: lần 1." in markup(done)
    assert SurveyImport.objects.count() == 1
    # Corrected, it is another file, though as long and named alike.
    if large:
        assert check(70).redirect_chain != looks[0].redirect_chain
    else:
        assert check(70).context["report"].changed == 1


def test_a_rounds_dates_are_changed_once() -> None:
    round_ = make_round()
    client, path = coordinator(), f"/rounds/{round_.pk}/change/"
    told = make_person(Role.COORDINATOR)
    fields = client.get(path).context["fields"]
    data = {"once": key_of(client, path, 'name="reason"'), "reason": "Bão số 9"}
    data |= {f"seen-{field['name']}": field["seen"] for field in fields}
    data |= {field["name"]: field["value"] for field in fields} | {"quorum_percent": "80"}
    for answer in twice(client, path, data):
        assert "Đã đổi thời hạn, quy định của kỳ" in markup(answer)
    assert Change.objects.filter(act="change_round").count() == 1
    assert Notice.objects.filter(user=told).count() == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_evidence_is_added_and_withdrawn_once(htmx: bool, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    sheet = sheet_of(make_round())
    client = signed_in(make_person(Role.OFFICER, unit=sheet.unit))
    headers = {"HX-Request": "true"} if htmx else {}
    path = f"/sheets/{sheet.pk}/leaves/1.1/"
    score = score_of(sheet, "1.1")
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    other = add_link(
        actor=page(officer),
        score_id=score_of(sheet, "1.2").pk,
        url="https://vanban.vn/2",
        title="Báo cáo",
    )

    def press(url: str, data: dict[str, Any]) -> str:
        if "url" in data:
            names = ("a.pdf", "b.pdf")
            data = data | {"files": [samples.upload(name, samples.pdf(name)) for name in names]}
        answer: Any = client.post(url, data, follow=True, headers=headers)
        assert answer.status_code == 200
        return markup(answer)

    data = {
        "once": key_of(client, path, 'class="drop"'),
        "url": "https://vanban.vn/1",
        "title": "Kế hoạch",
        "existing": str(other.pk),
    }
    for _ in range(2):
        shown = press(f"/scores/{score.pk}/evidence/", data)
        assert "đã gắn với tiêu chí" not in shown
        assert "đã có trong phiếu nên" not in shown
        assert shown.count('class="withdraw ') == 4
    assert score.links.count() == 4
    link = score.links.get(evidence__url="https://vanban.vn/1")
    data = {"once": key_of(client, path, 'name="reason"'), "reason": "Nhầm"}
    for _ in range(2):
        assert press(f"/evidence-links/{link.pk}/withdraw/", data).count('class="withdraw ') == 3
    assert Change.objects.filter(act="withdraw_evidence").count() == 1


def test_a_job_is_removed_once() -> None:
    person = make_person(Role.COORDINATOR)
    client = signed_in(person)
    job = Job.objects.create(owner=person, kind="survey", state=Job.State.DONE)
    data = {"once": key_of(client, "/jobs/", "Xóa")}
    for answer in twice(client, f"/jobs/{job.pk}/remove/", data):
        assert answer.status_code == 200
        assert "Đã xóa." in markup(answer)
    assert not Job.objects.exists()


def test_a_token_is_made_once_and_shown_to_the_second_press_too() -> None:
    client = signed_in(make_person(Role.COORDINATOR))
    path = "/account/"
    data = {"once": key_of(client, path, 'name="name"'), "name": "Báo cáo", "scope": "read"}
    data["days"] = "180"
    first, second = (answer.context["token"] for answer in twice(client, path, data))
    assert first == second
    token = Token.objects.get()
    assert first.startswith(token.token_key)
    answer = Client().get("/api/v1/units/", headers={"Authorization": f"Token {second}"})
    assert answer.status_code == 200
    # Its text is nowhere in the database.
    assert first not in str(SentForm.objects.values())
    other = client.post(path, data | {"name": "Cổng dữ liệu"}).context["token"]
    assert other not in (first, "")
    assert Token.objects.count() == 2


def test_a_webhook_is_registered_once() -> None:
    client, path = coordinator(), "/webhooks/"
    data = {"url": "https://example.vn/nhan", "once": key_of(client, path, 'name="url"')}
    first, second = twice(client, path, data)
    hook = Webhook.objects.get()
    assert first.context["new"] == second.context["new"] == hook
    assert hook.secret in markup(second)
    assert Change.objects.filter(act="register_webhook").count() == 1


def test_work_that_lost_its_worker_is_sent_again_once() -> None:
    person = make_person(Role.COORDINATOR)
    client = signed_in(person)
    job = Job.objects.create(
        owner=person, kind="survey", state="running", progressed_at=timezone.now() - RESUME_AFTER
    )
    data = {"once": key_of(client, f"/jobs/{job.pk}/", "Chạy lại")}
    for answer in twice(client, f"/jobs/{job.pk}/resume/", data):
        assert answer.status_code == 200
        assert "không tiến triển quá 60 giây" not in markup(answer)


def test_a_token_is_revoked_once() -> None:
    person = make_person(Role.COORDINATOR)
    client = signed_in(person)
    create_token(actor=page(person), name="Báo cáo", scope=Token.Scope.READ, days=30)
    for answer in twice(client, f"/account/tokens/{Token.objects.get().digest}/revoke/", {}):
        assert answer.status_code == 200
    assert not Token.objects.exists()


def test_a_webhook_is_ended_once() -> None:
    client, path = coordinator(), "/webhooks/"
    client.post(path, {"url": "https://example.vn/nhan"})
    for answer in twice(client, path, {"end": str(Webhook.objects.get().pk)}):
        assert "Đã ngừng gửi tới địa chỉ này." in markup(answer)
    assert Change.objects.filter(act="end_webhook").count() == 1
