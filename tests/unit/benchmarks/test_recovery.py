"""The authorities that known values are found again from."""

from __future__ import annotations

import fssim
from benchmarks.recovery import FREE, SCENARIO, draw_points, simulate_authority
from fssim.studies.calibration.free_parameters import read_free_parameters


def test_the_years_fitted_to_and_the_year_predicted_are_of_one_history() -> None:
    scenario, parameters = fssim.load(SCENARIO), read_free_parameters(FREE)
    start = tuple(parameter.steps // 2 for parameter in parameters.free.values())
    authority = simulate_authority(scenario, parameters, 0, start)
    whole = simulate_authority(scenario, parameters, 0, start, years=4).fitted_to
    three, later, four = (
        {figure.id: figure.value for figure in figures} for figures in (authority.fitted_to, authority.later, whole)
    )
    for id in ("referral_rate", "s47_rate", "cpp_start_rate"):
        assert abs(3.0 * three[id] + later[id] - 4.0 * four[id]) < 1.0, id  # published with four digits
    assert {figure.years for figure in authority.fitted_to} == {3, 1}  # children on a day, and workers, are of the last
    assert {figure.years for figure in authority.later} == {1}


def test_known_values_are_spread_over_their_ranges() -> None:
    parameters = read_free_parameters(FREE)
    points = draw_points(parameters, 20)
    for at, parameter in enumerate(parameters.free.values()):
        shares = sorted(point[at] / parameter.steps for point in points)
        assert shares[0] < 0.1
        assert shares[-1] > 0.9
