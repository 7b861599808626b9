"""Text at every door: what comes in is kept so that every file can hold it, and what stood there before breaks none."""

import io
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from defusedxml.ElementTree import fromstring
from django.apps import apps
from django.contrib import admin
from django.db.models import EmailField, F, QuerySet, SlugField, TextField, URLField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from assessments.models import Membership, Role, Round, Score, Unit, User
from criteria.fields import NfcCharField, NfcTextField
from criteria.models import CriteriaSet, Criterion
from rankings.models import RankingLeaf
from tests.assessments.leaf_doors import post
from tests.factories import make_person, make_round, make_submitted, make_unit, sheet_of
from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db
OLD = " QD\ufffeBNV\uffffX\x0bY"
"""The end of a text that was stored before there was the rule; PostgreSQL takes all but NUL and surrogates."""
SHOWN = "QD-BNVX\nY"


def append(rows: QuerySet[Any], *fields: str) -> None:
    """Stores the text in each of the fields past the columns' own rule, and past the guard of published sets."""
    old = Value(OLD, output_field=TextField())
    plain: QuerySet[Any] = QuerySet(rows.model)
    plain.update(**{name: Concat(F(name), old, output_field=TextField()) for name in fields})


@pytest.fixture
def client() -> Client:
    person = make_person(Role.ADMIN)
    person.is_staff = person.is_superuser = True
    person.save()
    Membership.objects.create(user=person, role=Role.COORDINATOR)
    browser = Client()
    browser.force_login(person)
    return browser


def spoil() -> None:
    append(Unit.objects.all(), "name_vi", "name_en", "region")
    append(Round.objects.all(), "title_vi", "title_en")
    append(CriteriaSet.objects.all(), "title_vi", "title_en", "legal_basis")
    append(Criterion.objects.all(), "title_vi", "title_en", "evidence_vi", "reviewer_vi")
    append(Score.objects.all(), "claimed_note", "awarded_note")
    append(User.objects.all(), "full_name")


def texts_of(book: bytes) -> str:
    sheets = load_workbook(io.BytesIO(book)).worksheets
    return "\n".join(
        str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row
    )


