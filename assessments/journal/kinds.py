"""The kinds of events in the security journal, each declared once, here or where it is written."""

from dataclasses import dataclass

from assessments.models import Door, JournalLine, Role
from criteria.common.labels import both
from criteria.common.text import Text


@dataclass(frozen=True)
class EventKind:
    """A kind of event, which the journal stores under ``name``; pages call it by its ``label``."""

    name: str
    label: Text

    def __post_init__(self) -> None:
        """Enters the kind into the register, from which pages take their filter."""
        if self.name in _by_name:
            raise ValueError(f"The kind {self.name} is declared twice.")
        _by_name[self.name] = self


_by_name: dict[str, EventKind] = {}

SIGN_IN = EventKind("sign_in", Text(vi="Đăng nhập", en="Signed in"))
SIGN_IN_FAILURE = EventKind(
    "sign_in_failure", Text(vi="Đăng nhập không thành công", en="Sign-in failed")
)
SIGN_OUT = EventKind("sign_out", Text(vi="Đăng xuất", en="Signed out"))
PASSWORD_CHANGE = EventKind("password_change", Text(vi="Đổi mật khẩu", en="Password changed"))
FACTOR_ADDED = EventKind(
    "factor_added", Text(vi="Thêm bước xác thực thứ hai", en="Second factor added")
)
FACTOR_ENDED = EventKind(
    "factor_ended", Text(vi="Gỡ bước xác thực thứ hai", en="Second factor removed")
)
FACTOR_USED = EventKind(
    "factor_used", Text(vi="Qua bước xác thực thứ hai", en="Second factor shown")
)
FACTOR_FAILURE = EventKind(
    "factor_failure", Text(vi="Sai mã xác thực", en="Wrong code of the second step")
)
FACTOR_CODES = EventKind(
    "factor_codes", Text(vi="Tạo lại mã dự phòng", en="Recovery codes made anew")
)
TOKEN_MADE = EventKind("token_made", Text(vi="Tạo mã truy cập API", en="API token made"))
TOKEN_ENDED = EventKind("token_ended", Text(vi="Thu hồi mã truy cập API", en="API token ended"))
ROLE_GIVEN = EventKind("role_given", Text(vi="Giao vai trò", en="Role given"))
ROLE_CHANGED = EventKind("role_changed", Text(vi="Thay đổi vai trò", en="Role changed"))
ROLE_ENDED = EventKind("role_ended", Text(vi="Thu hồi vai trò", en="Role taken away"))
ADMIN_ACT = EventKind("admin_act", Text(vi="Thao tác ở trang quản trị", en="Act in the admin site"))
EVIDENCE_READ = EventKind("evidence_read", Text(vi="Xem tài liệu kiểm chứng", en="Evidence read"))
EVIDENCE_DOWNLOAD = EventKind(
    "evidence_download", Text(vi="Tải tài liệu kiểm chứng", en="Evidence downloaded")
)
ARCHIVE = EventKind("archive", Text(vi="Tải tệp nén tài liệu", en="Archive downloaded"))
EXPORT = EventKind("export", Text(vi="Xuất dữ liệu ra tệp", en="Data exported as a file"))

FACTS = {
    "file": Text(vi="tệp", en="file"),
    "unit": Text(vi="đơn vị", en="unit"),
    "sheet": Text(vi="phiếu số", en="sheet"),
    "evidence": Text(vi="tài liệu số", en="document"),
    "person": Text(vi="người", en="person"),
    "role": Text(vi="vai trò", en="role"),
    "former_role": Text(vi="vai trò trước", en="role before"),
    "at": Text(vi="ở", en="at"),
    "former_at": Text(vi="trước ở", en="before at"),
    "token": Text(vi="mã", en="token"),
    "name": Text(vi="dùng cho", en="used for"),
    "factor": Text(vi="bằng", en="by"),
    "scope": Text(vi="phạm vi", en="scope"),
    "days": Text(vi="số ngày", en="days"),
}
"""The names of facts on pages."""
_ROLES = {"role", "former_role"}


def declared_kinds() -> list[EventKind]:
    """Returns every kind, in the order of their declaration."""
    return list(_by_name.values())


def kind_label(name: str) -> Text:
    """Returns the name of a kind for pages; the stored name where another program wrote it."""
    return _by_name[name].label if name in _by_name else Text(vi=name, en=name)


def facts_of(line: JournalLine) -> list[tuple[Text, Text]]:
    """Returns the facts of a line with their names, in words."""
    return [
        (FACTS.get(name, Text(vi=name, en=name)), _in_words(name, str(value)))
        for name, value in line.facts.items()
    ]


def door_label(line: JournalLine) -> Text:
    """Returns the name of the door through which an event came."""
    return both(Door(line.door).label)


def _in_words(name: str, value: str) -> Text:
    if name in _ROLES and value in Role:
        return both(Role(value).label)
    return Text(vi=value, en=value)
