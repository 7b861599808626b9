"""What is typed beside a document: its title, number and date, its validity and its address."""

import datetime
from collections.abc import Mapping
from typing import TypedDict
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from assessments.models import Evidence
from criteria.common.files.names import visible
from criteria.common.text import Refused, Text

TITLE_LIMIT, NUMBER_LIMIT, URL_LIMIT = 500, 100, 1000
TITLE = Text(vi="Trích yếu", en="The title")
NUMBER = Text(vi="Số, ký hiệu", en="The number")
ISSUED_ON = Text(vi="Ngày ban hành", en="The date")
VALID_FROM = Text(vi="Ngày bắt đầu hiệu lực", en="The first day of validity")
VALID_TO = Text(vi="Ngày hết hiệu lực", en="The last day of validity")
NO_TITLE = Text(vi="Chưa nhập trích yếu.", en="The title is missing.")


class DocumentDescription(TypedDict, total=False):
    """What is said of a document when it is added; what is left out is empty."""

    title: str
    number: str
    issued_on: datetime.date | None


VALIDITY = ("valid_from", "valid_to")


def read_described(typed: DocumentDescription, faults: list[Text]) -> DocumentDescription:
    """Returns the description in its stored form; adds a fault for each text that is too long."""
    return {
        "title": read_line(typed.get("title", ""), TITLE_LIMIT, TITLE, faults),
        "number": read_line(typed.get("number", ""), NUMBER_LIMIT, NUMBER, faults),
        "issued_on": typed.get("issued_on"),
    }


def described_of(typed: Mapping[str, str], title: str = "") -> DocumentDescription:
    """Returns what a form says of a document, with this ``title`` for it. Raises ``Refused`` for a day that is none."""
    day = issued_on_of(typed.get("issued_on", ""))
    return {"title": title, "number": typed.get("number", ""), "issued_on": day}


def description_of(evidence: Evidence) -> DocumentDescription:
    """Returns what is said of a document that is there."""
    return {
        "title": evidence.title,
        "number": evidence.number,
        "issued_on": evidence.issued_on,
    }


def description_in_form(described: Mapping[str, object]) -> dict[str, str]:
    """Returns values of a description as they stand in a form."""
    return {
        name: f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value or "")
        for name, value in described.items()
    }


def read_line(typed: str, limit: int, label: Text, faults: list[Text]) -> str:
    """Returns one line of text in NFC; adds a fault when it is too long."""
    line = visible(typed)
    if len(line) > limit:
        faults.append(
            Text(
                vi=f"{label.vi} dài {len(line)} ký tự, tối đa {limit}.",
                en=f"{label.en} has {len(line)} characters, at most {limit} fit.",
            )
        )
    return line


def issued_on_of(typed: str, label: Text = ISSUED_ON) -> datetime.date | None:
    """Returns the day of issue as typed, or another day of a document. Raises ``Refused``."""
    field = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    try:
        day: datetime.date | None = field.clean(typed.strip())
    except ValidationError as error:
        raise Refused(
            Text(
                vi=f"{label.vi} “{typed[:20]}” không đúng; hãy viết như 23/11/2022.",
                en=f"{label.en} “{typed[:20]}” is not valid; write it as 23/11/2022.",
            )
        ) from error
    return day


def validity_of(typed: Mapping[str, str]) -> dict[str, datetime.date | None]:
    """Returns the two days between which a document is in force, as typed. Raises ``Refused`` with every cause."""
    days: dict[str, datetime.date | None] = {}
    faults: list[Text] = []
    for name, label in (("valid_from", VALID_FROM), ("valid_to", VALID_TO)):
        try:
            days[name] = issued_on_of(typed.get(name, ""), label)
        except Refused as refused:
            faults += refused.causes
    if faults:
        raise Refused(*faults)
    return days


def description_faults(typed: Mapping[str, str]) -> dict[str, list[Text]]:
    """Returns by field what is wrong with a description as it was typed."""
    faults: dict[str, list[Text]] = {"title": [], "number": []}
    if not read_line(typed.get("title", ""), TITLE_LIMIT, TITLE, faults["title"]):
        faults["title"].append(NO_TITLE)
    read_line(typed.get("number", ""), NUMBER_LIMIT, NUMBER, faults["number"])
    days = {}
    labels = {"issued_on": ISSUED_ON, "valid_from": VALID_FROM, "valid_to": VALID_TO}
    for name, label in labels.items():
        faults[name] = []
        try:
            days[name] = issued_on_of(typed.get(name, ""), label)
        except Refused as refused:
            faults[name] += refused.causes
    faults["valid_to"] += order_faults(days.get("valid_from"), days.get("valid_to"))
    return faults


def order_faults(valid_from: datetime.date | None, valid_to: datetime.date | None) -> list[Text]:
    """Returns what is wrong with a validity that would end before it begins."""
    if valid_from is None or valid_to is None or valid_from <= valid_to:
        return []
    return [
        Text(
            vi=f"Ngày hết hiệu lực {valid_to:%d/%m/%Y} trước ngày bắt đầu hiệu lực {valid_from:%d/%m/%Y}.",
            en=f"The last day of validity {valid_to:%d/%m/%Y} lies before its first, {valid_from:%d/%m/%Y}.",
        )
    ]


def web_address(typed: str, faults: list[Text]) -> str:
    """Returns a web address, or adds a fault; names inside an office's own network (``http://vanban/``) are fine."""
    url = typed.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or any(char.isspace() for char in url):
        faults.append(
            Text(
                vi="Đường dẫn phải bắt đầu bằng http:// hoặc https:// và có tên máy chủ.",
                en="The address must start with http:// or https:// and name a server.",
            )
        )
    elif len(url) > URL_LIMIT:
        faults.append(
            Text(
                vi=f"Đường dẫn dài {len(url)} ký tự, tối đa {URL_LIMIT}.",
                en=f"The address has {len(url)} characters, at most {URL_LIMIT} fit.",
            )
        )
    return url