def body_of(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def test_a_frozen_ranking_still_gives_its_files(client: Client) -> None:
    round_ = graded(make_tree({"1.1": "40", "2.1": "60"}), [Sheet({"1.1": "1", "2.1": "3"})])
    spoil()
    ranking = published(round_)
    assert "\ufffe" in RankingLeaf.objects.filter(row__ranking=ranking)[0].note
    for browser in (client, Client()):
        book = body_of(browser.get(reverse("export_ranking", args=[ranking.pk, "xlsx"])))
        assert SHOWN in texts_of(book)
        for kind in ("csv", "json"):
            body_of(browser.get(reverse("export_ranking", args=[ranking.pk, kind])))
        body_of(browser.get(reverse("export_lost", args=[ranking.pk])))
        body_of(browser.get(f"/api/v1/rankings/{ranking.pk}/proof/"))
    decision = body_of(client.get(reverse("decision", args=[ranking.pk, "docx"])))
    assert "QD-BNVX" in "".join(
        one.text for one in Document(io.BytesIO(decision)).element.iter() if one.text
    )


def test_what_other_programs_read_is_xml(client: Client) -> None:
    """Drawings, the map of the site and the feed: one character that XML cannot hold, and nothing of it is read."""
    round_ = graded(
        make_tree({"1.1": "40", "2.1": "60"}), [Sheet({"1.1": "1", "2.1": "3"}, {"1.1": "2"})]
    )
    spoil()
    published(round_)
    anybody = Client()
    found = fromstring(body_of(anybody.get("/sitemap.xml", headers={"host": "localhost"})))
    addresses = [urlsplit(one.text or "").path for one in found.iter() if one.tag.endswith("loc")]
    unit = next(one for one in addresses if "qd-bnv" in one)
    leaf = next(one for one in addresses if one.endswith("/tieu-chi/1.1/"))
    assert "QD-BNV" in "".join(fromstring(body_of(anybody.get("/feed.atom"))).itertext())
    for drawing in (f"{unit}bieu-do/linh-vuc", f"{unit}bieu-do/tham-dinh", f"{leaf}bieu-do"):
        shown = "".join(fromstring(body_of(anybody.get(f"{drawing}.svg"))).itertext())
        assert "QD-BNV" in shown, drawing
        body_of(anybody.get(f"{drawing}.png"))
        body_of(anybody.get(f"{drawing}.csv"))


def test_files_of_a_round_hold_what_was_stored_before(client: Client) -> None:
    sheet = make_submitted()
    spoil()
    addresses = {
        reverse("workbook", args=[sheet.pk]): "QD-BNVX",
        reverse("survey_template", args=[sheet.round_id]): SHOWN,
        reverse("import_current", args=["units"]): SHOWN,
        reverse("import_current", args=["people"]): SHOWN,
        reverse(
            "admin:criteria_criteriaset_annex", args=[sheet.round.criteria_set_id, "xlsx"]
        ): SHOWN,
    }
    for address, shown in addresses.items():
        assert shown in texts_of(body_of(client.get(address))), address
    report = body_of(client.get(reverse("report", args=[sheet.pk, "docx"])))
    assert Document(io.BytesIO(report)).tables


@pytest.mark.parametrize("model", ["criteria.criterion", "assessments.unit"])
def test_the_admins_export_holds_it_too(client: Client, model: str) -> None:
    make_round()
    spoil()
    address = reverse(f"admin:{model.replace('.', '_')}_export")
    form = client.get(address).context["form"]
    chosen = {name: "on" for name in form.fields if "resource_" in name}
    xlsx = next(str(number) for number, name in form.fields["format"].choices if name == "xlsx")
    answer = client.post(address, {"format": xlsx, "resource": "", **chosen})
    assert SHOWN in texts_of(body_of(answer))


def test_every_column_for_typed_text_keeps_the_rule() -> None:
    """Other columns hold what programs write or copy, and addresses and slugs, which have a rule of their own."""
    by_programs = {
        *("sha256", "digest", "content_type", "key", "kind", "act", "path", "mail_error", "told"),
        *("secret", "search", "password", "token_key"),
    }
    loose = {
        f"{model._meta.model_name}.{field.name}"
        for app in ("criteria", "assessments", "rankings")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "SlugField")
        and not isinstance(field, NfcCharField | NfcTextField)
        and not field.choices
        and field.name not in by_programs
        and not isinstance(field, EmailField | URLField | SlugField)
    }
    assert loose == {"ranking.form", "rankingrow.code"}


NOTE = "Theo 876/QĐ\ufffeBNV\x0bngày 10/11\uffff\u202c"
KEPT = "Theo 876/QĐ-BNV\nngày 10/11"


def test_a_note_comes_in_alike_by_page_and_api() -> None:
    sheet = sheet_of(make_round(units=[make_unit()]))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client = Client()
    client.force_login(officer)
    post(client, "claim", sheet, {"points": "1", "note": NOTE})
    address = f"/api/v1/assessments/{sheet.pk}/scores/1.1/"
    tag = client.get(address)["ETag"]
    written = client.patch(
        address,
        {"input": {"option": 0}, "note": NOTE},
        content_type="application/json",
        headers={"If-Match": tag},
    )
    assert written.json()["claimed"]["note"] == KEPT
    notes = Score.objects.filter(assessment=sheet).exclude(claimed_note="")
    assert list(notes.values_list("claimed_note", flat=True)) == [KEPT, KEPT]


def test_signing_in_with_an_address_that_was_pasted() -> None:
    person = make_person(Role.COORDINATOR)
    person.set_password("mật khẩu\u200b dài")
    person.save()
    for typed, password, signed_in in (
        (f"\u202d{person.email}\u200b", "mật khẩu\u200b dài", True),
        (f" {person.email.upper()}\ufeff", "mật khẩu\u200b dài", True),
        (person.email, "mật khẩu dài", False),
    ):
        client = Client()
        client.post(reverse("account_login"), {"login": typed, "password": password})
        assert ("_auth_user_id" in client.session) is signed_in


@pytest.mark.parametrize("value", ["a\x00b", "²", "9" * 5000], ids=["nul", "square", "long"])
def test_no_list_of_the_admin_breaks_on_its_query(client: Client, value: str) -> None:
    make_round()
    for model, page in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        filters = {f"{name}__exact" for name in page.list_filter if isinstance(name, str)}
        for name in ("q", "p", *sorted(filters)):
            assert client.get(address, {name: value}).status_code in (200, 302), (address, name)
        assert client.get(f"{address}{quote(value)}/change/").status_code in (302, 404)
