"""The admin's headings in English, and what its scripts say in Vietnamese."""

import json
import re
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from assessments.models import Role
from tests.factories import make_person
from tests.languages.words import client_of, english

OWN = [
    model
    for app in ("criteria", "assessments", "rankings")
    for model in apps.get_app_config(app).get_models()
]
UNCOUNTED = {"evidence", "long work", "points of leaves"}


@pytest.mark.parametrize("model", OWN, ids=lambda model: str(model.__name__))
def test_a_list_is_headed_in_the_plural(model: type) -> None:
    meta = model._meta  # type: ignore[attr-defined]  # a model has it
    with override("en"):
        one, many = str(meta.verbose_name), str(meta.verbose_name_plural)
    assert many != one or one in UNCOUNTED
    with override("vi"):
        assert str(meta.verbose_name_plural).startswith(str(meta.verbose_name)[:4])


@pytest.mark.django_db
def test_what_scripts_say_is_vietnamese(client: Client) -> None:
    client.force_login(make_person(Role.ADMIN))
    said = client.get("/admin/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\n  \});", said, re.DOTALL)
    assert found
    catalogue = json.loads(found[1])
    folder = Path(django.__file__).parent / "contrib/admin/locale/en/LC_MESSAGES/djangojs.po"
    wanted = {entry.msgid for entry in polib.pofile(str(folder)) if not entry.msgctxt}
    assert wanted - set(catalogue) == set()
    assert catalogue["Choose all %s"] == "Chọn tất cả %s"
    client.cookies["django_language"] = "en"
    assert "Chọn" not in client.get("/admin/jsi18n/").content.decode()


def test_the_scripts_catalogue_is_compiled() -> None:
    folder = Path("locale/vi/LC_MESSAGES")
    source = {entry.msgid: entry.msgstr for entry in polib.pofile(str(folder / "djangojs.po"))}
    assert source == {
        entry.msgid: entry.msgstr for entry in polib.mofile(str(folder / "djangojs.mo"))
    }


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["annex", "units", "people", "assignments"])
def test_import_pages_in_english(of: str) -> None:
    client = client_of(make_person(Role.ADMIN))
    # What stands in files (headings) is Vietnamese for every reader; the page itself is not.
    english(client.get(reverse("import_file", args=[of])))


@pytest.mark.django_db
def test_errors_are_counted_in_vietnamese(client: Client) -> None:
    client.force_login(make_person(Role.ADMIN))
    response = client.post(reverse("admin:criteria_reviewingbody_add"), {})
    assert "Hãy sửa các lỗi dưới đây." in response.content.decode()
