"""A finished sweep as one page that needs nothing but a browser, and what the page is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fssim.errors import QuestionError
from fssim.explorer.comparisons import Compared, sort_measures
from fssim.explorer.page_data import build_page_data
from fssim.explorer.settings import read_settings
from fssim.report.templates import filled, package_text, policy_hash
from fssim.statistics.verdict import RULE
from fssim.studies.sweeps.sweep_results import SweepResults, read_sweep
from fssim.whole_numbers import write_count

if TYPE_CHECKING:
    import pandas as pd

PACKAGE = "fssim.explorer.page"
SCRIPTS = ("numbers.js", "settings.js", "pictures.js", "heatmap.js", "frontier.js", "setting_file.js", "page.js")
MOST_BYTES = 5_000_000  # of a page, so that it can be sent


@dataclass(frozen=True)
class Exploration:
    """A sweep's settings, to be explored on a page: what `explore` returns.

    Attributes
    ----------
    compared
        The settings side by side.
    """

    compared: Compared

    def __repr__(self) -> str:
        count = write_count(len(self.compared.settings.simulated), "setting")
        return f"<Exploration: {self._swept.sweep.plan.title}, {count}>"

    @property
    def _swept(self) -> SweepResults:
        return self.compared.settings.swept

    @property
    def frame(self) -> pd.DataFrame:
        """The means that the page shows.

        Returns
        -------
        pandas.DataFrame
            One row a simulated setting, in order of the sweep's points: a column for each lever (`lever_...`), as the
            sweep's file gives it, and for each uncertainty (`uncertainty_...`), where settings met different ones; and
            one for each measure by its name: the mean over the replications (float64, in the measure's unit).
        """
        import pandas as pd

        settings = self.compared.settings
        rows = [
            {
                lever.factor.column: lever.stops[stop].value
                for lever, stop in zip(settings.levers, one.stops, strict=True)
            }
            for one in settings.simulated
        ]
        means = pd.DataFrame(self.compared.means[: len(rows), :, 0], columns=self.compared.measures)
        return pd.concat([pd.DataFrame(rows), means], axis=1)

    @property
    def left_out(self) -> pd.DataFrame:
        """By how much what is shown between settings misses settings that were simulated, were they left out.

        Returns
        -------
        pandas.DataFrame
            One row a measure, by its name (the index): `typical`, the root of the mean square of what is missed, and
            `most` (float64, in the measure's unit; nan if it cannot be told); `count` (int64), the settings that were
            left out: all, a tenth at a time, of what is emulated, and those that lie between others, one at a time, of
            what is interpolated.
        """
        import pandas as pd

        index = pd.Index(self.compared.measures, name="measure")
        rows = [(one.typical, one.most, one.count) for one in self.compared.left_out]
        return pd.DataFrame(rows, index=index, columns=["typical", "most", "count"])

    @property
    def emulated(self) -> tuple[str, ...]:
        """The names of the measures that are emulated between settings; the others are interpolated."""
        emulated = self.compared.emulated
        if emulated is None:
            return ()
        named = zip(self.compared.measures, emulated.processes, strict=True)
        return tuple(name for name, process in named if process is not None)

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the page's scripts work with.

        Returns
        -------
        dict
            JSON values by name: what the page is `about`, its `levers`, `settings` (the stop of each lever), `tables`
            and `measures`, the `means`, `differences` and `verdicts` (packed arrays), the weekly numbers and the
            `file` of a setting to save.
        """
        return build_page_data(self.compared)

    def html(self) -> str:
        """The page, which asks for nothing from anywhere else.

        Returns
        -------
        str
            The text of an HTML file of 5 MB at most.

        Raises
        ------
        QuestionError
            If the page would be larger.
        """
        page = fill_explorer_page(self.data)
        size = len(page.encode())
        if size > MOST_BYTES:
            raise QuestionError(
                f"{self._swept.folder}: the page would have {size / 1e6:.1f} MB, and may have "
                f"{MOST_BYTES / 1e6:.0f} MB; sweep fewer values, or keep fewer measures (--measure)"
            )
        return page


def fill_explorer_page(data: dict[str, Any]) -> str:
    """The page of what its scripts work with. Whatever scenario files say is shown as text."""
    style = package_text("fssim.report.document", "report.css") + package_text(PACKAGE, "explore.css")
    script = "(() => {\n" + "\n".join(package_text(PACKAGE, name) for name in SCRIPTS) + "\n})();"
    return filled(
        PACKAGE,
        "explore.html.jinja",
        **data["about"],
        data=data,
        rule=RULE,
        style=Markup(style),
        script=Markup(script),
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
    )


def explore(swept: SweepResults | str | Path) -> Exploration:
    """A finished sweep as one page: sliders over its levers, and what comes of each setting at once.

    The page shows what was simulated as such: means and paired differences with their intervals and verdicts, which are
    those of `fssim.compare` for the measures of one table. What lies between simulated settings is emulated, as
    `emulate` does, measure by measure where there are 20 settings or more and that is good enough; elsewhere it is
    interpolated by radial basis functions with the linear kernel. It is said to be, with the error that this has at
    simulated settings that are left out. Where uncertainties vary beside the levers, each setting's results are means
    over them, if all settings met the same ones. If not, as where a Latin hypercube spreads both, there are sliders
    over the uncertainties too, and which settings are best for their cost is not said.

    Parameters
    ----------
    swept
        A finished sweep: what `sweep` or `read_sweep` returned, or its folder.

    Returns
    -------
    Exploration
        `html()` is the page as text, to be written to a file; `frame` the means that it shows, and `left_out` the
        errors of what lies between.

    Raises
    ------
    OutputError
        If the folder is no sweep's, or a data file is damaged.
    QuestionError
        If the sweep is not finished or has no levers, or nothing of it could be simulated.
    """
    if not isinstance(swept, SweepResults):
        swept = read_sweep(swept)
    tables = sort_measures(swept)
    names = [name for table in tables.values() for name in table]
    return Exploration(Compared(read_settings(swept, names), tables))
