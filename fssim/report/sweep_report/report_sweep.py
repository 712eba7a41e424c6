"""A sweep's report, made from its folder alone: a page and a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fssim.errors import QuestionError
from fssim.files.atomic_write import write_files
from fssim.measures.catalogue import refuse_unknown
from fssim.plots import axes_for_rows, label_plot
from fssim.report.document.pictures import draw_both
from fssim.report.document.report_parts import Section
from fssim.report.document.report_workbook import build_workbook
from fssim.report.document.save_report import PAGE, WORKBOOK, fill_page
from fssim.report.sweep_report.drawings import draw_swings
from fssim.report.sweep_report.response_sections import (
    MOST_BARS,
    build_responses,
    build_two_at_once,
    build_what_moves,
)
from fssim.report.sweep_report.settings_sections import build_cost, build_failures, build_how_swept, build_settings
from fssim.report.sweep_report.swept_numbers import SweptNumbers, gather_numbers, name_factor
from fssim.report.sweep_report.varied_section import build_varied
from fssim.report.wording.words import plain
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep, refuse_unfinished
from fssim.version import __version__

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

IN_ORDER = (
    build_what_moves, build_varied, build_responses, build_two_at_once, build_cost, build_failures, build_settings,
    build_how_swept,
)  # fmt: skip
SWEEP_REPORT_FILES = (PAGE, WORKBOOK)


@dataclass(frozen=True)
class SweepReport:
    """What a finished sweep shows: what `report_sweep` returns.

    Attributes
    ----------
    numbers
        The measures that it is of, and how each answers to what varies.
    """

    numbers: SweptNumbers

    def __repr__(self) -> str:
        return f"<SweepReport: {self.numbers.swept.sweep.plan.title}>"

    @property
    def frame(self) -> pd.DataFrame:
        """What each thing that varies does to each measure.

        Returns
        -------
        pandas.DataFrame
            A row for each `measure` and `factor` (its index, by their names), those that move the measure most first:
            `label` and `unit` of the measure and what varies, `varies` (str); the values compared, `first` and `last`
            (str, the ends of a group where there are many); `difference` of the means at the last from that at the
            first, over all else that varies, with the ends of its 95% interval, `low` and `high` (float64, in the
            measure's unit); and whether it `moves` the measure (bool): an interval wide enough for all of the measure's
            rows at once (Bonferroni's) does not hold zero. Where settings differ in all else too, as in a design that
            is drawn, intervals hold that as well.
        """
        import pandas as pd

        rows = {
            (measure, one.factor.name): {
                "label": self.numbers.describe(measure).label, "unit": self.numbers.describe(measure).unit,
                "varies": name_factor(one.factor), "first": one.names[one.first], "last": one.names[one.last],
                "difference": one.difference.mean, "low": one.difference.low, "high": one.difference.high,
                "moves": one.is_told_apart,
            }
            for measure in self.numbers.measures
            for one in self.numbers.rank_factors(measure)
        }  # fmt: skip
        return pd.DataFrame(
            list(rows.values()), index=pd.MultiIndex.from_tuples(list(rows), names=["measure", "factor"])
        )

    def plot(self, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw a tornado: a bar for each thing that varies, that which moves the measure most at the top, 12 at most.

        Parameters
        ----------
        measure
            The measure's name; the first that the report is of, if left out.
        ax
            matplotlib Axes to draw on; those of a new figure, if left out.

        Returns
        -------
        matplotlib.axes.Axes
            Bars in the measure's unit, from the mean of all settings to that at the first of the values (hatched) and
            at the last (plain).

        Raises
        ------
        UnknownMeasure
            If the report is not of the measure.
        """
        name = self.numbers.lead if measure is None else measure
        refuse_unknown([name], self.numbers.measures)
        about, responses = self.numbers.describe(name), self.numbers.rank_factors(name)[:MOST_BARS]
        ax = axes_for_rows(ax, len(responses))
        draw_swings(ax, responses, self.numbers.mean_of_all(name))
        return label_plot(ax, f"{about.label}: what moves it", about.unit, beside_names=True)

    @cached_property
    def sections(self) -> list[Section]:
        """The report, section by section.

        Returns
        -------
        list of Section
            In the page's order, each with its title, paragraphs, pictures and tables: the answer, what moves it, how
            measures respond, two things at once, cost, failures, every setting, and how it was run. What there is
            nothing to say of is left out.
        """
        return [section for build in IN_ORDER if (section := build(self.numbers)) is not None]

    def html(self) -> str:
        """The page, which asks for nothing from anywhere else.

        Returns
        -------
        str
            The text of an HTML file.
        """
        pictures = [picture for section in self.sections for picture in section.pictures]
        drawn = {picture: draw_both(picture.draw, picture.width) for picture in pictures}
        return fill_page(*self._title_and_question, self.sections, drawn, __version__, scenarios=1)

    def save(self) -> None:
        """Write `report.html` and `report.xlsx`, a workbook with a tab for each table, into the sweep's folder.

        Raises
        ------
        OutputError
            If they cannot be written.
        """
        folder = self.numbers.swept.folder
        workbook = build_workbook(*self._title_and_question, self.sections)
        contents = {folder / PAGE: self.html().encode(), folder / WORKBOOK: workbook}
        write_files(contents, "copy the sweep's folder elsewhere")

    @property
    def _title_and_question(self) -> tuple[str, str]:
        plan = self.numbers.swept.sweep.plan
        return plain(plan.title), plain(plan.question)


def report_sweep(swept: SweepResults | str | Path) -> SweepReport:
    """What a finished sweep shows: what moves each measure, how it answers to each thing that varies, and at what cost.

    The measures are those that the sweep's file names, those that an answer leads with first; or the latter, if it
    names none. Nothing is simulated.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder.

    Returns
    -------
    SweepReport
        Its `frame` has what each thing that varies does, `plot` draws a tornado, `html()` is the page as text, and
        `save()` writes page and workbook into the sweep's folder, as `fssim report` does.

    Raises
    ------
    OutputError
        If the folder is no sweep's, or a data file is damaged.
    QuestionError
        If the sweep is not finished, or nothing of it could be simulated.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    refuse_unfinished(swept)
    numbers = gather_numbers(swept)
    if numbers.rows.empty:
        raise QuestionError(f"{swept.folder}: every point of the sweep failed; {swept.folder}/failures.csv says why")
    return SweepReport(numbers)
