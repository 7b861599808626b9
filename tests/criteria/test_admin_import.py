"""The import page of annexes: preview, confirm, and what nobody else's token opens."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from import_export.tmp_storages import CacheStorage
from openpyxl import load_workbook

from assessments.models import Role
from criteria.annex.writing import annex_file
from criteria.models import CriteriaSet, Criterion
from tests.criteria.annexes import FACTS, ROWS, SELF, changed, csv_file, sheet, xlsx
from tests.factories import body, make_person, make_set

pytestmark = pytest.mark.django_db

IMPORT = reverse("import_file", args=["annex"])
CONFIRM = reverse("confirm_import", args=["annex"])
LIST = reverse("admin:criteria_criteriaset_changelist")
SETS = reverse("sets")


@pytest.fixture(autouse=True)
def bodies() -> None:
    body("BNV")
    body("BTP")


def client_of(role: Role) -> Client:
    person = make_person(role)
    person.is_staff = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def admin() -> Client:
    return client_of(Role.ADMIN)


def upload(client: Client, data: bytes, name: str = "Phụ lục.xlsx") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def told(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_preview_then_confirm(admin: Client) -> None:
    shown = upload(admin, xlsx(sheet()).getvalue())
    assert shown.status_code == 200
    assert CriteriaSet.objects.count() == 0
    assert "1.1.2 Hoàn thành kế hoạch" in shown.content.decode()

    done = admin.post(CONFIRM, {"token": shown.context["token"]})
    assert (done.status_code, done["Location"]) == (302, SETS)
    assert told(done) == ["Đã nhập tệp: thêm 15, sửa 0, bỏ 0."]
    assert Criterion.objects.count() == len(ROWS)


def test_a_token_serves_once(admin: Client) -> None:
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    admin.post(CONFIRM, {"token": token})
    CriteriaSet.objects.all().delete()

    again = admin.post(CONFIRM, {"token": token})
    assert (told(again)[-1], again["Location"]) == ("Tệp này đã nhập rồi.", SETS)
    assert CriteriaSet.objects.count() == 0


def test_a_token_whose_file_is_gone_asks_for_the_file(admin: Client) -> None:
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    cache.clear()
    assert "Hãy tải tệp lên" in told(admin.post(CONFIRM, {"token": token}))[-1]


def test_a_second_press_while_the_first_is_at_work_finds_it_done(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both presses read the file; the second compares it with what the first has written."""
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    monkeypatch.setattr(CacheStorage, "remove", lambda _self: None)
    admin.post(CONFIRM, {"token": token})
    assert told(admin.post(CONFIRM, {"token": token}))[-1] == "Tệp này đã nhập rồi."
    assert Criterion.objects.count() == len(ROWS)


def test_nobody_else_confirms_it(admin: Client) -> None:
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    for forged in (token + "x", "", "\x00"):
        admin.post(CONFIRM, {"token": forged})
    client_of(Role.ADMIN).post(CONFIRM, {"token": token})
    assert CriteriaSet.objects.count() == 0


def test_what_changed_meanwhile_is_not_overwritten(admin: Client) -> None:
    criteria_set = make_set(publish=False)
    data = annex_file(criteria_set, ".xlsx")
    Criterion.objects.filter(code="1.1").update(title_vi="Cũ")
    token = upload(admin, data).context["token"]
    Criterion.objects.filter(code="1.1").update(title_vi="Người khác sửa")
    done = admin.post(CONFIRM, {"token": token})

    assert "thay đổi sau khi xem trước" in told(done)[-1]
    assert Criterion.objects.get(code="1.1").title_vi == "Người khác sửa"


def test_every_fault_stands_on_the_page(admin: Client) -> None:
    data = xlsx(sheet(changed((2, 4, "Đạt"), (3, 2, "hai")))).getvalue()
    shown = upload(admin, data)
    page = shown.content.decode()

    assert shown.status_code == 422
    assert ["E Thang điểm" in page, "C Điểm tối đa" in page] == [True, True]
    assert "token" not in shown.context


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"MZ\x90\x00", "a.xlsx"), (b"a,b\n", "a.exe"), (b"", "a.csv"), (b"x" * 5_300_000, "a.csv")],
    ids=["program", "suffix", "empty", "large"],
)
def test_what_is_no_table(admin: Client, data: bytes, name: str) -> None:
    assert upload(admin, data, name).status_code == 422


def test_a_file_that_changes_nothing_has_nothing_to_confirm(admin: Client) -> None:
    shown = upload(admin, annex_file(make_set(publish=False), ".csv"), "a.csv")
    assert "không thay đổi gì" in shown.content.decode()
    assert "token" not in shown.context


