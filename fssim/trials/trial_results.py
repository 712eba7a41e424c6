"""What came of a trial's design: `frame`, and the page, as whoever commissions research reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from fssim.arrays import Floats
from fssim.report.document.pictures import draw_both
from fssim.report.document.save_report import data_uri, style_class, write_cell
from fssim.report.templates import filled, package_text, policy_hash
from fssim.trials.design_file import TrialDesign
from fssim.trials.outcome_scale import Likeness
from fssim.trials.page.background_sections import build_likeness, build_method, build_trial_costs
from fssim.trials.page.trial_findings_section import build_limits, build_no_effect, build_trial_findings
from fssim.trials.page.trial_summary import TrialSummary
from fssim.trials.resample import NO_EFFECT
from fssim.trials.variation_in_time import Autoregression
from fssim.version import fssim_version

if TYPE_CHECKING:
    import pandas as pd


PACKAGE = "fssim.trials.page"
POWER_FILE, PAGE = "power.csv", "trial.html"


@dataclass(frozen=True, eq=False)
class TrialResults:
    """What a design would find: what `trial` returns.

    Attributes
    ----------
    folder
        Where the authorities are, `power.csv` and `trial.html`.
    design
        What was tried.
    frame
        One row for each number of `authorities` and `months` (int64) and `effect` (str; "no effect" among them). Of the
        `trials` (int64) that could be analysed, `found_percent` found an effect, with its 95% interval `found_low` to
        `found_high`: false alarms where there is none, and power elsewhere; `found_rise_percent` of all say that it
        is a rise. `true_effect` is the mean over trials of
        the difference that starting made, `estimate` that of the estimates, with the middle 95% of them from
        `estimate_low` to `estimate_high`, and `bias` the difference of the two. `smallest_effect` is the smallest fall
        that would be found as often as the design's `power` asks (of "no effect" alone). `before_after_estimate`,
        `before_after_low`, `before_after_high` and `before_after_found_percent` are what comparing before with after
        concludes of the authorities that start. Effects are in percent of the outcome, or in percentage points where
        the outcome is a percentage (float64). `starting` (int64) of the authorities start; `cost_evaluation_gbp` and
        `cost_change_over_gbp` are GBP (float64).
    likeness
        How much the outcome varies from year to year, published and simulated, and what is added for the difference.
    demand
        How demand varies in time, as it does in the panel.
    pilots
        What each of as many pilots in one authority, with no effect, saw (float64; the analysis's own scale).
    authorities
        The names of the authorities that those simulated are like.
    """

    folder: Path
    design: TrialDesign
    frame: pd.DataFrame
    likeness: Likeness
    demand: Autoregression
    pilots: Floats
    authorities: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<TrialResults: {self.design.plan.title}>"

    @property
    def false_alarms(self) -> pd.DataFrame:
        """The rows of the frame with no effect.

        Returns
        -------
        pandas.DataFrame
            As `frame` has them.
        """
        return self.frame[self.frame["effect"] == NO_EFFECT].reset_index(drop=True)

    def html(self) -> str:
        """The page, which asks for nothing from anywhere else.

        Returns
        -------
        str
            The text of an HTML file.
        """
        return _fill_page(
            TrialSummary(self.design, self.frame, self.likeness, self.demand, self.pilots, self.authorities)
        )


def _fill_page(summary: TrialSummary) -> str:
    """The page. Whatever a design's author wrote is shown as text."""
    style = package_text("fssim.report.document", "report.css")
    sections = [
        build_limits(summary),
        build_trial_findings(summary),
        build_no_effect(summary),
        build_trial_costs(summary),
        build_likeness(summary),
        build_method(summary),
    ]
    drawn = {picture: draw_both(picture.draw, picture.width) for section in sections for picture in section.pictures}
    return filled(
        PACKAGE,
        "trial.html.jinja",
        title=summary.design.plan.title,
        question=summary.design.plan.question,
        sections=sections,
        drawn=drawn,
        version=fssim_version(),
        style=Markup(style),
        style_hash=policy_hash(style),
        data_uri=data_uri,
        looks=style_class,
        written=write_cell,
    )
