"""The words for the trainer: programmes with timings, questions for the room, traps, and the answers, worked out from
what was run."""

from __future__ import annotations

from fssim.dates import write_date
from fssim.lessons.lesson_contents import Contents
from fssim.measures.catalogue import describe
from fssim.measures.declaration import BETTER, WORSE
from fssim.measures.headline import DRIFT, duration_measure, started_measure, wait_measure
from fssim.report.wording.words import interval, number, spoken, unit_said, with_unit
from fssim.runs.compare import Comparison
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval
from fssim.statistics.verdict import CLEAR, LESS

NEAR = 1.0  # a family more than what it is compared with: the line is then back where it was
FOR_GOOD = 13  # weeks on end for which it has to be

PROGRAMMES = {  # minutes by step: how long each takes in a session of so many
    50: {"Begin": 4, "Predict": 9, "Run": 6, "Reveal": 7, "Be the manager": 11, "One family": 6, "Discuss": 7},
    90: {"Begin": 5, "Predict": 14, "Run": 9, "Reveal": 12, "Be the manager": 20, "One family": 14, "Discuss": 16},
}
PROMPTS = (
    "Which guess of yours was furthest out, and what did you think would happen that did not? What in your own service "
    "makes you think so?",
    "Which of the waiting came while it lasted, and which after it was over? Who could have seen that help had not "
    "started, and when?",
    "Was it over when it was over? What could a manager do in the month after that the model does not do?",
    "Which of your decisions would you take again? What would you have to know to take it in time, and who would have "
    "to agree?",
    "One life is no proof. What would you count in your own service, to know whether this happens there?",
)


def waiting_list_in_words(lesson: Contents) -> list[str]:
    """The line of families waiting: where it is longest, how long it is as the gap ends, and when it is back."""
    line, usual = lesson.played[0].line, lesson.compared[0].line
    most = max(range(len(line.days)), key=lambda week: line.weeks[week].mean)
    need = spoken(lesson.scenario.headline.need)
    sentences = [
        f"The line is longest in the week to {write_date(line.days[most])}: {_mean(line.weeks[most])} families wait "
        f"for {need} help, and {number(usual.weeks[most].mean)} in '{lesson.compared[0].results.name}'."
    ]
    if lesson.gap.until is None or lesson.gap_ends >= line.days[-1]:
        return sentences
    at_end = line.on(lesson.gap_ends)
    sentences.append(
        f"As it ends, on {write_date(lesson.gap_ends)}, {_mean(at_end)} wait, and "
        f"{number(usual.on(lesson.gap_ends).mean)} in '{lesson.compared[0].results.name}'."
    )
    after = [week for week, day in enumerate(line.days) if day > lesson.gap_ends]
    is_near = [line.weeks[week].mean - usual.weeks[week].mean < NEAR for week in after]
    back = next((n for n in range(len(after) - FOR_GOOD + 1) if all(is_near[n : n + FOR_GOOD])), None)
    if back is None:
        sentences.append(
            f"It never comes within a family of the line there, for {FOR_GOOD} weeks on end, in the years observed."
        )
    else:
        sentences.append(
            f"It is back within a family of the line there, for {FOR_GOOD} weeks on end, from the week to "
            f"{write_date(line.days[after[back]])}: {back + 1} weeks after it ended."
        )
    return sentences


def answers_in_words(lesson: Contents) -> list[str]:
    """What the scenario comes to beside each that it is compared with, measure by measure."""
    sentences = []
    for other, rows in zip(lesson.compared, lesson.answers, strict=True):
        for name, row in rows.items():
            about = describe(name, lesson.scenario)
            sentences.append(
                f"{about.label}: {with_unit(row.value, about.unit)}, and {unit_said(row.baseline, about.unit)} in "
                f"'{other.results.name}' (difference {interval(row.low, row.high)}; {row.verdict})."
            )
    return sentences


