"""Every public page is valid HTML, its drawings too, as the Nu Html Checker of the W3C reads it."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from assessments.models import Unit
from tests.get_vnu import find_vnu
from tests.rankings.test_units_at_stay import sheet, year_of
from tests.rankings.worlds import Sheet, published

pytestmark = pytest.mark.django_db
PLACE = "/2022/tinh/"
PAGES = (
    *("/", "/?q=khong+co", "/rankings/", "/method/", "/data/", "/data/api/", "/accounts/login/"),
    f"{PLACE}bieu-do/phan-bo/",
    *(
        f"{PLACE}{page}"
        for page in (
            *("bang-xep-hang/", "bang-xep-hang/?q=ninh&sort=-d1", "quang-ninh/", "an-giang/"),
            *("tieu-chi/", "tieu-chi/1/", "tieu-chi/1.1/", "vung/", "cac-nam/", "dinh-chinh/"),
            *("so-sanh/", "so-sanh/?u={0}&u={1}"),
        )
    ),
    *("/rankings/{2}/", "/rankings/{2}/verify/", "/rankings/{2}/overview/", "/rankings/{3}/"),
)


def test_no_public_page_has_a_fault(tmp_path: Path) -> None:
    checker = find_vnu()
    assert checker, "make vnu"
    old = published(year_of(2021, sheet("Quảng Ninh cũ", *["7"] * 8), sheet("Khác", *["8"] * 8)))
    round_ = year_of(
        2022,
        sheet("Quảng Ninh", "9", "8", "7", "6", "5", "4", "10", "10"),
        sheet("Hà Tĩnh", *["10"] * 4, *["1"] * 4),
        Sheet(status="drafting", name="An Giang"),
    )
    former = Unit.objects.filter(name_vi="Quảng Ninh cũ")
    Unit.objects.get(name_vi="Quảng Ninh").formed_from.set(former)
    replaced, ranking = published(round_), published(round_)
    codes = ranking.rows.filter(rank__isnull=False).order_by("rank").values_list("code", flat=True)
    assert old.pk
    names = {}
    for language in ("vi", "en"):
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for number, address in enumerate(PAGES):
            path = address.format(*codes, ranking.pk, replaced.pk)
            name = f"{language}-{number}.html"
            names[name] = path
            (tmp_path / name).write_bytes(client.get(path).content)
    done = subprocess.run(  # our own files
        [*checker, "--format", "gnu", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    told = done.stderr
    for name, path in names.items():
        told = told.replace(str(tmp_path / name), f"{path} ({name[:2]})")
    assert told == "", told
    assert done.returncode == 0
