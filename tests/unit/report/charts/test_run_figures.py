"""The figures: drawn the same every time, with nothing cut off and nothing on top of anything else."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from fssim.measures.headline import DRIFT, wait_measure
from fssim.report.charts.forest_plot import WORSE, ForestMark, ForestPanel, draw_differences
from fssim.report.charts.line_panels import DrawnLine, LinePanel, ShadedSpan, draw_lines
from fssim.report.charts.panels import WIDTH, Panels, draw_panels
from fssim.report.charts.run_figures import (
    figure,
    ledger_panels,
    plan_duration_panels,
    published_bands,
    save_figures,
    specialist_wait_panels,
)
from fssim.report.document.pictures import NARROW
from fssim.runs.results import Results
from fssim.scenario import Scenario

DRAWINGS = (ledger_panels, plan_duration_panels, specialist_wait_panels)
NAMES = ("ledger.png", "plan_durations.png", "specialist_waits.png")


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text() and text.get_visible()]


def words_of(picture: Panels | Figure) -> str:
    figure = draw_panels(picture) if isinstance(picture, Panels) else picture
    return "\n".join(text.get_text().replace("\n", " ") for text in texts(figure))


def assert_whole_and_apart(figure: Figure) -> None:
    """Nothing is cut off at the edge, and no words are on top of others."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in texts(figure)]
    for words, box in boxes:
        assert figure.bbox.x0 <= box.x0, words
        assert figure.bbox.y0 <= box.y0, words
        assert box.x1 <= figure.bbox.x1, words
        assert box.y1 <= figure.bbox.y1, words
    for (words, box), (other, another) in combinations(boxes, 2):
        assert not box.overlaps(another), f"{words!r} is on top of {other!r}"


TITLES = (
    "Short",
    "A title of quite a usual length, such as these",
    "No mental health practitioners for nine months",
)


@pytest.mark.parametrize("draw", DRAWINGS)
@pytest.mark.parametrize("scenarios", [1, 2, 3, 6])
def test_words_are_whole_and_apart(draw: Any, scenarios: int, results_of: Any) -> None:
    picture = draw([results_of(9.0 + n, TITLES[n % 3]) for n in range(scenarios)])
    assert_whole_and_apart(draw_panels(picture))
    for width in (WIDTH, NARROW):
        assert_whole_and_apart(draw_panels(picture, width, words=False))


@pytest.mark.parametrize("width", [WIDTH, NARROW])
@pytest.mark.parametrize("scenarios", [1, 4])
def test_lines_and_differences_have_their_words_whole_and_apart(width: float, scenarios: int) -> None:
    titles = [TITLES[n % 3] + str(n) for n in range(scenarios)]
    mark = ForestMark(-720.0, -828.0, -613.0, WORSE, "-720% (-828 to -613)")
    names = ["Mental health, internal: from referral to first offer, mean", "Staff cost"]
    groups = [ForestPanel(unit, 100.0, names, [mark] * 2) for unit in ("percentage points", "% of the value")]
    assert_whole_and_apart(draw_differences(groups, width))
    dates = [date(2019, 4, 28) + timedelta(days=28 * n) for n in range(39)]
    values = [[1234.5 * n for n in range(39)]] * 3
    panels = [LinePanel("Families waiting for mental health help", [DrawnLine(title, *values) for title in titles])] * 3
    spans = [ShadedSpan(date(2019, 6, 1), date(2020, 6, 1), label="posts empty")]
    assert_whole_and_apart(draw_lines(date(2019, 4, 1), dates, panels, spans, width))


@pytest.mark.parametrize("draw", DRAWINGS)
def test_letters_are_eleven_pixels_high_at_least_where_a_telephone_shows_them(draw: Any, results_of: Any) -> None:
    figure = draw_panels(draw([results_of(9.0), results_of(8.0, "Full team")]), NARROW, words=False)
    pixels = 96.0 / 72.0
    assert figure.get_figwidth() * 72.0 * pixels <= 358  # what 390 px have between the margins: it is not made smaller
    assert min(text.get_fontsize() for text in texts(figure)) * pixels >= 11.0


def test_titles_say_what_is_shown(results_of: Any) -> None:
    results = [results_of(30.0, "Empty posts"), results_of(20.0, "Full team")]
    for draw in DRAWINGS:
        assert "30.0 in 'Empty posts' and 20.0 in 'Full team'" in words_of(draw(results))


def test_the_same_results_give_the_same_bytes(tmp_path: Path, results_of: Any) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        save_figures(folder, [results_of(30.0), results_of(20.0, "Full team")])
    for name in NAMES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_happened_to_nobody_is_none(results_of: Any) -> None:
    nothing = {wait_measure("mental health"): [math.nan] * 3, DRIFT: [math.nan] * 3}
    assert "none" in words_of(specialist_wait_panels([results_of(9.0, **nothing)]))


def test_one_replication_has_no_interval(results_of: Any, small: Scenario) -> None:
    results = results_of(9.0)
    alone = Results("alone", small, "simpy", 1, {0: results.rows[0]})
    for draw in DRAWINGS:
        assert "One replication." in words_of(draw([alone]))


