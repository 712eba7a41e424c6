"""Files whose names end in a checksum of what is in them: one that is damaged, or was cut short, is not what its name
says, and the checksum lands with the file in one step."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

CHECKSUM_DIGITS = 16


def name_by_checksum(stem: str, suffix: str, data: bytes) -> str:
    """The name of a file that holds `data`."""
    return f"{stem}-{_compute_short_checksum(data)}{suffix}"


def is_as_named(file: Path, data: bytes) -> bool:
    """Whether what was read from a file is what its name says."""
    return file.stem.rpartition("-")[2] == _compute_short_checksum(data)


def _compute_short_checksum(data: bytes) -> str:
    return sha256(data).hexdigest()[:CHECKSUM_DIGITS]
