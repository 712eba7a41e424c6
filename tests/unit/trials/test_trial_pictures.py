"""The pictures of a trial's page."""

import pytest

from fssim.trials.page.trial_findings_section import draw_smallest_effects


@pytest.mark.parametrize("authorities", [(5,), (5, 10, 20)])
def test_the_highest_mark_is_whole(authorities: tuple[int, ...]) -> None:
    by_months = {24: (30.0, 25.0, 20.0)[: len(authorities)], 36: (29.9, float("inf"), 12.0)[: len(authorities)]}
    figure = draw_smallest_effects(authorities, by_months, "%", 400.0)
    figure.canvas.draw()
    (ax,) = figure.axes
    highest = ax.transData.transform((authorities[0], 30.0))[1]
    radius = ax.lines[0].get_markersize() * figure.dpi / 72.0 / 2.0
    assert highest + radius < ax.bbox.ymax
    assert ax.get_ylim()[0] == 0.0


def test_where_no_effect_would_be_found_the_picture_is_empty() -> None:
    (ax,) = draw_smallest_effects((5,), {24: (float("nan"),)}, "%", 400.0).axes
    assert ax.get_ylim()[0] == 0.0 < ax.get_ylim()[1]