def price_in_words(lesson: Contents, decision: int, option: int) -> str:
    """What staff cost if this option is taken and nothing else, beside nothing done; nothing, where money is not
    measured or nothing is changed."""
    money = next((name for name in lesson.measures if describe(name).unit.startswith("GBP")), None)
    if money is None or option == 0:
        return ""
    chosen = [option if number == decision else 0 for number in range(len(lesson.combinations[0].chosen))]
    (place,) = (n for n, combination in enumerate(lesson.combinations) if list(combination.chosen) == chosen)
    row = lesson.outcomes[place][money]
    if row.verdict not in CLEAR:
        return "By itself it makes no difference to what staff cost that these runs can tell."
    way, low, high = ("less", -row.high, -row.low) if row.verdict == LESS else ("more", row.low, row.high)
    return (
        f"By itself: staff cost £{number(abs(row.difference))} {way} a year, on average over the years observed (£"
        f"{number(low)} to £{number(high)})."
    )


def decisions_in_words(lesson: Contents) -> list[str]:
    """For each measure, the combination that does best on average, and how far it differs from doing nothing."""
    if lesson.plan is None:
        return []
    sentences = []
    for name in lesson.measures:
        about = describe(name, lesson.scenario)
        if about.more_is not in (WORSE, BETTER):
            continue
        way = max if about.more_is == BETTER else min
        best = way(range(len(lesson.played)), key=lambda place: lesson.outcomes[place][name].value)
        row = lesson.outcomes[best][name]
        as_good = _number_as_good(lesson, name, row, about.more_is)
        sentences.append(
            f"{about.label}: best on average is {_chosen_in_words(lesson, best)}, {with_unit(row.value, about.unit)} "
            f"(nothing done: {unit_said(row.baseline, about.unit)}; difference {interval(row.low, row.high)}). The "
            f"interval of {as_good} of the other {len(lesson.played) - 1} combinations reaches as far."
        )
    return sentences


def _number_as_good(lesson: Contents, name: str, best: Comparison, more_is: str) -> int:
    """How many other combinations have an interval that reaches the best one's difference."""
    others = [rows[name] for rows in lesson.outcomes if rows[name] is not best]
    return sum(row.high >= best.difference if more_is == BETTER else row.low <= best.difference for row in others)


def _chosen_in_words(lesson: Contents, place: int) -> str:
    assert lesson.plan is not None
    chosen = [
        list(decision.options.values())[option].title
        for option, decision in zip(lesson.combinations[place].chosen, lesson.plan.decisions.values(), strict=True)
        if option
    ]
    return "; ".join(f"'{title}'" for title in chosen) if chosen else "to do nothing"


def traps_in_words(lesson: Contents) -> list[str]:
    """What a class is apt to take from the page that is not so."""
    scenario, measures = lesson.scenario, lesson.measures
    need = spoken(scenario.headline.need)
    traps = []
    assumed = ", and how many start after a wait is" if _is_take_up_assumed(scenario) else ""
    if wait_measure(scenario.headline.need) in measures and started_measure(scenario.headline.need) in measures:
        traps.append(
            "The mean wait is of those who start. Who never starts is in no wait, so read it with the share who ever "
            "start: a service could shorten the one by losing people."
        )
    if duration_measure(scenario.headline) in measures or DRIFT in measures:
        traps.append(
            f"Days of drift and the length of plans are means over all families on plans, those without a {need} need "
            "too: what is much for some of them is little in the mean."
        )
    return [
        *traps,
        f"The film is one replication, and so is the family; the line and the numbers are means of "
        f"{lesson.replications}. In the film a family is in one place only, that of what holds its plan up, so the "
        "dots that wait are not the families on the line one by one.",
        "The family was chosen for what happened to it. It explains how something comes about. How often it does, the "
        "numbers say.",
        "'Knock-on' and 'chance' are no excuses: what is chance in one life may still be so on average, over hundreds.",
        f"An interval is about luck. It does not say whether what is assumed is right{assumed}.",
        "The decisions are those that the model can carry out. The colleague who rings round and the manager who looks "
        "through the list are not in it.",
        "Nothing here is about harm, or safety, or how a child is. It counts days and decisions, and nobody in it is "
        "real.",
    ]


def _is_take_up_assumed(scenario: Scenario) -> bool:
    return scenario.needs[scenario.headline.need].take_up_halves_after.grade is Grade.assumed


def _mean(interval_of: Interval) -> str:
    return f"{number(interval_of.mean)} ({interval(interval_of.low, interval_of.high, number)})"