def test_a_published_set_refuses_and_says_what_differs(admin: Client) -> None:
    criteria_set = make_set()
    table = annex_file(criteria_set, ".csv").decode("utf-8-sig")
    assert "không thay đổi gì" in upload(admin, table.encode(), "a.csv").content.decode()
    shown = upload(admin, table.replace("Theo bậc", "Theo bậc khác").encode(), "a.csv")
    assert shown.status_code == 422
    page = shown.content.decode()
    assert "đã ban hành" in page
    assert "Theo bậc → Theo bậc khác" in page


def test_a_coordinator_takes_files_out_but_not_in() -> None:
    client = client_of(Role.COORDINATOR)
    criteria_set = make_set()
    assert client.get(IMPORT).status_code == 403
    assert client.post(CONFIRM, {"token": "x"}).status_code == 403
    assert client.get(f"{IMPORT}template/").status_code == 403
    assert client.get(f"{LIST}{criteria_set.pk}/annex.csv").status_code == 200


def test_an_inspector_meets_no_annex() -> None:
    client = client_of(Role.INSPECTOR)
    assert client.get(f"{LIST}{make_set().pk}/annex.xlsx").status_code == 404


def test_template_and_annex_are_workbooks(admin: Client) -> None:
    criteria_set = make_set()
    for address in (f"{IMPORT}template/", f"{LIST}{criteria_set.pk}/annex.xlsx"):
        answer = admin.get(address)
        assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "Phụ lục"
        assert answer["Content-Disposition"].startswith("attachment")
    assert admin.get(f"{LIST}{criteria_set.pk}/annex.exe").status_code == 404


def test_the_list_offers_the_import(admin: Client) -> None:
    assert IMPORT in admin.get(SETS).content.decode()


def test_copies_are_made_for_the_year_beside_the_action(admin: Client) -> None:
    criteria_set = make_set()
    data = {"action": "copy_to_year", "_selected_action": [criteria_set.pk], "year": "2023"}
    done = admin.post(LIST, data)
    assert told(done) == [f"Đã tạo dự thảo “{criteria_set.title_vi} (2023)”."]
    assert CriteriaSet.objects.get(year=2023).criteria.count() == 10

    assert "Đã có bộ tiêu chí" in told(admin.post(LIST, data))[-1]
    assert "Hãy ghi năm" in told(admin.post(LIST, data | {"year": "9" * 30}))[-1]


def seventeen_more() -> list[list[Any]]:
    """The annex with 17 leaves more, worth 1.7 points together."""
    rows = changed((6, 2, 5.7))
    leaf = [SELF, "Đạt = 0,1; Không đạt = 0", "", "", "BTP", ""]
    added = [[f"2.{number}", f"Mục {number}", 0.1, *leaf] for number in range(3, 20)]
    facts = [[name, 11.7 if name == "Tổng điểm" else value] for name, value in FACTS]
    return sheet([*rows, *added], facts)


@pytest.mark.parametrize("file", [xlsx, csv_file])
def test_17_additions_are_reported_as_17(admin: Client, file: Any) -> None:
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    admin.post(CONFIRM, {"token": token})
    shown = upload(
        admin, file(seventeen_more()).getvalue(), f"a.{file.__name__.removesuffix('_file')}"
    )
    assert shown.context["preview"].count("add") == 17
    done = admin.post(CONFIRM, {"token": shown.context["token"]})
    # The points of their parent and of the set are the two changes.
    assert told(done)[-1] == "Đã nhập tệp: thêm 17, sửa 2, bỏ 0."
    assert Criterion.objects.count() == len(ROWS) + 17
    assert "(Thêm: 17, Sửa: 2, Bỏ: 0," in LogEntry.objects.latest("pk").change_message
    back = upload(admin, xlsx(sheet()).getvalue())
    done = admin.post(CONFIRM, {"token": back.context["token"]})
    assert told(done)[-1] == "Đã nhập tệp: thêm 0, sửa 2, bỏ 17."


def test_17_additions_are_17_in_english_and_for_the_command(
    admin: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = upload(admin, xlsx(sheet()).getvalue()).context["token"]
    admin.post(CONFIRM, {"token": token})
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx(seventeen_more()).getvalue())
    call_command("import_criteria", str(path), "--dry-run")
    assert "Thêm: 17 · Sửa: 2 · Bỏ: 0" in capsys.readouterr().out
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = upload(admin, path.read_bytes())
    done = admin.post(CONFIRM, {"token": shown.context["token"]})
    assert told(done)[-1] == "File imported: 17 added, 2 changed, 0 removed."


def test_an_annex_too_long_is_refused_with_its_limit(admin: Client) -> None:
    blank = [[""] * 9] * 2000
    answer = upload(admin, csv_file([*sheet(), *blank, ["9", "Cuối"]]).getvalue(), "a.csv")
    assert answer.status_code == 422
    assert "nhiều nhất 2.000 dòng" in answer.content.decode()
    assert "tối đa 5 MB, 2.000 dòng" in admin.get(IMPORT).content.decode()
