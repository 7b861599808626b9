"""What the system keeps about a person: told in a table, and given to them as one file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Model

from assessments.models import Change, Evidence, Job, JournalLine, Notice, Remark, Token, User
from criteria.common.text import Text


@dataclass(frozen=True)
class KeptData:
    """A kind of personal data: what is kept, why, and how long."""

    what: Text
    why: Text
    how_long: Text


@dataclass(frozen=True)
class KeptRows:
    """The rows of one table that are a person's: what they are called in the file, whose they are, what of them is given."""

    name: str
    model: type[Model]
    person: str
    columns: tuple[str, ...]

    def rows_of(self, user: User) -> Iterator[dict[str, Any]]:
        """Yields them in the order in which they were made."""
        found = self.model._default_manager.filter(**{self.person: user}).order_by("pk")
        return found.values(*self.columns).iterator(chunk_size=2000)


ACCOUNT = ("email", "full_name", "is_active", "is_staff", "date_joined", "last_login")
KEPT_ROWS = [
    KeptRows("addresses", EmailAddress, "user", ("email", "verified", "primary")),
    KeptRows(
        "single_sign_on", SocialAccount, "user", ("provider", "uid", "last_login", "date_joined")
    ),
    KeptRows("second_factors", Authenticator, "user", ("type", "created_at", "last_used_at")),
    KeptRows("sessions", UserSession, "user", ("ip", "user_agent", "created_at")),
    KeptRows("tokens", Token, "user", ("name", "scope", "created", "expiry")),
    KeptRows("notices", Notice, "user", ("at", "text_vi", "read_at")),
    KeptRows("files_made", Job, "owner", ("created_at", "kind", "title_vi", "state")),
    KeptRows(
        "acts", Change, "by", ("at", "door", "act", "assessment_id", "score_id", "after", "reason")
    ),
    KeptRows("remarks", Remark, "by", ("at", "score_id", "kind", "text")),
    KeptRows(
        "documents",
        Evidence,
        "uploaded_by",
        ("uploaded_at", "assessment_id", "title", "number", "url", "file_name", "size"),
    ),
    KeptRows("journal", JournalLine, "person", ("at", "kind", "address", "door", "place", "facts")),
    KeptRows("django_admin", LogEntry, "user", ("action_time", "object_repr", "change_message")),
]
"""Rankings add theirs."""


def kept_data() -> tuple[KeptData, ...]:
    """Returns every kind of personal data that the system keeps."""
    days = settings.JOURNAL_DAYS
    account = Text(vi="khi còn tài khoản", en="as long as the account")
    return (
        KeptData(
            Text(
                vi="Họ tên, thư điện tử công vụ, vai trò kèm đơn vị, ngày tạo, lần đăng nhập gần nhất",
                en="Name, work mail address, roles with their units, day of the account, last sign-in",
            ),
            Text(
                vi="để đăng nhập, giao quyền và gửi thông báo",
                en="to sign in, to give rights and to send notices",
            ),
            Text(
                vi="lâu dài: tài khoản bị khóa khi thôi việc, nhưng lịch sử vẫn nêu tên",
                en="for good: an account is closed when its owner leaves, and the record still names it",
            ),
        ),
        KeptData(
            Text(
                vi="Việc đã làm: điểm, ghi chú, giải trình, tài liệu đã tải lên, cuộc họp hội đồng",
                en="What was done: points, notes, explanations, uploaded documents, councils",
            ),
            Text(vi="để giải trình từng điểm số", en="to account for each point"),
            Text(vi="lâu dài, cùng kỳ đánh giá", en="for good, with the round"),
        ),
        KeptData(
            Text(
                vi="Nhật ký an ninh: địa chỉ thư, địa chỉ mạng, trang và tệp đã mở",
                en="Security journal: mail address, network address, pages and files opened",
            ),
            Text(vi="để phát hiện việc lạm dụng", en="to find misuse"),
            Text(vi=f"{days} ngày", en=f"{days} days"),
        ),
        KeptData(
            Text(
                vi="Phiên đăng nhập: địa chỉ mạng, trình duyệt",
                en="Sessions: network address, browser",
            ),
            Text(vi="để giữ đăng nhập và tự kiểm tra", en="to stay signed in, and to check"),
            Text(vi="không quá 12 giờ", en="12 hours at most"),
        ),
        KeptData(
            Text(
                vi="Bước xác thực thứ hai (được niêm phong), mã truy cập API (chỉ giữ mã băm)",
                en="Second factors (sealed), API tokens (a hash alone)",
            ),
            Text(vi="để đăng nhập", en="to sign in"),
            Text(vi="đến khi gỡ hoặc hết hạn", en="until removed or run out"),
        ),
        KeptData(
            Text(vi="Thông báo và thư đã gửi", en="Notices and their mails"),
            Text(vi="để đọc lại", en="to be read again"),
            account,
        ),
    )


def own_data(user: User) -> dict[str, Any]:
    """Returns what is kept under a person's name, without what opens doors: hashes, secrets, keys of sessions.

    What a person did in a round stands in the lines of the record, which may name others.
    """
    return {
        "account": {name: getattr(user, name) for name in ACCOUNT},
        "roles": [
            {
                "role": held.role,
                "unit": held.unit.code if held.unit else None,
                "body": held.body.code if held.body else None,
                "parts": [part.code for part in held.parts.all()],
            }
            for held in user.memberships.select_related("unit", "body").prefetch_related("parts")
        ],
    } | {kept.name: list(kept.rows_of(user)) for kept in KEPT_ROWS}