@pytest.mark.filterwarnings("error")
def test_titles_in_any_letters(tmp_path: Path, results_of: Any) -> None:
    save_figures(tmp_path, [results_of(9.0, "Costs $5 a $day \\frac{ _^ 家族 <script>")])
    assert {file.name for file in tmp_path.iterdir()} == set(NAMES)


def with_targets(folder: Path, small: Scenario, text: str, plan: str = "child_protection") -> Scenario:
    (folder / "targets.csv").write_text(text, encoding="utf-8")
    headline = small.headline.model_copy(update={"statutory_plan": plan})
    return small.model_copy(update={"sources": (str(folder / "sources.csv"),), "headline": headline})


TARGETS = """id,measure,value,unit,tolerance,geography,year,statistics_id
cpp_ended_le3m,,15.9,percent,3,England,2025,
cpp_ended_3_6m,,11.0,percent,3,England,2025,
cpp_ended_6_12m,,43.5,percent,4,England,2025,
cpp_ended_1_2y,,25.2,percent,4,England,2025,
cpp_ended_2yplus,,4.4,percent,2,England,2025,
"""


def test_published_bands_are_found_beside_the_sources(tmp_path: Path, small: Scenario, results_of: Any) -> None:
    scenario = with_targets(tmp_path, small, TARGETS)
    published = published_bands(scenario)
    assert published is not None
    assert published.percent == (15.9, 11.0, 43.5, 25.2, 4.4)
    results = Results("here", scenario, "simpy", 1, results_of(20.0).rows)
    assert "Published: England, 2025" in words_of(plan_duration_panels([results]))


def test_published_bands_need_not_say_of_where_they_are(tmp_path: Path, small: Scenario) -> None:
    """And a spreadsheet program begins the file with a mark of its own."""
    rows = [line.split(",England")[0] for line in TARGETS.splitlines()]
    text = "\n".join(["\ufeff" + rows[0].split(",geography")[0], *rows[1:]])
    published = published_bands(with_targets(tmp_path, small, text))
    assert published is not None
    assert published.title == "Published"


def test_published_bands_of_ones_own_come_before_inherited_ones(tmp_path: Path, small: Scenario) -> None:
    own, inherited = tmp_path / "own", tmp_path / "inherited"
    for folder, targets in ((own, TARGETS.replace("15.9", "20.9")), (inherited, TARGETS)):
        folder.mkdir()
        scenario = with_targets(folder, small, targets)
    sources = (str(inherited / "sources.csv"), str(own / "sources.csv"))
    published = published_bands(scenario.model_copy(update={"sources": sources}))
    assert published is not None
    assert published.percent == (20.9, 11.0, 43.5, 25.2, 4.4)


def test_published_bands_that_are_not_there_are_not_drawn(tmp_path: Path, small: Scenario, results_of: Any) -> None:
    assert published_bands(small) is None
    assert published_bands(with_targets(tmp_path, small, TARGETS, plan="child in need")) is None
    assert published_bands(with_targets(tmp_path, small, TARGETS.replace("cpp_ended_1_2y", "other"))) is None
    assert "Published" not in words_of(plan_duration_panels([results_of(9.0)]))


def test_titles_say_when_two_numbers_are_not_known_to_differ(results_of: Any) -> None:
    same, unsure = {DRIFT: [29.0, 30.0, 31.0]}, {DRIFT: [19.0, 35.0, 38.0]}  # same but for 0.0001
    hinted = {DRIFT: [20.0, 22.0, 25.0]}  # its own interval does not hold 30; that of all the rows at once does
    first = results_of(30.0, "Empty posts")
    for other, note in (
        (same, "no difference that matters"),
        (unsure, "cannot tell apart"),
        (hinted, "a difference is suggested, and no more"),
    ):
        assert f"in 'Full team' ({note})" in words_of(ledger_panels([first, results_of(20.0, "Full team", **other)]))
    title = words_of(ledger_panels([first, results_of(20.0, "Full team"), results_of(20.0, "Half", **unsure)]))
    assert "20.0 in 'Full team' and 30.7 in 'Half' (cannot tell from the first)" in title
    missing = results_of(20.0, "Full team", **{DRIFT: [math.nan] * 3})
    assert "- in 'Full team'\n" in words_of(ledger_panels([first, missing])) + "\n"


@pytest.mark.parametrize("years", [0, 1])
def test_a_service_that_starts_empty_is_told_below(results_of: Any, years: int) -> None:
    results = results_of(30.0)
    clock = results.scenario.clock.model_copy(update={"warm_up_years": years})
    scenario = results.scenario.model_copy(update={"clock": clock})
    empty = Results("here", scenario, "simpy", 1, results.rows)
    for draw in DRAWINGS:
        assert ("has had 0 years to fill: early figures are too low." in words_of(draw([empty]))) == (years == 0)


def test_one_figure_is_drawn_by_its_name(results_of: Any) -> None:
    results = [results_of(30.0), results_of(20.0)]
    for name, draw in zip(("ledger", "plan_durations", "specialist_waits"), DRAWINGS, strict=True):
        assert words_of(figure(results, name)) == words_of(draw(results))
    assert words_of(figure(results)) == words_of(ledger_panels(results))
    with pytest.raises(ValueError, match="figure 'costs' is not known; it must be ledger, plan_durations"):
        figure(results, "costs")
