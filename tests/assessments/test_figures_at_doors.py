"""One reading of a figure at every door: page, API, workbook, CSV, XLSX and the admin."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.acts import import_survey
from assessments.models import Assessment, Role, Score, SurveyResult, User
from assessments.survey.importing import SurveyFaults
from criteria.models import Criterion
from tests.assessments import samples
from tests.assessments.leaf_doors import post
from tests.assessments.workbook.books import cell_of, download, filled, saved, upload
from tests.factories import make_person, make_round, make_set, make_unit, page, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db
HEAD = ["Mã đơn vị", "Mã tiêu chí", "Tỷ lệ (%)", "Số người trả lời"]


@pytest.fixture
def sheet() -> Assessment:
    """A sheet whose leaf 2.2 is scored by a percentage, and 1.3 by a ratio."""
    criteria_set = make_set()
    leaves: QuerySet[Criterion] = QuerySet(Criterion)  # past the guards of a published set
    leaves.filter(criteria_set=criteria_set, code="2.2").update(
        scale={"kind": "linear", "of": "percent"}
    )
    return sheet_of(make_round(criteria_set, [make_unit()]))


@pytest.fixture
def officer(sheet: Assessment, client: Client) -> User:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


def entry(sheet: Assessment, code: str) -> Any:
    return score_of(sheet, code).claimed_input


def by_api(client: Client, sheet: Assessment, code: str, figures: dict[str, str]) -> Any:
    address = f"/api/v1/assessments/{sheet.pk}/scores/{code}/"
    headers = {"If-Match": client.get(address)["ETag"]}
    body = {"input": figures}
    return client.patch(address, body, content_type="application/json", headers=headers)


RATIOS = [
    # As typed, as Vietnamese pages and files read it, as English pages do, as the API does.
    ("1.234", "1234", "1.2340", None),
    ("12.345", "12345", "12.3450", None),
    ("1,234", "1.2340", "1234", "1.2340"),
    ("1.234,5", "1234.5", "1234.5", "1234.5"),
    ("1,234.5", "1234.5", "1234.5", "1234.5"),
    ("1.234.567", "1234567", "1234567", "1234567"),
    ("0,75", "0.75", "0.75", "0.75"),
    ("0.75", "0.75", "0.75", "0.75"),
    ("93,33333333333333", "93.333333", "93.333333", "93.333333"),
    ("\u202d75\u202c", "75", "75", "75"),
    ("\u200b75\ufeff", "75", "75", "75"),
    ("\u00a075\u00a0", "75", "75", "75"),
    ("75\u202c", "75", "75", "75"),
    ("\ufeff75", "75", "75", "75"),
    ("\u2066 1\u202f234,5 \u2069", "1234.5", "1234.5", "1234.5"),
    ("66.66666666666667", "66.666667", "66.666667", "66.666667"),
    ("999,999", "999.9990", "999999", "999.9990"),
]


@pytest.mark.parametrize(("typed", "vi", "en", "api"), RATIOS)
def test_a_figure(
    client: Client,
    sheet: Assessment,
    officer: User,
    typed: str,
    vi: str,
    en: str,
    api: str | None,
) -> None:
    figures = {"numerator": typed, "denominator": "2000000"}
    post(client, "claim", sheet, figures, "1.3", htmx=True)
    assert entry(sheet, "1.3")["numerator"] == vi
    echo = markup(client.get(reverse("leaf", args=[sheet.pk, "1.3"])))
    assert f'value="{vi.rstrip("0").replace(".", ",") if "." in vi else vi}"' in echo

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    post(client, "claim", sheet, figures, "1.3", htmx=True)
    assert entry(sheet, "1.3")["numerator"] == en
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]

    answer = by_api(client, sheet, "1.3", figures)
    if api is None:
        assert answer.status_code == 422
        assert "có thể là" in answer.json()["messages"][0]["vi"]
    else:
        assert answer.json()["claimed"]["input"]["numerator"] == api

    Score.objects.update(claimed_input=None, claimed_points=None)
    data = download(sheet, officer)
    book = filled(data, {"1.3|numerator": typed, "1.3|denominator": 2_000_000})
    [change] = upload(client, sheet, book).context["preview"].changes
    assert change.mine.input["numerator"] == vi


def test_what_was_typed_stays_where_it_is_refused(
    client: Client, sheet: Assessment, officer: User
) -> None:
    figures = {"numerator": "1.234", "denominator": "hai"}
    shown = markup(post(client, "claim", sheet, figures, "1.3"))
    assert 'value="1.234"' in shown
    assert "“hai” không phải là số" in shown
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = markup(
        post(client, "claim", sheet, {"numerator": "1.2.3,4", "denominator": "5"}, "1.3")
    )
    assert "“1.2.3,4” is not a number" in shown


@pytest.mark.parametrize(
    "typed", ["87%", "87 %", "87", "87,0", "87\u00a0%\u200b", "87\u202f%", "+87%", "87,0000000001"]
)
def test_a_percentage(client: Client, sheet: Assessment, officer: User, typed: str) -> None:
    post(client, "claim", sheet, {"percent": typed}, "2.2", htmx=True)
    assert entry(sheet, "2.2") == {"percent": "87"}
    saved_by_api = by_api(client, sheet, "2.2", {"percent": typed}).json()
    assert saved_by_api["claimed"]["input"] == {"percent": "87"}

    Score.objects.update(claimed_input=None, claimed_points=None)
    book = filled(download(sheet, officer), {"2.2|percent": typed})
    [change] = upload(client, sheet, book).context["preview"].changes
    assert change.mine.input == {"percent": "87"}
    assert survey(sheet, f"{';'.join(HEAD)}\n{{}};3.1;{typed};\n").percent == 87
    assert survey(sheet, samples.xlsx([HEAD, [sheet.unit.code, "3.1", typed]])).percent == 87


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("2.3", {"points": "1%"}),
        ("1.3", {"numerator": "1%", "denominator": "5"}),
        ("2.1", {"count": "1%"}),
    ],
)
def test_no_percentage_where_none_is_asked(
    client: Client, sheet: Assessment, officer: User, code: str, figures: dict[str, str]
) -> None:
    assert post(client, "claim", sheet, figures, code, htmx=True).status_code == 422
    assert by_api(client, sheet, code, figures).status_code == 422
    book = filled(
        download(sheet, officer), {f"{code}|{name}": typed for name, typed in figures.items()}
    )
    preview = upload(client, sheet, book).context["preview"]
    assert [fault.code for fault in preview.faults] == [code]


def test_a_cell_that_is_shown_as_a_percentage(
    client: Client, sheet: Assessment, officer: User
) -> None:
    book = load_workbook(io.BytesIO(download(sheet, officer)))
    for key in ("2.2|percent", "2.3|points"):
        cell = cell_of(book, key)
        cell.value, cell.number_format = 0.8735, "0.00%"
    preview = upload(client, sheet, saved(book)).context["preview"]
    assert [change.mine.input for change in preview.changes] == [{"percent": "87.35"}]
    assert [fault.code for fault in preview.faults] == ["2.3"]

    rows: list[list[object]] = [["Mã đơn vị", "Mã tiêu chí", "Điểm"], [sheet.unit.code, "3.1", 0.5]]
    with pytest.raises(SurveyFaults) as refused:
        survey(sheet, samples.xlsx(rows, formats={"C2": "0%"}))
    assert "định dạng phần trăm" in refused.value.causes[0].vi


def survey(sheet: Assessment, data: str | bytes) -> SurveyResult:
    """The one row of a survey file, ``{}`` standing for the unit's code."""
    raw = data if isinstance(data, bytes) else data.format(sheet.unit.code).encode()
    import_survey(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=sheet.round_id,
        name="a.csv",
        stream=io.BytesIO(raw),
        dry_run=False,
    )
    return SurveyResult.objects.latest("pk")


