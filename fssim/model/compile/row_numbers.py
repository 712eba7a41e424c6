"""The row numbers of a scenario's names, and the periods and quantities its parts share, while it is compiled."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import ceil

from fssim.errors import ModelError
from fssim.model.calendar import Calendar, list_financial_years
from fssim.model.tables import Names
from fssim.model.tabulation import Tabulation
from fssim.scenario.schema.parameter import Parameter, Varying
from fssim.scenario.schema.scenario import Scenario


def numbered(name: str, count: int) -> list[str]:
    """The names of `count` things called `name`: numbered from 1, unless there is only one."""
    return [name] if count == 1 else [f"{name} {number}" for number in range(1, count + 1)]


MOST_COUNTED = 1e9  # that the log's columns of numbers hold


@dataclass(frozen=True, slots=True)
class RowsSoFar:
    """The periods and quantile tables that a registry has given row numbers to."""

    periods: array[int]
    period_rows: dict[tuple[int, str], int]
    tabulation: Tabulation


class Registry:
    """Gives every named part of a scenario its row number."""

    def __init__(self, scenario: Scenario, calendar: Calendar, tabulation: Tabulation) -> None:
        self.scenario = scenario
        self.calendar = calendar
        self.tabulation = tabulation
        self.periods: array[int] = array("q")
        self._periods: dict[tuple[int, str], int] = {}
        pathway = scenario.pathway
        self.stages = list(pathway.stages)
        self.needs = list(scenario.needs)
        self.courses = list(scenario.training)
        self.activities = [
            *pathway.activities,
            *(f"{need} first contact" for need in self.needs),
            *(f"{need} session" for need in self.needs),
            *self.courses,
        ]
        self.decision_tables = list(pathway.decisions)
        self.outcomes = [name for table in pathway.decisions.values() for name in table]
        self.hazards = [name for stage in pathway.stages.values() for name in (*stage.exits, *stage.incidents)]
        self.services = list(scenario.services)
        self.payers = sorted({role.payer for role in scenario.roles.values() if role.payer is not None})
        self.roles = list(scenario.roles)
        self.models = list(scenario.working_models)
        self.priorities = list(pathway.priorities)
        self.team_kinds = list(scenario.teams)
        self.team_counts = [int(team.count.value) for team in scenario.teams.values()]
        self.teams = [
            name
            for kind, count in zip(self.team_kinds, self.team_counts, strict=True)
            for name in numbered(kind, count)
        ]
        self.pools = [name for pool in scenario.pools for name in numbered(pool, self.pool_count(pool))]
        self.plans = sorted({stage.statutory_plan for stage in pathway.stages.values() if stage.statutory_plan})
        self.groups: list[str] = []
        self.posts: list[str] = []

    def first_team(self, kind: str) -> int:
        """The row of the first team of a kind."""
        return sum(self.team_counts[: self.team_kinds.index(kind)])

    def team_count(self, kind: str) -> int:
        """How many teams of a kind there are."""
        return self.team_counts[self.team_kinds.index(kind)]

    def pool_count(self, pool: str) -> int:
        """How many pools of a kind serve the authority's teams."""
        teams_each = self.scenario.pools[pool].teams_each
        if teams_each is None:
            return 1
        return max(ceil(self.team_count(kind) / int(teams_each.value)) for kind in self.scenario.pools[pool].serves)

    def period(self, parameter: Parameter) -> int:
        """The number of a statutory period."""
        key = (int(parameter.value), parameter.unit)
        if key not in self._periods:
            self._periods[key] = len(self._periods)
            self.periods.extend(self.calendar.after(*key))
        return self._periods[key]

    def copy_rows(self) -> RowsSoFar:
        """What has row numbers by now."""
        return RowsSoFar(self.periods[:], dict(self._periods), self.tabulation.copy())

    def restore(self, rows: RowsSoFar) -> None:
        """Give all that had row numbers in another registry, of the same calendar, the same ones in this empty one."""
        self.periods, self._periods = rows.periods[:], dict(rows.period_rows)
        self.tabulation.restore(rows.tabulation)

    def list_names(self) -> list[list[str]]:
        """The names of all whose rows are known from the start, in order."""
        return [
            self.stages, self.needs, self.courses, self.activities, self.decision_tables, self.outcomes, self.hazards,
            self.roles, self.models, self.priorities, self.team_kinds, self.plans,
        ]  # fmt: skip

    @property
    def period_count(self) -> int:
        return len(self._periods)

    def working_days(self, parameter: Parameter) -> float:
        """A plain duration in working days."""
        return self.calendar.working_days(parameter.value, parameter.unit)

    def drawn(self, varying: Varying) -> int:
        """The quantile table of a varying quantity that is not a duration."""
        return self.tabulation.row(varying)

    def drawn_number(self, varying: Varying) -> int:
        """The quantile table of a varying number of things. Raises `ValueError` if there may be too many to count."""
        row = self.tabulation.row(varying)
        most = self.tabulation.knots(row)[-1]
        if most > MOST_COUNTED:
            raise ModelError(
                f"there may be {most:.3g} {varying.unit} of one thing; no more than {MOST_COUNTED:g} can be"
            )
        return row

    def drawn_days(self, varying: Varying) -> int:
        """The quantile table of a varying duration, in working days."""
        return self.tabulation.row(varying, self.calendar.working_days(1.0, varying.unit))

    def names(self) -> Names:
        pathway = self.scenario.pathway
        counted = {name: activity.counted_as or "" for name, activity in pathway.activities.items()}
        return Names(
            stages=tuple(self.stages),
            activities=tuple(self.activities),
            decision_tables=tuple(self.decision_tables),
            outcomes=tuple(self.outcomes),
            hazards=tuple(self.hazards),
            needs=tuple(self.needs),
            services=tuple(self.services),
            roles=tuple(self.roles),
            working_models=tuple(self.models),
            team_kinds=tuple(self.team_kinds),
            teams=tuple(self.teams),
            pools=tuple(self.pools),
            groups=tuple(self.groups),
            posts=tuple(self.posts),
            courses=tuple(self.courses),
            priorities=tuple(self.priorities),
            statutory_plans=tuple(self.plans),
            payers=tuple(self.payers),
            financial_years=tuple(year.in_measures for year in list_financial_years(self.scenario.clock)),
            stages_counted_as=tuple(stage.counted_as or "" for stage in pathway.stages.values()),
            activities_counted_as=tuple(counted.get(name, "") for name in self.activities),
            outcomes_counted_as=tuple(
                outcome.counted_as or "" for table in pathway.decisions.values() for outcome in table.values()
            ),
        )
