"""Reads the JSON of a request, or its form with a file; its text is taken in as at every other door."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

from criteria.common.text import without_unseen


class TextParser(JSONParser):
    """The library's parser, whose text is cleaned like that of forms."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        data = super().parse(stream, media_type, parser_context)
        try:
            # Half of a surrogate pair is valid JSON and no text.
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise ParseError from error
        return _cleaned(data)


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
