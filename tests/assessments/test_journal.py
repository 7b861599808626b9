"""The security journal: who came in, from where, through which door, and what was read or taken out."""

import datetime
import io
import json
import logging
import logging.config
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import add_file, create_token, import_people, revoke_token
from assessments.chain.checking import check_record
from assessments.chain.sealing import head_of_chain, seal_record
from assessments.journal import kinds
from assessments.journal.writing import journal, lines
from assessments.models import (
    Assessment,
    Door,
    Evidence,
    JournalLine,
    Membership,
    Role,
    SignedReport,
    Token,
    User,
)
from parindex.logs import logging_settings
from tests.assessments import samples
from tests.assessments.by_force import by_force
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, publish

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PASSWORD = "cai-cach-2022"  # of a test


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def evidence(sheet: Assessment, officer: User) -> Evidence:
    upload = samples.upload("Kế hoạch.pdf", samples.pdf())
    return add_file(actor=page(officer), score_id=score_of(sheet, "1.1").pk, upload=upload)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of_kind(kind: kinds.EventKind) -> JournalLine:
    """The newest line of the kind."""
    return JournalLine.objects.filter(kind=kind.name).latest("pk")


def read(client: Client, path: str) -> Any:
    response: Any = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: Any) -> Any:
    return client.post(
        reverse("account_login"), {"login": email, "password": password}, headers=headers
    )


def test_coming_in_failing_and_leaving(client: Client) -> None:
    person = User.objects.create_user("can.bo@example.vn", PASSWORD)
    sign_in(client, person.email, "sai-mat-khau")
    failure = of_kind(kinds.SIGN_IN_FAILURE)
    assert (failure.person, failure.account) == (person, "can.bo@example.vn")
    assert (failure.address, failure.door) == ("127.0.0.1", Door.PAGE)
    assert failure.place == "/accounts/login/"
    sign_in(client, "khong-co@example.vn")
    nobody_s = of_kind(kinds.SIGN_IN_FAILURE)
    assert (nobody_s.person, nobody_s.account) == (None, "khong-co@example.vn")
    sign_in(client, person.email)
    assert of_kind(kinds.SIGN_IN).person == person
    client.post(reverse("account_logout"))
    left = of_kind(kinds.SIGN_OUT)
    assert (left.person, left.account) == (person, person.email)


