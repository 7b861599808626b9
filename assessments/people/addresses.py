"""What is a mail address, for accounts made by hand and by a table."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assessments.writing.actor import CLOCK_EMAIL
from criteria.common.numbers import as_typed
from criteria.common.text import FieldFault, Text


def is_address(email: str) -> bool:
    """Returns whether a text is a mail address that somebody may have; the clock's own is nobody's."""
    if email.lower() == CLOCK_EMAIL:
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def no_address(email: str) -> Text:
    """Returns the fault of a text that is no mail address."""
    return FieldFault(
        vi=f"{as_typed(email)} không phải là địa chỉ thư",
        en=f"{as_typed(email)} is no mail address",
        field="email",
    )
