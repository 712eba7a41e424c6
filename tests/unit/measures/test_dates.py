from datetime import date

import numpy as np
import pytest

from fssim.measures.log_view.arithmetic import first_aprils, months_after


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2019, 4, 15), 24, date(2021, 4, 15)),
    ],
)
def test_months_after_keeps_to_the_month(day: date, months: int, later: date) -> None:
    assert months_after(np.array([day.toordinal()]), months).tolist() == [later.toordinal()]


def test_years_end_on_the_1_aprils_after_the_first_day_and_up_to_the_last() -> None:
    first, last = date(2019, 4, 1).toordinal(), date(2021, 4, 1).toordinal()
    assert first_aprils(first, last).tolist() == [date(2020, 4, 1).toordinal(), last]
    assert first_aprils(first, last - 1).tolist() == [date(2020, 4, 1).toordinal()]
