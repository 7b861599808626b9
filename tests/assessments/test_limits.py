"""A request that sends too much is told the limit in its reader's language, before anything of it is read."""

import io
import unicodedata
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Assessment, Evidence, Role
from assessments.sheets.evidence.uploads import SIZE_LIMIT, TOGETHER_LIMIT
from assessments.writing.inputs import NOTE_LIMIT, checked_note
from criteria.common.bodies import FORM_AROUND, FROM_ANYBODY
from criteria.common.text import Refused
from tests.api.conftest import token_of
from tests.assessments import samples
from tests.factories import make_person, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db
MULTIPART = "multipart/form-data; boundary=x"
LARGE = 300 * 1024 * 1024


class Unread(io.RawIOBase):
    """A body of which nothing may be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("The body was read.")


def send(client: Client, url: str, length: int, **headers: str) -> Any:
    environ: Any = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    return client.post(url, b"x", content_type=MULTIPART, headers=headers, **environ)


def addresses(resolver: URLResolver | None = None, before: str = "/") -> list[str]:
    """Every address of the program, its numbers and words made up."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        part = str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += addresses(entry, before + part)
        elif isinstance(entry, URLPattern):
            found.append(before + part)
    return found


def test_no_address_reads_a_long_body_of_a_stranger() -> None:
    import re

    for pattern in addresses():
        made_up = re.sub(r"\(\?P<[^)]*\)|<[^>]*>", "1", pattern)
        url = re.sub(r"[\^$\\?]", "", made_up)
        response = send(Client(enforce_csrf_checks=True), url, LARGE)
        assert response.status_code in (413, 404, 405, 301, 302, 401, 406), (
            url,
            response.status_code,
        )


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "byte mỗi lần nên chưa có gì được lưu"), ("en", "so nothing was saved")],
)
def test_a_stranger_is_told_in_the_language_of_the_page(language: str, words: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    response = send(client, reverse("set_language"), LARGE)
    assert response.status_code == 413
    assert words in markup(response)
    assert ("102.400" if language == "vi" else "102,400") in markup(response)


def test_a_short_body_of_a_stranger_asks_for_no_name(django_assert_num_queries: Any) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    with django_assert_num_queries(0):
        response = client.post(reverse("set_language"), {"language": "en", "x": "y" * 50_000})
    assert response.status_code == 302


def test_each_address_takes_what_it_needs(sheet: Assessment) -> None:
    client, coordinator, admin = Client(), Client(), Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    coordinator.force_login(make_person(Role.COORDINATOR))
    admin.force_login(make_person(Role.ADMIN))
    score = score_of(sheet, "1.3")
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    for who, url, most in (
        (client, reverse("add_evidence", args=[score.pk]), TOGETHER_LIMIT + FORM_AROUND),
        (client, reverse("add_signed_report", args=[sheet.pk]), SIZE_LIMIT + FORM_AROUND),
        (client, reverse("workbook", args=[sheet.pk]), 10 * 1024 * 1024 + FORM_AROUND),
        (coordinator, reverse("survey", args=[sheet.round_id]), SIZE_LIMIT + FORM_AROUND),
        (admin, reverse("import_file", args=["units"]), form + FORM_AROUND),
        (client, reverse("claim", args=[score.pk]), form),
        (client, reverse("set_language"), form),
    ):
        assert send(who, url, most + 1).status_code == 413, url
        with pytest.raises(AssertionError, match="The body was read"):
            send(who, url, most)


@pytest.mark.parametrize("sent", ["x", "Token x", "Token " + "a" * 64, "Basic eDp5"])
def test_a_made_up_token_makes_nobody_known(sheet: Assessment, sent: str) -> None:
    for url in (f"/api/v1/assessments/{sheet.pk}/", reverse("set_language")):
        assert send(Client(), url, FROM_ANYBODY + 1, Authorization=sent).status_code == 413, url


def test_a_token_lets_its_owner_send_a_form_and_files(sheet: Assessment) -> None:
    token = token_of(make_person(Role.OFFICER, unit=sheet.unit))
    with pytest.raises(AssertionError, match="The body was read"):
        send(
            Client(),
            f"/api/v1/assessments/{sheet.pk}/scores/1.3/evidence/",
            SIZE_LIMIT,
            Authorization=token,
        )
    # Pages take no token.
    assert send(Client(), reverse("set_language"), LARGE, Authorization=token).status_code == 413


def test_json_is_no_longer_than_a_form_where_files_are_taken(sheet: Assessment) -> None:
    client = Client(headers={"Authorization": token_of(make_person(Role.OFFICER, unit=sheet.unit))})
    url = f"/api/v1/assessments/{sheet.pk}/scores/1.3/evidence/"
    environ: Any = {
        "CONTENT_LENGTH": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1),
        "wsgi.input": Unread(),
    }
    response = client.post(url, b"x", content_type="application/json", **environ)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_htmx_gets_the_fragment_and_the_api_json(sheet: Assessment) -> None:
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    url = reverse("claim", args=[score_of(sheet, "1.3").pk])
    response = send(client, url, LARGE, **{"HX-Request": "true"})
    assert response.status_code == 413
    assert "<html" not in markup(response)
    assert "314.572.800 byte" in markup(response)

    url = f"/api/v1/assessments/{sheet.pk}/"
    response = send(Client(), url, LARGE, Authorization="Token x")
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert set(response.json()["messages"][0]) == {"vi", "en"}


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "tối đa 100 tệp; lần này"), ("en", "At most 100 files can be sent at once")],
)
def test_101_files_are_told_the_limit(
    sheet: Assessment, language: str, words: str, htmx: bool
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"HX-Request": "true"} if htmx else {})
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    client.cookies["django_language"] = language
    # With it, the guard of forms is the first to read the body, as in a browser.
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    files = [SimpleUploadedFile(f"{number}.pdf", samples.pdf()) for number in range(101)]
    url = reverse("add_evidence", args=[score_of(sheet, "1.3").pk])
    response = client.post(url, {"files": files})
    assert response.status_code == 413
    assert words in markup(response)
    assert ("<html" in markup(response)) is not htmx
    assert not Evidence.objects.exists()


