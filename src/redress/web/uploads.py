"""What a stranger may send at once: refused before a byte of it reaches the disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from redress.flows.outside import FILE_LIMIT_MB, FILES_AT_ONCE

MOST = (FILES_AT_ONCE * FILE_LIMIT_MB + 10) * 1024 * 1024


class Quota(FileUploadHandler):
    """Stands before Django's own handlers and keeps nothing; on the portal a form larger than all its files may be is a 400."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, boundary: Any, encoding: Any = None) -> None:
        if content_length > MOST and str(META.get("PATH_INFO", "")).startswith("/help/"):
            raise RequestDataTooBig("a form of the portal larger than its files may be")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
