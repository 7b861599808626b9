"""Parts of addresses, as every app's addresses may name them."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class AddressPart(StringConverter):
    """A part of an address, without control characters: PostgreSQL stores no NUL, and a log line must not break."""

    regex = r"[^/\x00-\x1f\x7f]+"


def register_converters() -> None:
    """Lets addresses name them."""
    register_converter(AddressPart, "text")
