"""How far what is compared is alike: the same families with the same luck, or only some of them, or other needs."""

from __future__ import annotations

from collections.abc import Sequence

from fssim.report.wording.words import in_list, plain
from fssim.runs.comparable import demand_differences
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.verdict import RULE

SAME = "the same families and the same luck"


def not_alike(first: Scenario, others: Sequence[Scenario]) -> str:
    """`demand differs from 'A' by the referral rate`, scenario by scenario; nothing if all meet the same families."""
    parts = []
    for other in others:
        differ = [plain(each).replace("_", " ") for each in demand_differences(first, other)]
        if differ:
            parts.append(f"demand differs from '{plain(other.title)}' by {in_list(differ)}")
    return " and ".join(parts)


def shared_by(differ: Sequence[str]) -> str:
    """`the same families and the same luck`, or what that is where demand differs by some of its numbers."""
    if not differ:
        return SAME
    return f"{SAME} where they meet them (demand differs by {in_list([plain(each) for each in differ])})"


def shared_luck(results: Sequence[Results]) -> str:
    """What scenarios that are compared share: `the same families and the same luck`, and where they do not."""
    first, *others = (each.scenario for each in results)
    differs = not_alike(first, others)
    return f"{SAME} where they meet them ({differs})" if differs else f"{SAME} in every scenario"


def paired_note(results: Sequence[Results]) -> str:
    """What differences between results are: paired, and how far with the same families; and what a verdict is."""
    first, *others = (each.scenario for each in results)
    differs = not_alike(first, others)
    if not differs:
        return f"Differences are paired: both scenarios have {SAME}. {RULE}"
    return (
        f"Differences are paired: both scenarios have {SAME} where both meet them. But {differs}, so not every family "
        f"is in both, or is alike there, and differences are also those of who is referred. {RULE}"
    )
