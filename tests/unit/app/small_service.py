"""A district's year, which takes no time to run, asked for as a page would."""

from __future__ import annotations

from fssim.app.work.work_folder import RUN, AskedWork

TEXT = """\
extends: {base}
title: A year, {name}
question: What does it do?
compare_with: []
clock: {{warm_up_years: 0, observed_years: 1}}
"""
FILES = {
    f"{name}.yaml": TEXT.format(base=base, name=name).encode()
    for name, base in (("vacancy", "one_district_vacancy"), ("full", "one_district"))
}


def asking(title: str = "A vacancy", replications: int = 4) -> AskedWork:
    """A request for a run of the two."""
    return AskedWork(RUN, title, tuple(FILES), replications)
