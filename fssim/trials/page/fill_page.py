"""The page, as whoever commissions research reads it: what cannot be known is said first."""

from __future__ import annotations

from markupsafe import Markup

from fssim.report.document.pictures import draw_both
from fssim.report.document.save_report import data_uri, style_class, write_cell
from fssim.report.templates import filled, package_text, policy_hash
from fssim.trials.page.background_sections import build_likeness, build_method, build_trial_costs
from fssim.trials.page.trial_findings_section import build_limits, build_no_effect, build_trial_findings
from fssim.trials.page.trial_summary import TrialSummary
from fssim.version import fssim_version

PACKAGE = "fssim.trials.page"


def fill_trial_page(summary: TrialSummary) -> str:
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
