"""The texts and dates typed beside an act: notes and reasons, a document's number, a new deadline."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from criteria.common.text import FieldFault, Refused, Text, readable_lines

NOTE_LIMIT = 10_000
DOCUMENT_LIMIT = 100
DAYS_LIMIT = 366


def checked_note(note: str) -> str:
    """Returns a note ready to store; refuses one that is too long."""
    note = readable_lines(note).strip()
    if len(note) > NOTE_LIMIT:
        raise Refused(
            Text(
                vi=f"Nội dung dài {len(note)} ký tự, tối đa {NOTE_LIMIT}. Hãy rút gọn hoặc đính kèm tệp.",
                en=f"The text has {len(note)} characters, at most {NOTE_LIMIT} fit. Shorten it or attach a file.",
            )
        )
    return note


def checked_document(number: str, faults: list[Text]) -> str:
    """Returns a document's number ready to store; adds a fault when it is too long."""
    number = checked_note(number)
    if len(number) > DOCUMENT_LIMIT:
        faults.append(
            FieldFault(
                vi=f"Số văn bản dài {len(number)} ký tự, tối đa {DOCUMENT_LIMIT}.",
                en=f"The document's number has {len(number)} characters, at most {DOCUMENT_LIMIT} fit.",
                field="document",
            )
        )
    return number


def too_far(until: datetime.datetime) -> list[Text]:
    """Returns the reason against a deadline more than ``DAYS_LIMIT`` days away, a slip of the hand in the year."""
    if until <= timezone.now() + datetime.timedelta(days=DAYS_LIMIT):
        return []
    return [
        FieldFault(
            vi=f"Hạn mới quá xa: nhiều nhất {DAYS_LIMIT} ngày nữa.",
            en=f"The new deadline lies too far away: at most {DAYS_LIMIT} days from now.",
            field="until",
        )
    ]


def changed_meanwhile(
    now: Mapping[str, Any],
    seen: Mapping[str, Any],
    in_words: Callable[[str, Any], tuple[Text, Text]],
) -> list[Text]:
    """Returns a fault for each value that is no longer the one that the person was shown.

    ``in_words`` returns the label and the words of a value by its name.
    """
    faults = []
    for name, value in now.items():
        if name in seen and seen[name] != value:
            label, shown = in_words(name, value)
            faults.append(
                Text(
                    vi=f"{label.vi}: người khác vừa đổi thành {shown.vi}. Hãy xem lại giá trị đang nhập rồi lưu.",
                    en=f"{label.en}: somebody has just changed it to {shown.en}. Look at your value again, then save.",
                )
            )
    return faults
