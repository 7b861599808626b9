"""Reads the JSON of a request, or its form with a file; its text is taken in as at every other door."""

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from criteria.common.bodies import length_of
from criteria.common.text import without_unseen


class TextParser(JSONParser):
    """The library's parser, which takes no more than a form holds, and whose text is cleaned like that of forms."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        # An address that takes files lets more through, and JSON is read as a whole.
        if length_of(parser_context["request"]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            data = super().parse(stream, media_type, parser_context)
            # Half of a surrogate pair is valid JSON and no text.
            json.dumps(data, ensure_ascii=False).encode()
            return _cleaned(data)
        except (UnicodeEncodeError, RecursionError) as error:
            raise ParseError from error


class FileParser(MultiPartParser):
    """The library's parser of forms with files, whose text is cleaned; a field that comes twice is a list."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        found = super().parse(stream, media_type, parser_context)
        texts = {
            name: values[0] if len(values) == 1 else values for name, values in found.data.lists()
        }
        return DataAndFiles(_cleaned(texts), found.files)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_unseen(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {without_unseen(key): _cleaned(item) for key, item in value.items()}
    return value
