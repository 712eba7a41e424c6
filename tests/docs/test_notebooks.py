"""The notebooks are run from a clean kernel: they say what they are kept as saying, and what they claim holds."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

import fssim
from tests.docs.notebooks import FOLDER, METADATA, NOTEBOOKS, PICTURE, as_kept, executed, words

pytestmark = pytest.mark.slow

ROOT = FOLDER.parent
KILOBYTES = 200
MAY_IMPORT = {"fssim", "IPython.display", "matplotlib.pyplot", "pandas"}  # and the standard library
OF_THE_STANDARD_LIBRARY = {"collections", "copy", "math", "pathlib", "tempfile"}
CLAIMS = {  # what the words of each notebook take for granted
    "01_first_run": [
        'assert list(table["verdict"][:2]) == ["more", "less"]',
        'assert table["verdict"].iloc[-1] == "less"',
    ],
    "02_what_one_empty_post_does": [
        'assert list(compared["verdict"]) == ["more", "less", "more", "more"]',
        'assert months >= 6, "the wait is not over when the post is filled"',
        'assert "or more" not in or_more and busy < 90, "and is over within what is looked at"',
        'assert "lasted 40.1 weeks, against 39.1 (+0" in " ".join(fssim.answer([with_empty_post, with_full_team]))',
        'bars = [f"ledger_in_plans_{one}_days_per_family" for one in ("work_done", "continued", "moving")]',
        'assert list(fssim.compare(with_empty_post, with_full_team, bars)["verdict"]) == ["less"] * 3',
    ],
    "03_staffing_sweep": [
        "practitioner, social_worker = (means.loc[one] - means.loc[today] for one in one_more.values())",
        "assert practitioner[measures[0]] < 0 < social_worker[measures[2]]",
        "assert social_worker[measures[1]] > practitioner[measures[1]]",
        'verdicts = [fssim.compare(swept.at(point_of[one]), swept.at(point_of[today]), measures)["verdict"] '
        "for one in one_more.values()]",
        'assert verdicts[0][measures[0]] == "less" and verdicts[1][measures[2]] == "more"',
        'assert [verdict[measures[1]] for verdict in verdicts] == ["no difference that matters"] * 2',
        'assert list(ranked.frame["is"]).count("best") == 1',
        'fewest = swept.frame["lever_social_worker_posts"].min()',
        'assert ranked.frame.loc[ranked.frame["is"] == "best", "lever_social_worker_posts"].item() == fewest',
    ],
    "04_where_the_days_go": [
        "assert all(each.interval(drift).mean > 50 for each in results)",
        'empty = table.loc["last need waiting: post vacant"]',
        'assert (empty < table.loc["drift (all but moving and court)"] / 2).all()',
        'held_up = table.drop(index=["moving", "drift (all but moving and court)"])',
        'ready = ["work done, review to come", "help refused for good, review to come", "reviewed and continued"]',
        'most = held_up.drop(index=ready).T.assign(reviews=held_up.loc[ready].sum()).iloc[1:].idxmax(axis="columns")',
        'assert list(most) == ["reviews", "last need waiting: external service"]',
        'assert (held_up.loc[ready].idxmax() == "reviewed and continued").all()',
        "assert resting == 0.0",
    ],
    "05_how_sure_are_we": [
        'assert found["variance_ratio"] < 0.5',
        "assert precise.reached",
        'assert list(verdicts.iloc[-1]) == ["more", "suggests more"]',
        'assert counts["assumed"] > sum(counts.values()) / 2',
        'assert not says_so.empty and (moved["says"] == "cannot tell").any()',
    ],
    "06_build_your_own_scenario": [
        "assert read(first_try) is None",
        "assert 0 < len(missed) < len(targets)",
        'assert "more" in set(found["verdict"])',
    ],
    "07_can_you_trust_it": [
        "assert not any(fssim.check_laws(log) for log in logs.values())",
        "assert fssim.check_laws(spoilt)",
        "assert largest == 0.0",
        'assert all(row["agree"] for row in rows.values() if "agree" in row)',
        'assert set(missed.index) == {"cpp_ended_2yplus", "cost_per_cin_week"}',
    ],
}


def kept(file: Path) -> Any:
    return nbformat.read(file, as_version=4)


def code_of(file: Path) -> ast.Module:
    cells = [cell.source for cell in kept(file).cells if cell.cell_type == "code"]
    return ast.parse("\n".join(cells).replace("%matplotlib inline\n", ""))


def test_every_notebook_is_here() -> None:
    assert [file.stem for file in NOTEBOOKS] == list(CLAIMS)


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_it_runs_and_says_what_it_is_kept_as_saying(file: Path) -> None:
    assert words(executed(file, and_then=CLAIMS[file.stem])) == words(kept(file)), (
        f"run: python -m tests.docs.notebooks {file.relative_to(ROOT)}, and read whether its words still fit"
    )


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_it_is_kept_small_and_clean(file: Path) -> None:
    notebook = kept(file)
    nbformat.validate(notebook)
    assert file.stat().st_size < 1000 * KILOBYTES
    assert notebook.metadata == METADATA
    assert as_kept(kept(file)).cells == notebook.cells
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    drawn = [output.data for output in outputs if "<Figure" in output.get("data", {}).get("text/plain", "")]
    assert all(PICTURE in data for data in drawn), "a figure that is not shown"
    for of_a_machine in ("/tmp", "/home", "/root", "/work", "C:\\", "Warning", "Traceback"):
        assert of_a_machine not in " ".join(words(notebook))


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_it_uses_the_public_api_alone(file: Path) -> None:
    for node in ast.walk(code_of(file)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert set(names) <= MAY_IMPORT | OF_THE_STANDARD_LIBRARY
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "fssim":
            assert node.attr in fssim.__all__
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")


def test_the_readme_lists_each_with_its_question() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for file in NOTEBOOKS:
        question = kept(file).cells[0].source.splitlines()[0].removeprefix("# ")
        assert f"| [{file.stem}](notebooks/{file.name}) | {question} |" in readme


def test_links_lead_somewhere() -> None:
    import re

    for file in NOTEBOOKS:
        text = "\n".join(cell.source for cell in kept(file).cells if cell.cell_type == "markdown")
        links = re.findall(r"\]\(([^)#:]+)\)", text)
        named = [name.rstrip(".") for name in re.findall(r"(?:scenarios|docs)/[\w/.]+\.(?:yaml|md|csv)", text)]
        assert all((FOLDER / link).exists() for link in links), file.name
        assert all((ROOT / name).exists() for name in named), file.name
