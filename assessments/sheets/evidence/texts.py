"""The texts typed beside a document: its title, number and address."""

from urllib.parse import urlsplit

from criteria.common.files.names import visible
from criteria.common.text import Text

TITLE_LIMIT, NUMBER_LIMIT, URL_LIMIT = 500, 100, 1000
TITLE = Text(vi="Trích yếu", en="The title")
NUMBER = Text(vi="Số, ký hiệu", en="The number")
NO_TITLE = Text(vi="Chưa nhập trích yếu.", en="The title is missing.")


def one_line(typed: str, limit: int, label: Text, faults: list[Text]) -> str:
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
