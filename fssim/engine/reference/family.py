"""A family: its episodes, stages, holder and decisions."""

from __future__ import annotations

from collections.abc import Generator
from math import inf, isinf
from typing import Any

import simpy

from fssim.engine.event_log import Event
from fssim.engine.reference.actors import SomeGroup, SomeWorker
from fssim.engine.reference.casework import Casework
from fssim.engine.reference.holding import CO_HOLDER, HOLDER, Holding
from fssim.engine.reference.plan import Plan
from fssim.engine.reference.setting import Order, Setting
from fssim.model.draws import HAZARD_DRAWS, MORE_OFTEN_THAN_NOT, Purposes, tilted
from fssim.model.tables import OUTCOME_ENTRY_TO_CARE, OUTCOME_NEUTRAL, TO_CONTINUE


class Family:
    """Moves through stages as decisions say. Its activities are its `casework`; its doses are its `plan`."""

    def __init__(self, world: Setting, number: int) -> None:
        table = world.log.families
        self.world = world
        self.number = number
        self.key = world.keys[number]
        self.children = table.children[number]
        self.risk = table.risk[number]
        self.engagement = table.engagement[number]
        self.place = table.place[number]
        self.episode = 0 if isinf(table.last_closed[number]) else 1
        known = table.known
        self.stays_until = 0.0 if known is None else known.stays_until[number]
        self.closed_by = inf if known is None else known.closed_by[number]
        self._returns_from = 0.0 if known is None else known.returns_from[number]
        self.stage = -1
        self.side = -1  # stage beside it
        self.closes_after = False  # whether the case is closed once the side stage is over
        self.team = -1
        self.entered: dict[int, float] = {}  # stage: when last entered in this episode
        self.entries = 0
        self.coming_back = 1.0  # multiplies the chance of another referral
        self.decisions: dict[tuple[int, int], int] = {}
        self.mask = table.needs[number]
        self.lead = Holding(world, self, HOLDER)
        self.co_holder = Holding(world, self, CO_HOLDER)
        self.casework = Casework(world, self)
        self.plan = Plan(world, self, self.mask)

    @property
    def is_urgent(self) -> bool:
        """Whether its stage, or side stage, has it get a holder at once."""
        stages = self.world.stages
        beside = self.side >= 0 and bool(stages[self.side].at_once)
        return beside or bool(stages[self.stage].at_once)

    @property
    def holder(self) -> SomeWorker | None:
        """The allocated worker."""
        return self.lead.worker

    def begin_episode(self, stage: int) -> None:
        """The family is referred, or open when the run begins."""
        world = self.world
        self.entered = {}
        world.write(Event.REFERRED, self.number, stage, self.episode)
        self.enter(stage)

    def be_closed(self) -> Generator[simpy.Event]:
        """Process: the case is known to be closed by a time, and no other comes of it."""
        world = self.world
        yield world.clock.moment(self.closed_by, Order.KNOWN_BEFORE, self.number)
        if self.stage != world.tables.closed_stage:
            self.coming_back = 0.0
            self.enter(world.tables.closed_stage)

    def enter(self, number: int) -> None:
        """Leave the present stage, if any, for another."""
        world = self.world
        stage = world.stages[number]
        if number == world.tables.closed_stage and self.side >= 0:
            self._end_side()
        former_group = self.group
        if stage.team_kind >= 0:
            self.team = self._team_for(number, stage)
        self.closes_after = False
        self.stage = number
        self.entered[number] = world.clock.now
        self.weigh()
        world.write(Event.ENTERED, self.number, number, self.team)
        self.casework.end_what_is_not_listed()
        self.plan.on_entering(number)
        self.lead.settle(world.holder_role(self.team, number, self))
        self._settle_co_holder()
        self.casework.start_what_is_new(number)
        self.entries += 1
        for hazard in range(stage.first_hazard, stage.first_hazard + stage.hazard_count):
            world.clock.process(self._may_happen(hazard, self.entries))
        self.plan.check_ready()
        if number == world.tables.closed_stage:
            self._close()
        if former_group is not None and (former_group is not self.group or former_group.gives_by_work):
            former_group.allocate()

    def _begin_side(self, number: int) -> None:
        """A side stage opens beside the stage, which goes on."""
        world = self.world
        self.side = number
        self.entered[number] = world.clock.now
        self.weigh()
        world.write(Event.BEGAN_BESIDE, self.number, number, self.team)
        self._settle_co_holder()
        self.casework.start_what_is_new(number)
        if self.lead.waiting_for is not None:
            self.lead.waiting_for.allocate()

    def _end_side(self) -> None:
        """The side stage is over, and what it alone went on with is cancelled."""
        self.world.write(Event.ENDED_BESIDE, self.number, self.side)
        self.side = -1
        self.weigh()
        self.casework.end_what_is_not_listed()
        if self.group is not None and self.group.gives_by_work:
            self.group.allocate()

    def _may_happen(self, number: int, entry: int) -> Generator[simpy.Event]:
        """Process: what may happen in this stage at any time. Moments come at the highest rate there may be, and count
        with the chance that the rate of the moment is of it (thinning, Lewis and Shedler, 1979)."""
        world = self.world
        row = world.hazards[number]
        index = entry * HAZARD_DRAWS
        while row.highest_rate > 0.0:
            days = world.quantile(world.tables.unit_exponential, world.draw(self, row.purpose, index))
            yield world.clock.moment(world.clock.now + days / row.highest_rate, Order.HAZARD, self.number, number)
            if self.entries != entry:
                return
            drawn = world.draw(self, row.accepted_purpose, index) * row.highest_rate
            if drawn < self._tilted(row.rate, row.kind):
                if row.to < 0:
                    world.write(Event.INCIDENT, self.number, self.stage, number)
                    if self.side < 0:
                        self._begin_side(row.beside)
                elif world.clock.now >= self.stays_until:
                    world.write(Event.EXITED, self.number, self.stage, number)
                    self.coming_back = row.coming_back
                    self.enter(row.to)
                    return
            index += 1

    @property
    def group(self) -> SomeGroup | None:
        """The group that holds the family, or that it waits for."""
        return self.lead.group

    def weigh(self) -> None:
        """What the family is to those who have it, after its stage or its team's way of working changed."""
        holders, co_holders = self.world.workloads(self.team, self.stage, self.children)
        if self.side >= 0:
            more, co_more = self.world.workloads(self.team, self.side, self.children)
            holders, co_holders = holders + more, co_holders + co_more
        self.lead.weigh(holders)
        self.co_holder.weigh(co_holders)

    def _team_for(self, number: int, stage: Any) -> int:
        """The team of the stage's kind where the family lives; the least pressed one, if that passes families on and
        does not have this one already."""
        world = self.world
        home = world.team_in(stage.team_kind, self.place)
        role = world.holder_role(home, number, self) if stage.holder >= 0 else -1
        group = world.group_of(home, role) if role >= 0 else None
        if group is None or not group.pressure.passes_on:
            return home
        teams = world.teams_of(stage.team_kind)
        if self.group is not None and self.team in teams and self.group is world.group_of(self.team, role):
            return self.team
        best, least = home, group.pressure.now
        if least > group.pressure.responses.neighbours_above:
            for team in teams:
                other = world.group_of(team, role)
                if other is not None and other.pressure.now < least:
                    best, least = team, other.pressure.now
        return best

    def _settle_co_holder(self) -> None:
        """Keep the co-holder, or let go, or wait for one, as the stage and the side stage have it; who waits for the
        room that is left is looked at."""
        world, former = self.world, self.co_holder.group
        role = world.co_holder_role(self.team, self.stage)
        self.co_holder.settle(role if role >= 0 else world.co_holder_role(self.team, self.side))
        if former is not None and (former is not self.co_holder.group or former.gives_by_work):
            former.allocate()

    def end_former_way_of_working(self) -> None:
        """The family's team has changed over: what it no longer does is cancelled."""
        self.weigh()
        self.casework.end_what_is_not_listed()

    def begin_new_way_of_working(self, former_model: int) -> None:
        """A co-holder is found, or let go, and what the team did not do before begins."""
        self._settle_co_holder()
        self.casework.start_what_the_way_of_working_adds(former_model)

    def decide(self, activity: int) -> bool:
        """Draw the outcome of an activity, if this stage or the side stage decides by it. True if that ended the stage
        that it was decided in."""
        world = self.world
        stage = self.side if self.side >= 0 and world.decides(self.team, self.side, activity) else self.stage
        decision = world.decision(self.team, stage, activity)
        table = decision.ready if self.plan.ready else decision.not_ready
        if table < 0:
            return False
        times = self.decisions.get((stage, activity), 0)
        self.decisions[stage, activity] = times + 1
        first = world.tables.outcome_tables.first[table]
        outcomes = range(first, first + world.tables.outcome_tables.count[table])
        exit_odds = self._exit_odds(decision.pressure_stage)
        weights = [self._weight(outcome, exit_odds) for outcome in outcomes]
        if self.side >= 0 and stage != self.side:
            closes = [world.outcomes[o].to == world.tables.closed_stage for o in outcomes]
            weights = self._without(weights, closes, least=0.0)
        if world.clock.now < self.stays_until:
            weights = self._without(weights, [world.outcomes[o].to >= 0 for o in outcomes], least=MORE_OFTEN_THAN_NOT)
        total = 0.0
        for weight in weights:
            total += weight
        draw = world.draw(self, decision.purpose, times) * total
        chosen = len(weights) - 1
        for position, weight in enumerate(weights):
            draw -= weight
            if draw < 0.0:
                chosen = position
                break
        world.write(Event.DECIDED, self.number, activity, first + chosen)
        if world.outcomes[first + chosen].to >= 0 and world.clock.now < self.stays_until:
            world.clock.process(self._follow_later(first + chosen, stage == self.side, self.entries))
            return True
        return self._follow(world.outcomes[first + chosen], beside=stage == self.side)

    def _without(self, weights: list[float], ruled_out: list[bool], least: float) -> list[float]:
        """Weights without some outcomes, unless the others have no more than the least share: without those that close
        the case, as nobody decides so while a side stage is open; and those that lead out of a stage that the family is
        known to be in. If most do, it has not been decided yet, and is put off."""
        others = [0.0 if out else weight for weight, out in zip(weights, ruled_out, strict=True)]
        total = left = 0.0
        for weight, other in zip(weights, others, strict=True):
            total += weight
            left += other
        return others if left > least * total else weights

    def _follow_later(self, outcome: int, beside: bool, entry: int) -> Generator[simpy.Event]:
        """Process: what was decided comes about as long after the family may leave its stage as it was before."""
        world = self.world
        item = 1 + 2 * outcome + beside
        later = self.stays_until + (self.stays_until - world.clock.now)
        yield world.clock.moment(later, Order.KNOWN_BEFORE, self.number, item)
        if self.entries == entry and not (beside and self.side < 0):
            self._follow(world.outcomes[outcome], beside)

    def _follow(self, outcome: Any, beside: bool) -> bool:
        """What an outcome leads to, of a decision in the side stage (`beside`) or in the main one: True if that has
        ended. A case is not closed while a side stage is open: that waits for its end."""
        closed = self.world.tables.closed_stage
        over = outcome.to != TO_CONTINUE or (beside and outcome.beside >= 0)
        if beside and over:
            self._end_side()
        if outcome.to >= 0:
            self.coming_back = outcome.coming_back
            if outcome.to == closed and self.side >= 0:
                self.closes_after = True
            else:
                self.enter(outcome.to)
        if outcome.beside >= 0 and self.side < 0 and self.stage != closed:
            self._begin_side(outcome.beside)
        if self.closes_after and self.side < 0:
            self.enter(closed)
        if beside and over:
            self._settle_co_holder()
        return over

    def _exit_odds(self, stage: int) -> float:
        """What pressure multiplies the odds of exits by: that of a stage's holders, or if -1 of the family's own."""
        world, group = self.world, self.group
        if stage >= 0:
            row = world.stages[stage]
            team = world.team_in(row.team_kind, self.place) if row.team_kind >= 0 else self.team
            group = world.group_of(team, world.usual_holder_role(team, stage))
        return 1.0 if group is None else group.pressure.exit_odds()

    def _weight(self, number: int, exit_odds: float) -> float:
        outcome = self.world.outcomes[number]
        weight = self.world.outcome_weight(self.team, number)
        if outcome.leaves > 0.0:
            weight = weight * (1.0 + outcome.leaves * (exit_odds - 1.0))
        return self._tilted(weight, outcome.kind)

    def _tilted(self, weight: float, kind: int) -> float:
        """A weight or rate: adverse ones grow with the family's risk and each unresolved need."""
        world = self.world
        if kind == OUTCOME_NEUTRAL:
            return weight
        weight = weight * world.tables.risk_tilts[self.risk]
        for _ in range(self.plan.unresolved()):
            weight = weight * world.tables.tilt_per_unresolved_need
        if kind == OUTCOME_ENTRY_TO_CARE:
            weight = weight * world.model(self.team).entry_to_care
        return weight

    def _close(self) -> None:
        """The episode ends. The family may come back, the likelier for each need left unresolved."""
        world = self.world
        chance = world.tables.re_referral_chance
        for _ in range(self.plan.unresolved()):
            chance = tilted(chance, world.tables.re_referral_tilt)
        chance = chance * world.model(self.team).re_referral * self.coming_back
        if world.draw(self, Purposes.RE_REFERRED, self.episode) < chance:
            draw = world.draw(self, Purposes.RE_REFERRAL_DELAY, self.episode)
            delay = world.quantile(world.tables.re_referral_delay, draw)
            if self._is_kept(world.clock.now + delay):
                world.clock.process(self._come_back(delay))
        self.episode += 1

    def _is_kept(self, due: float) -> bool:
        """Whether a return that is due at a time happens: shocks to referrals may have it not."""
        world = self.world
        if due >= world.tables.horizon:
            return True
        return world.draw(self, Purposes.RETURN_KEPT, self.episode) < world.tables.returns_kept[int(due)]

    def _come_back(self, delay: float) -> Generator[simpy.Event]:
        """Process: the family is referred again."""
        world = self.world
        yield world.clock.moment(world.clock.now + delay, Order.RE_REFERRAL, self.number)
        if not self.closed_by <= world.clock.now < self._returns_from:
            self.begin_episode(world.tables.first_stage)
