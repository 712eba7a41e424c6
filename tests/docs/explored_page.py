"""The page of `docs/howto/explore_a_sweep.md`, which stands in `docs/extra/explored`.

`python -m tests.docs.explored_page` fills it in again from what it holds, after a change of its scripts or its words;
`python -m tests.docs.explored_page FOLDER` runs its sweep into a folder first, after a change of what is simulated.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import fssim
from fssim.explorer.explore import fill_explorer_page

SWEEP = "posts_vacancy_and_sharing"
PAGE = Path(__file__).parents[2] / "docs" / "extra" / "explored" / f"{SWEEP}.html"


def read_data(text: str) -> dict[str, Any]:
    """What a page's scripts work with."""
    (data,) = re.findall(r'<script type="application/json" id="sweep">(.*?)</script>', text, re.DOTALL)
    read: dict[str, Any] = json.loads(data)
    return read


def store(folder: str | None) -> None:
    """Write the page: of a sweep that is run into a folder, or of what the page holds already."""
    if folder is None:
        text = fill_explorer_page(read_data(PAGE.read_text(encoding="utf-8")))
    else:
        text = fssim.explore(fssim.sweep(SWEEP, folder)).html()
    PAGE.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    store(sys.argv[1] if len(sys.argv) > 1 else None)