def test_the_form_says_its_limits_before(sheet: Assessment, client: Client) -> None:
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    page = markup(client.get(reverse("leaf", args=[sheet.pk, "1.3"])))
    assert "tối đa 50 MB mỗi tệp, mỗi lần 100 tệp, 1 GB" in page
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES == 100
    assert TOGETHER_LIMIT == 1024**3


@pytest.mark.parametrize("number", [1_001, 3_321, 10_000])
def test_every_unit_of_a_round_can_be_ticked(
    sheet: Assessment, client: Client, number: int
) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    ticked = [sheet.pk, *range(10**6, 10**6 + number)]
    url = reverse("round_steps", args=[sheet.round_id])
    response = client.post(url, {"step": "finish", "sheets": ticked})
    # The act itself answers: the one sheet of the round has not been sent.
    assert response.status_code == 403
    assert "Phiếu đang ở trạng thái" in markup(response)


def test_more_rows_than_can_be_sent_are_told_the_limit(sheet: Assessment, client: Client) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    url = reverse("round_steps", args=[sheet.round_id])
    response = client.post(url, {"step": "finish", "sheets": range(20_001)})
    assert response.status_code == 413
    assert "tối đa 20.000 ô" in markup(response)


def test_a_form_of_too_many_letters_is_told_the_limit(sheet: Assessment, client: Client) -> None:
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    url = reverse("claim", args=[score_of(sheet, "1.3").pk])
    response = client.post(url, {"note": "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    assert response.status_code == 413
    assert "nhận tối đa 5.242.880 byte" in markup(response)


def test_what_cannot_be_read_gets_a_page_of_ours(client: Client) -> None:
    response = client.post(
        reverse("set_language"), b"--", content_type="multipart/form-data; boundary="
    )
    assert response.status_code == 400
    assert "Hãy tải lại trang rồi gửi lại" in markup(response)
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_stranger_may_still_sign_in() -> None:
    assert FROM_ANYBODY >= 100 * 1024
    response = Client().post(reverse("account_login"), {"login": "a@x.vn", "password": "b" * 4000})
    assert response.status_code == 200


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("letter", ["ế", unicodedata.normalize("NFD", "ế")], ids=["NFC", "NFD"])
def test_a_text_has_as_many_letters_here_as_in_the_browser(line_break: str, letter: str) -> None:
    """A browser counts a line break as one, and sends two; what it lets through is taken."""
    full = line_break.join([letter] * (NOTE_LIMIT // 2))
    assert len(checked_note(full + letter)) == NOTE_LIMIT
    with pytest.raises(Refused, match=f"dài {NOTE_LIMIT + 1} ký tự, tối đa {NOTE_LIMIT}"):
        checked_note(full + letter * 2)


def test_a_text_as_long_as_its_field_is_saved(sheet: Assessment, client: Client) -> None:
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    score = score_of(sheet, "1.3")
    page = markup(client.get(reverse("leaf", args=[sheet.pk, "1.3"])))
    assert f'name="note" rows="2" maxlength="{NOTE_LIMIT}"' in page
    note = "\r\n".join(["a"] * (NOTE_LIMIT // 2))
    figures = {"numerator": "80", "denominator": "80"}
    response = client.post(
        reverse("claim", args=[score.pk]), {"version": score.version, "note": note, **figures}
    )
    assert response.status_code == 302
    assert score_of(sheet, "1.3").claimed_note == note.replace("\r\n", "\n")
