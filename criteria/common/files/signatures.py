"""What is known of a digital signature in a PDF, in plain words; ``pdf_signatures`` finds it out."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from criteria.common.moments import vietnam_time
from criteria.common.text import Text

VALID, UNKNOWN, EXPIRED, REVOKED, ALTERED, BROKEN, UNREADABLE = (
    *("valid", "unknown", "expired", "revoked"),
    *("altered", "broken", "unreadable"),
)


@dataclass(frozen=True)
class PdfSignature:
    """One signature: its state, the names of signer and issuer, and the moment in ISO 8601 that it bears."""

    state: str
    by: str = ""
    issuer: str = ""
    at: str = ""
    is_stamped: bool = False
    """Whether the moment comes from a service of time stamps; otherwise the signer's own clock said it."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def tone(self) -> str:
        """The class of its colour on pages."""
        return {VALID: "", ALTERED: "c-bad", BROKEN: "c-bad", REVOKED: "c-bad"}.get(
            self.state, "c-warn"
        )

    @property
    def text(self) -> Text:
        """The sentence for people who read the document."""
        said = _SAID[self.state]
        if self.state == UNREADABLE:
            return said
        who = Text(f"{said.vi}: {self.by}", f"{said.en}: {self.by}")
        if self.at:
            at = vietnam_time(datetime.datetime.fromisoformat(self.at))
            clock = ("", "") if self.is_stamped else _BY_OWN_CLOCK
            who = Text(f"{who.vi}, {at.vi}{clock[0]}", f"{who.en}, {at.en}{clock[1]}")
        return Text(
            f"{who.vi}; tổ chức cấp chứng thư: {self.issuer}.",
            f"{who.en}; certificate issued by {self.issuer}.",
        )


def signatures_from(stored: Iterable[dict[str, Any]] | None) -> list[PdfSignature]:
    """Returns the signatures that a row stores."""
    return [PdfSignature(**one) for one in stored or ()]


_BY_OWN_CLOCK = (" theo máy người ký", " by the signer's own clock")
_SAID = {
    VALID: Text("Chữ ký số hợp lệ", "Valid digital signature"),
    UNKNOWN: Text(
        "Chữ ký số đúng với nội dung nhưng chưa rõ tổ chức cấp",
        "The digital signature fits the content, but its issuer is unknown",
    ),
    EXPIRED: Text(
        "Chữ ký số đúng với nội dung nhưng chứng thư không còn hạn khi tải lên",
        "The digital signature fits the content, but its certificate was not in force when it was uploaded",
    ),
    REVOKED: Text(
        "Chữ ký số bằng chứng thư đã bị thu hồi",
        "Digital signature with a certificate that was revoked",
    ),
    ALTERED: Text(
        "Tài liệu đã bị sửa sau khi ký số", "The document was altered after it was signed"
    ),
    BROKEN: Text(
        "Chữ ký số hỏng, nội dung không phải nội dung đã ký",
        "Broken digital signature, the content is not what was signed",
    ),
    UNREADABLE: Text(
        "Có chữ ký số nhưng không đọc được.", "There is a digital signature that cannot be read."
    ),
}
