"""What the benchmark ran on, in a line."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path


def machine() -> str:
    """The processor, its cores, the system, Python and the date."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {date.today().isoformat()}."
    )


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in _lines(told) if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