@pytest.mark.parametrize(
    ("percent", "respondents", "stored"),
    [
        ("93,33333333", "1.234", ("93.333333", 1234)),
        ("93.33333333333333", "1.234.567", ("93.333333", 1234567)),
        ("93.751", "12.345", ("93.751", 12345)),
        ("\u202d75\u202c", "\u200b120", ("75", 120)),
        ("99,9999996", "1", ("100", 1)),
    ],
)
def test_a_survey_is_read_alike_as_csv_and_xlsx(
    sheet: Assessment, percent: str, respondents: str, stored: tuple[str, int]
) -> None:
    wanted = (Decimal(stored[0]), stored[1])
    by_csv = survey(
        sheet, f"{';'.join(HEAD)}\n\u200b{{}}\ufeff;3.1\u202c;{percent};{respondents}\n"
    )
    assert (by_csv.percent, by_csv.respondents) == wanted
    row = [sheet.unit.code, "3.1", percent, respondents]
    by_xlsx = survey(sheet, samples.xlsx([HEAD, row]))
    assert (by_xlsx.percent, by_xlsx.respondents) == wanted


@pytest.mark.parametrize("respondents", ["5%", "1,5", "1.234,5"])
def test_respondents_are_whole_people(sheet: Assessment, respondents: str) -> None:
    with pytest.raises(SurveyFaults) as refused:
        survey(sheet, f"{';'.join(HEAD)}\n{{}};3.1;80;{respondents}\n")
    assert "cột D" in refused.value.causes[0].vi


@pytest.mark.parametrize(
    ("typed", "language", "stored"),
    [
        ("0,75", "vi", "0.75"),
        ("0.75", "vi", "0.75"),
        ("1.234,5", "vi", "1234.5"),
        ("1.234", "vi", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234.5", "en", "1234.5"),
        ("\u200b0,5", "vi", "0.5"),
        ("0,12345", "vi", None),
        ("87%", "vi", None),
        ("²", "vi", None),
        ("9" * 5000, "vi", None),
        ("NaN", "vi", None),
    ],
)
def test_the_admin_reads_like_the_pages(
    client: Client, typed: str, language: str, stored: str | None
) -> None:
    criteria_set = make_set(publish=False)
    leaf = criteria_set.criteria.get(code="2.3")
    person = make_person(Role.ADMIN)
    person.is_staff = person.is_superuser = True
    person.save()
    client.force_login(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = reverse("admin:criteria_criterion_change", args=[leaf.pk])
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = client.post(address, data | {"scale": '{"kind": "points"}', "max_points": typed})
    leaf.refresh_from_db()
    assert answer.status_code == (302 if stored else 200)
    assert leaf.max_points == Decimal(stored or "2")
