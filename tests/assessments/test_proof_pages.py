"""The form that adds documents to a leaf: what it says, and that nothing typed is dropped unsaid."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Evidence, EvidenceLink, Role, User
from tests.assessments import samples
from tests.factories import make_person, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db

TYPED: dict[str, Any] = {
    "title": "Kế hoạch CCHC",
    "number": "12/KH-UBND",
    "issued_on": "2022-01-05",
}
DESCRIBE_QUERIES = 15


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(sheet: Assessment, client: Client) -> User:
    """Somebody of the unit, signed in."""
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


def add(
    client: Client,
    sheet: Assessment,
    *files: Any,
    code: str = "1.1",
    htmx: bool = True,
    **typed: str,
) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("add_evidence", args=[score_of(sheet, code).pk])
    return client.post(url, {"files": files} | typed, headers=headers)


def describe(client: Client, link: EvidenceLink, htmx: bool = True, **typed: str) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("describe_evidence", args=[link.pk]), typed, headers=headers)


def pdf(name: str = "ke-hoach.pdf", more: bytes = b"") -> Any:
    return samples.upload(name, samples.pdf() + more)


def shown(response: Any) -> str:
    return markup(response)


def test_a_document_is_added_as_typed(client: Client, sheet: Assessment, officer: User) -> None:
    response = add(client, sheet, pdf(), **TYPED)
    assert response.status_code == 200
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.number) == ("Kế hoạch CCHC", "12/KH-UBND")
    assert "12/KH-UBND" in shown(response)
    assert 'name="title" maxlength="500" value=""' in shown(response)


def test_known_bytes_with_another_description_are_said(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf(), title="Tên cũ", number="01")
    response = add(client, sheet, pdf(), code="1.2", **TYPED)
    assert response.status_code == 200
    assert "dùng tài liệu đã có: “Tên cũ”, 01" in shown(response)
    # What was just typed stands ready in the form that corrects it.
    assert "<details" in shown(response)
    assert 'required value="Kế hoạch CCHC"' in shown(response)
    link = EvidenceLink.objects.get(score=score_of(sheet, "1.2"))
    assert "Sửa mô tả" in shown(describe(client, link, **TYPED))
    assert Evidence.objects.get().title == "Kế hoạch CCHC"


def test_known_bytes_are_said_without_javascript(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf(), title="Tên cũ")
    response = add(client, sheet, pdf(), code="1.2", htmx=False, **TYPED)
    assert response.status_code == 302
    assert "dùng tài liệu đã có: “Tên cũ”" in shown(client.get(response["Location"]))


@pytest.mark.parametrize("typed", [{}, {"title": " Tên cũ "}])
def test_known_bytes_with_nothing_else_need_no_word(
    client: Client, sheet: Assessment, officer: User, typed: dict[str, Any]
) -> None:
    add(client, sheet, pdf(), title="Tên cũ")
    assert "đã có trong phiếu nên" not in shown(add(client, sheet, pdf(), code="1.2", **typed))


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_upload_keeps_what_was_typed(
    client: Client, sheet: Assessment, officer: User, htmx: bool
) -> None:
    response = add(client, sheet, samples.upload("a.pdf", b"MZ"), htmx=htmx, **TYPED)
    assert response.status_code == 422
    for value in TYPED.values():
        assert f'value="{value}"' in shown(response)
    assert "hãy chọn lại" in shown(response)
    assert ("<html" in shown(response)) is not htmx
    assert shown(response).count('role="alert"') == (
        1 if htmx else 3
    )  # two are the page's own, hidden: no connection, and idle for long
    assert not Evidence.objects.exists()


def test_a_wrong_date_keeps_the_rest(client: Client, sheet: Assessment, officer: User) -> None:
    response = add(client, sheet, pdf(), **TYPED | {"issued_on": "hôm qua"})
    assert response.status_code == 422
    assert "Ngày ban hành “hôm qua” không đúng" in shown(response)
    assert 'value="12/KH-UBND"' in shown(response)


def test_one_title_for_several_files_stands_before_their_names(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf("Quý I.pdf"), pdf("Quý II.pdf", b"%"), title="Báo cáo")
    assert sorted(Evidence.objects.values_list("title", flat=True)) == [
        "Báo cáo – Quý I",
        "Báo cáo – Quý II",
    ]


def test_a_refused_description_keeps_what_was_typed(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf(), **TYPED)
    link = EvidenceLink.objects.get()
    for htmx in (True, False):
        response = describe(client, link, htmx, title="", number="99/QĐ")
        assert response.status_code == 422
        assert "Chưa nhập trích yếu" in shown(response)
        assert 'value="99/QĐ"' in shown(response)
    assert Evidence.objects.get().number == "12/KH-UBND"


def test_a_description_is_saved_without_javascript(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf(), **TYPED)
    response = describe(client, EvidenceLink.objects.get(), False, title="Mới", number="")
    assert response["Location"] == reverse("leaf", args=[sheet.pk, "1.1"])
    assert (Evidence.objects.get().title, Evidence.objects.get().number) == ("Mới", "")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_description_shows_both_and_can_be_kept(
    client: Client, sheet: Assessment, officer: User, htmx: bool
) -> None:
    add(client, sheet, pdf(), **TYPED)
    link = EvidenceLink.objects.get()
    page = client.get(reverse("leaf", args=[sheet.pk, "1.1"]))
    mine = TYPED | {"title": "Của tôi", "seen": seen_in(page)}
    assert describe(client, link, **TYPED | {"title": "Của đồng nghiệp"}).status_code == 200
    conflict = describe(client, link, htmx, **mine)
    assert conflict.status_code == 409
    assert "vừa lưu mô tả khác cho tài liệu này: “Của đồng nghiệp”, 12/KH-UBND" in shown(conflict)
    assert 'required value="Của tôi"' in shown(conflict)
    assert Evidence.objects.get().title == "Của đồng nghiệp"
    # It has been seen now: pressed again, one's own is saved.
    describe(client, link, htmx, **mine | {"seen": seen_in(conflict)})
    assert Evidence.objects.get().title == "Của tôi"


def seen_in(page: Any) -> str:
    return shown(page).partition('name="seen" value="')[2].partition('"')[0]


def test_a_refused_withdrawal_keeps_the_documents_in_their_place(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf())
    link = EvidenceLink.objects.get()
    url = reverse("withdraw_evidence", args=[link.pk])
    assert client.post(url, headers={"HX-Request": "true"}).status_code == 200
    again = client.post(url, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "ke-hoach.pdf" in shown(again)
    assert 'class="upload"' in shown(again)


def test_documents_of_one_title_are_told_apart_by_number_and_date(
    client: Client, sheet: Assessment, officer: User
) -> None:
    add(client, sheet, pdf(), **TYPED)
    other = add(client, sheet, code="1.2")
    assert other.status_code == 422
    assert "Kế hoạch CCHC · số 12/KH-UBND · 05/01/2022</option>" in shown(other)


def test_describing_takes_few_queries(client: Client, sheet: Assessment, officer: User) -> None:
    add(client, sheet, pdf(), **TYPED)
    link = EvidenceLink.objects.get()
    with CaptureQueriesContext(connection) as queries:
        assert describe(client, link, title="Mới").status_code == 200
    assert len(queries) <= DESCRIBE_QUERIES, [query["sql"] for query in queries]


def test_a_file_of_51_megabytes_is_refused_and_not_kept(
    client: Client, sheet: Assessment, officer: User, store: Path
) -> None:
    with pdf(more=bytes(51 * 1024 * 1024)) as large:
        response = add(client, sheet, large, **TYPED)
    assert response.status_code == 422
    assert "tối đa 52.428.800 byte (50 MB)" in shown(response)
    assert not Evidence.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_a_refused_file_alone_leaves_the_drop_zone_free_for_the_next(
    client: Client, sheet: Assessment, officer: User
) -> None:
    """Open descriptions hold back what is chosen until their button is pressed."""
    refused = add(client, sheet, samples.upload("a.exe", b"MZ"))
    assert refused.status_code == 422
    assert '<details class="more-upload">' in " ".join(shown(refused).replace(" >", ">").split())
    typed = add(client, sheet, samples.upload("a.exe", b"MZ"), title="Kế hoạch")
    assert 'value="Kế hoạch"' in shown(typed)
    assert re.search(r'<details\s+class="more-upload"\s+open', shown(typed))
