"""Zip files that are the same whenever they are made."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["packed", "packed_again"]


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of these names and contents, without dates."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            # The entry's date is the earliest there is, and its rights are the usual ones.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def packed_again(content: bytes) -> bytes:
    """The same zip file without dates."""
    with ZipFile(BytesIO(content)) as archive:
        return packed((name, archive.read(name)) for name in archive.namelist())