@pytest.mark.parametrize(("proxies", "address"), [(1, "198.51.100.7"), (0, "127.0.0.1")])
def test_the_address_is_the_one_before_our_proxies(
    settings: Any, client: Client, proxies: int, address: str
) -> None:
    """What a client writes itself into the header is left of it, and never believed."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    sign_in(client, "a@example.vn", **{"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert of_kind(kinds.SIGN_IN_FAILURE).address == address


def test_a_new_password_is_noted(client: Client) -> None:
    person = User.objects.create_user("can.bo@example.vn", PASSWORD)
    sign_in(client, person.email)
    new = "mot-mat-khau-moi-2026"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert of_kind(kinds.PASSWORD_CHANGE).person == person


def test_tokens_are_noted_and_never_written_out(officer: User) -> None:
    text = create_token(actor=page(officer), name="Báo cáo", scope="read", days=30)
    made = of_kind(kinds.TOKEN_MADE)
    assert made.facts == {"token": text[:15], "name": "Báo cáo", "scope": "read", "days": 30}
    assert text not in json.dumps(made.facts)
    assert revoke_token(actor=page(officer), digest=Token.objects.get().digest)
    assert of_kind(kinds.TOKEN_ENDED).facts["token"] == text[:15]


def test_roles_given_and_ended_by_an_administrator(sheet: Assessment) -> None:
    admin, person = make_person(Role.ADMIN), make_person()
    client, place = client_of(admin), reverse("person", args=[person.pk])
    client.post(place, {"act": "give", "role": Role.OFFICER, "unit": sheet.unit.code})
    line = of_kind(kinds.ROLE_GIVEN)
    assert (line.person, line.door) == (admin, Door.PAGE)
    assert line.facts == {"person": person.email, "role": "officer", "at": str(sheet.unit)}
    client.post(place, {"act": "take", "membership": Membership.objects.get(user=person).pk})
    assert of_kind(kinds.ROLE_ENDED).facts["role"] == "officer"


def test_a_role_that_is_changed_in_place_is_noted_with_the_former(sheet: Assessment) -> None:
    held = Membership.objects.create(user=make_person(), role=Role.OFFICER, unit=sheet.unit)
    held.role = Role.LEADER
    held.save()
    changed = of_kind(kinds.ROLE_CHANGED)
    assert (changed.facts["former_role"], changed.facts["role"]) == ("officer", "leader")


def test_what_is_done_in_the_admin_site_is_an_act_and_what_was_refused_is_none() -> None:
    admin = make_person(Role.ADMIN)
    client = client_of(admin)
    add = "/admin/criteria/reviewingbody/add/"
    assert client.post(add, {}).status_code == 200
    assert not JournalLine.objects.filter(kind=kinds.ADMIN_ACT.name).exists()
    assert client.post(add, {"code": "BMOI", "name_vi": "Bộ Mới"}).status_code == 302
    assert of_kind(kinds.ADMIN_ACT).place == add


def test_an_imported_role_is_noted_like_any_other() -> None:
    admin, unit = make_person(Role.ADMIN), make_unit("Tỉnh Mới")
    table = (
        "Thư điện tử,Họ và tên,Vai trò,Cấp,Mã đơn vị\n"
        f'moi@example.vn,Người Mới,Lãnh đạo đơn vị,"{unit.get_level_display()}",{unit.code}\n'
    )
    import_people(actor=page(admin), stream=io.BytesIO(table.encode()), dry_run=False)
    line = JournalLine.objects.filter(facts__person="moi@example.vn").get()
    assert (line.kind, line.person) == (kinds.ROLE_GIVEN.name, admin)
    assert line.facts["role"] == "leader"


def test_reading_and_downloading_evidence(evidence: Evidence, officer: User) -> None:
    client = client_of(officer)
    for name, kind in (
        ("evidence", kinds.EVIDENCE_DOWNLOAD),
        ("evidence_preview", kinds.EVIDENCE_READ),
    ):
        path = reverse(name, args=[evidence.pk])
        assert read(client, path).status_code == 200
        line = of_kind(kind)
        assert (line.person, line.place) == (officer, path)
        assert line.facts == {"file": "Kế hoạch.pdf", "sheet": evidence.assessment_id}


def test_whoever_may_not_read_it_leaves_no_reading(evidence: Evidence) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    assert client_of(stranger).get(reverse("evidence", args=[evidence.pk])).status_code == 404
    assert not JournalLine.objects.filter(kind__startswith="evidence").exists()


def test_a_reading_costs_one_insert_and_no_lock(evidence: Evidence, officer: User) -> None:
    client, path = client_of(officer), reverse("evidence", args=[evidence.pk])
    read(client, path)
    with CaptureQueriesContext(connection) as asked:
        read(client, path)
    statements = [query["sql"] for query in asked]
    (ours,) = [sql for sql in statements if "journalline" in sql]
    assert ours.startswith("INSERT")
    # The session, the person, the sheet's document: as before there was a journal.
    assert len(statements) == 4
    assert not any("FOR UPDATE" in sql or "SAVEPOINT" in sql for sql in statements)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite locks the file")
def test_no_constraint_locks_the_person() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = 'assessments_journalline'::regclass"
            " AND contype = 'f'"
        )
        assert cursor.fetchone() == (0,)


def test_archives_workbooks_and_reports_are_noted(
    sheet: Assessment, evidence: Evidence, officer: User
) -> None:
    client = client_of(officer)
    score = score_of(sheet, "1.1")
    for path, kind in (
        (reverse("evidence_zip", args=[sheet.pk]), kinds.ARCHIVE),
        (reverse("leaf_evidence_zip", args=[score.pk]), kinds.ARCHIVE),
        (reverse("workbook", args=[sheet.pk]), kinds.EXPORT),
        (reverse("report", args=[sheet.pk, "docx"]), kinds.EXPORT),
    ):
        assert read(client, path).status_code == 200
        line = of_kind(kind)
        assert (line.person, line.place) == (officer, path)
        assert line.facts["file"]


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/administration/imports/people/current/", Door.PAGE),
        ("/admin/criteria/criteriaset/{}/annex.csv", Door.ADMIN),
    ],
)
def test_a_file_of_administration_is_noted(sheet: Assessment, path: str, door: str) -> None:
    admin = make_person(Role.ADMIN)
    path = path.format(sheet.round.criteria_set_id)
    assert read(client_of(admin), path).status_code == 200
    line = of_kind(kinds.EXPORT)
    assert (line.person, line.door, line.place) == (admin, door, path)


def test_a_signed_report_is_noted(sheet: Assessment, officer: User) -> None:
    report = SignedReport.objects.create(
        assessment=sheet,
        file=ContentFile(samples.pdf(), "a.pdf"),
        file_name="a.pdf",
        size=len(samples.pdf()),
        sha256="0" * 64,
        by=officer,
    )
    path = reverse("signed_report", args=[report.pk])
    assert read(client_of(officer), path).status_code == 200
    assert of_kind(kinds.EVIDENCE_DOWNLOAD).place == path


def test_a_draft_of_a_ranking_is_noted_and_a_public_one_is_everybody_s() -> None:
    coordinator = make_person(Role.COORDINATOR)
    client, draft = client_of(coordinator), computed(one_leaf(["50"]))
    for path in (f"/rankings/{draft.pk}/export.csv", f"/rankings/{draft.pk}/lost.csv"):
        assert read(client, path).status_code == 200
        assert of_kind(kinds.EXPORT).place == path
    before = JournalLine.objects.count()
    publish(draft, by=coordinator)
    assert read(client, f"/rankings/{draft.pk}/export.csv").status_code == 200
    assert JournalLine.objects.count() == before


def test_what_was_rolled_back_is_neither_kept_nor_sent(
    caplog: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    def failing() -> None:
        with transaction.atomic():
            journal(kinds.EXPORT, None)
            raise ZeroDivisionError

    lines.addHandler(caplog.handler)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            with pytest.raises(ZeroDivisionError):
                failing()
            journal(kinds.ARCHIVE, None)
    finally:
        lines.removeHandler(caplog.handler)
    assert [line.kind for line in JournalLine.objects.all()] == [kinds.ARCHIVE.name]
    assert [record.getMessage() for record in caplog.records] == [kinds.ARCHIVE.name]


EVIL = 'a"b\\\n{"kind": "sign_in"}\r\x1b[2J\x85\u2028\u202e\x7f'


def test_no_text_forges_a_line_for_the_collector(
    tmp_path: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    handlers = logging_settings(level="INFO", journal=str(tmp_path / "lines"))
    config = logging.config.DictConfigurator(handlers)
    made = config.configure_formatter(handlers["formatters"]["json"])
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(made)
    lines.addHandler(handler)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            journal(kinds.SIGN_IN_FAILURE, None, account=EVIL, file=EVIL)
    finally:
        lines.removeHandler(handler)
    written = out.getvalue()
    assert written.count("\n") == 1
    assert written.isascii()
    assert all(char.isprintable() for char in written.rstrip("\n"))
    line = json.loads(written)
    assert line["kind"] == "sign_in_failure"
    assert line["facts"] == {"file": EVIL}
    assert line["line"] == JournalLine.objects.get().pk


def shown(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def test_inspectors_filter_everybody_s_lines() -> None:
    one, two = make_person(Role.LEADER, unit=make_unit()), make_person()
    client = client_of(make_person(Role.INSPECTOR))
    journal(kinds.EXPORT, one, file="cua-mot.xlsx")
    journal(kinds.ARCHIVE, two, file="cua-hai.zip")
    old = JournalLine.objects.create(
        kind=kinds.EXPORT.name,
        person=two,
        account=two.email,
        address="198.51.100.7",
        door=Door.API,
        facts={"file": "xua.csv"},
        at=timezone.now() - datetime.timedelta(days=40),
    )
    files = ("cua-mot.xlsx", "cua-hai.zip", "xua.csv")

    def found(query: str) -> list[str]:
        html = shown(client, f"/journal/?{query}")
        return [name for name in files if name in html]

    assert found("") == [*files]
    assert found(f"person={one.email}") == ["cua-mot.xlsx"]
    assert found(f"kind={kinds.ARCHIVE.name}") == ["cua-hai.zip"]
    assert found("address=198.51.100.7") == ["xua.csv"]
    assert found(f"day={timezone.localtime(old.at):%d/%m/%Y}") == ["xua.csv"]
    assert found("day=31/31/2022") == []
    assert found("person=%00&kind=x&address=y") == []


def test_a_person_reads_their_own_alone(officer: User) -> None:
    client = client_of(officer)
    journal(kinds.EXPORT, officer, file="cua-toi.xlsx")
    journal(kinds.EXPORT, make_person(), file="cua-nguoi-khac.xlsx")
    html = shown(client, "/account/journal/")
    assert "cua-toi.xlsx" in html
    assert "cua-nguoi-khac.xlsx" not in html
    assert "/account/journal/" in shown(client, "/account/")


def test_pages_go_by_key_and_cost_the_same(django_assert_max_num_queries: Any) -> None:
    inspector = make_person(Role.INSPECTOR)
    client = client_of(inspector)
    JournalLine.objects.bulk_create(
        JournalLine(kind=kinds.EXPORT.name, door=Door.PAGE, facts={"file": f"tep-{number:03}."})
        for number in range(250)
    )
    client.get("/journal/")
    address, seen = "/journal/?kind=export", ""
    for _ in range(3):
        with django_assert_max_num_queries(6):
            html = shown(client, address)
        seen += html
        older = html.rpartition("before=")[2].partition('"')[0]
        address = f"/journal/?kind=export&before={older}"
    assert [f"tep-{number:03}." in seen for number in range(250)] == [True] * 250
    assert seen.count("tep-") == 250


def test_the_state_of_the_chain_in_plain_words(
    django_assert_max_num_queries: Any,
) -> None:
    client, path = client_of(make_person(Role.ADMIN)), "/journal/chain/"
    assert "Hơn hai ngày chưa kiểm tra" in shown(client, path)
    seal_record()
    check_record()
    with django_assert_max_num_queries(16):
        html = shown(client, path)
    assert "vẫn khớp với chuỗi" in html
    assert head_of_chain().sha256 in html
    by_force(JournalLine, "UPDATE {} SET address = 'x'")
    check_record()
    html = shown(client, path)
    assert "phát hiện" in html
    assert "đã bị sửa" in html
