"""What may be sent at once, by a stranger or for an import: refused before a byte of it reaches the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from redress.flows.outside import FILE_LIMIT_MB, FILES_AT_ONCE

MOST = (FILES_AT_ONCE * FILE_LIMIT_MB + 10) * 1024 * 1024


class Quota(FileUploadHandler):
    """Stands before Django's own handlers and keeps nothing; a form of the portal or of an import larger than its files may be is a 400."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None) -> None:
        path = str(META.get("PATH_INFO", ""))
        if content_length > MOST and path.startswith("/help/"):
            raise RequestDataTooBig("a form of the portal larger than its files may be")
        if content_length > (settings.ENV.import_limit_mb + 1) * 1024 * 1024 and path == "/imports/":
            raise RequestDataTooBig("a file larger than an import may be")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
