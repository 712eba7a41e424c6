"""The first page, for two minutes: the answer, the picture that makes it, what it rests on and what it costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from fssim.dates import write_date
from fssim.measures.catalogue import describe
from fssim.measures.cohorts import Cohort
from fssim.measures.declaration import MeasureDescription
from fssim.measures.indicators.cost import EXTERNAL_SESSIONS, STAFF
from fssim.report.answer import AnswerPicture, answer_of
from fssim.report.charts.line_panels import LinePanel, ShadedSpan, draw_lines
from fssim.report.charts.run_figures import not_different
from fssim.report.document.pictures import (
    compared_in_weeks,
    fours,
    in_weeks,
    intervals,
    line_of,
    observed,
    week_ends,
    weekly_series,
    weeks_described,
    within,
)
from fssim.report.document.report_parts import (
    MEASURE,
    Aside,
    Cell,
    Column,
    Kind,
    Picture,
    Section,
    Table,
    say_verdict,
    titles,
)
from fssim.report.document.sections.evidence_section import (
    count_grades,
    count_read_loosely,
    list_differing,
)
from fssim.report.document.sections.in_time_over_time import draw_in_time
from fssim.report.document.sections.leads_picture import draw_leads
from fssim.report.document.sections.leads_section import say_which_leads, say_who_pays
from fssim.report.document.sections.pay_back_section import headline_sentence
from fssim.report.wording.answer_notes import headline_comparisons, how_sure, starts_empty, turning_sentences
from fssim.report.wording.dated_changes import (
    Days,
    empty_posts,
    list_streams_lacking,
    shocks,
    spells_in_words,
    switches,
)
from fssim.report.wording.effects_in_force import say_what_is_in_force
from fssim.report.wording.leads_in_words import say_what_leads_leave_open
from fssim.report.wording.words import in_list, interval, number, plain, spoken
from fssim.runs.cohort_outcomes import follow_cohorts, select_outcomes
from fssim.runs.compare import Comparison, choose_headline, compare_in_tables
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.scenario_in_words import describe_whose_figures
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.scenario import Scenario
from fssim.statistics.interval import Interval
from fssim.statistics.verdict import EVERY_TIME

WIDE, HEIGHT = 405.0, 180.0  # points: beside the answer on a screen, below it on paper
COSTS = {STAFF.name: "Staff", EXTERNAL_SESSIONS.name: "Sessions of external services"}
MOST_COMPARED = 2  # scenarios compared with that are named on the first page
LEFT_OUT = "Modelled: posts cost while somebody is in them. Left out: buildings, equipment and other agencies' costs."
BUT_FOR_POSTS = f"{LEFT_OUT[:-1]}, but for the posts that they pay for here."


def draw_answer(results: Sequence[Results], picture: AnswerPicture) -> Picture:
    """Each scenario's line over the observed years, with what lasts a while shaded."""
    scenario = results[0].scenario
    ends = week_ends(results[0])
    blocks = fours(ends)
    numbers = [observed(result, picture.series, ends) for result in results]
    points = [intervals(series, blocks, sets=results[0].sets) for series in numbers]
    most = 100.0 if picture.unit.startswith("%") else math.inf
    lines = [line_of(name, series, most) for name, series in zip(titles(results), points, strict=True)]
    dates = [ends[int(block[-1])] for block in blocks]
    spans = [_span(scenario, spell) for spell in picture.spells] + [ShadedSpan(when) for when in switches(scenario)]
    shaded = within(ends, picture.spells)
    weeks = shaded if len(shaded) else within(ends, [(date.min, date.max)])
    means = [intervals(series, [weeks])[0].mean for series in numbers]
    when = "in the shaded weeks" if len(shaded) else "over the observed years"
    columns = zip(titles(results), means, _verdict_notes(results, picture), strict=True)
    averages = [f"{number(mean)} in '{name}'{note}" for name, mean, note in columns][: 1 + MOST_COMPARED]
    heading = f"{picture.title}, on average {when}: {in_list(averages)}"
    return Picture(
        heading,
        _note(results, picture.spells),
        f"{heading}. {' '.join(map(_highest, titles(results), points, [dates] * len(points)))}".strip(),
        partial(
            draw_lines, scenario.clock.observed_from, dates, [LinePanel("", lines)], spans, height=HEIGHT
        ),
        WIDE,
    )  # fmt: skip


def _verdict_notes(results: Sequence[Results], picture: AnswerPicture) -> list[str]:
    """What the table of the weeks while posts are empty says of each line beside the first, unless that it differs."""
    scenario = results[0].scenario
    lead, (_, series) = next(iter(weekly_series(scenario).items()))
    while_shaded = in_weeks(results, picture.spells)
    if not while_shaded or tuple(series) != picture.series or [*picture.spells] != [*empty_posts(scenario)]:
        return [""] * len(results)
    return ["", *(not_different(rows[lead], len(results) - 1) for rows in compared_in_weeks(while_shaded))]


def build_what_it_rests_on(results: Sequence[Results], basis: str) -> Aside:
    """What the answer is a mean of (`basis`), how many of the numbers are assumed, and in what the scenarios differ."""
    first, *others = (result.scenario for result in results)
    counted = count_grades(first)
    assumed, whole, loose = counted[Grade.assumed], counted.total(), count_read_loosely(first)
    rest = {
        "from published figures or law read loosely, and so varied as guesses are": loose,
        "only reported": counted[Grade.reported],
        "fitted to published statistics": counted[Grade.calibrated],
    }
    rest["from law, published figures or studies"] = whole - assumed - sum(rest.values())
    parts = [f"{count} {words}" for words, count in rest.items() if count]
    claims = [
        f"Of {whole} numbers, {assumed} ({number(100.0 * assumed / whole)}%) are assumed, with no evidence behind them"
        f"{'; ' if parts else ''}{in_list(parts) if parts else ''}."
    ]
    claims += describe_whose_figures(first)
    if others:
        changed = [parameter.grade for _, parameter, _ in list_differing(first, others)]
        assumed = sum(grade is Grade.assumed for grade in changed)
        if len(changed) == 1:
            claims.append(f"The scenarios differ in one number, which is {changed[0].value}.")
        elif changed:
            count = {0: "none", len(changed): "all"}.get(assumed, str(assumed))
            claims.append(f"The scenarios differ in {len(changed)} numbers, {count} of them assumed.")
    claims += say_what_is_in_force([first, *others])
    return Aside("What it rests on", [basis, *claims])


def build_who_leads(first: Results) -> list[Aside]:
    """Which leads families have, and which have to be of one role; nothing where each stage has leads of one."""
    sentences = say_which_leads(first)
    return [Aside("Who leads", sentences)] if sentences else []


def build_what_would_turn(run: StoredRun) -> list[Aside]:
    """What would turn the answer round, if it is one of a comparison."""
    sentences = turning_sentences(run.results, run.tried)
    return [Aside("What would turn the answer round", sentences)] if sentences else []


def build_what_it_would_cost(results: Sequence[Results]) -> Aside:
    """A year's cost of staff and of sessions outside, beside the scenarios compared with."""
    first = results[0]
    shown = [name for name in COSTS if name in first.measures and _is_any(results, name)]
    comparisons = compare_in_tables(results)[:MOST_COMPARED]
    sentences = []
    for name in shown:
        beside = [
            _beside(title, rows[name][1])
            for title, rows in zip(titles(results)[1:], comparisons, strict=False)
            if rows[name][1].n
        ]
        clauses = f", {in_list(beside)}" if beside else ""
        sentences.append(f"{COSTS[name]}: {number(first.interval(name).mean)} pounds a year{clauses}.")
    if not sentences:
        return Aside("What it would cost", ["The run has no costs."])
    beyond = [*say_who_pays(first), *_not_there(results[: MOST_COMPARED + 1])]
    return Aside("What it would cost", [*sentences, *beyond, *headline_sentence(results), _left_out(results)])


def _not_there(results: Sequence[Results]) -> list[str]:
    """That a service has families of a kind which another does not have, whose cost is part of the difference."""
    first, *others = results
    return [
        f"'{plain(other.scenario.title)}' has no {in_list(lacking)}, so that what it costs is part of the difference."
        for other in others
        if (lacking := list_streams_lacking(first.scenario, other.scenario))
    ]


def _left_out(results: Sequence[Results]) -> str:
    """What no cost holds; of other agencies, all but posts that a scenario has them pay for."""
    partners = any(role.payer is not None for result in results for role in result.scenario.roles.values())
    return BUT_FOR_POSTS if partners else LEFT_OUT


def _beside(title: str, row: Comparison) -> str:
    """How a cost differs: pounds are told however few they are, if they are known to be more or to be less."""
    if row.difference == 0.0:
        return f"the same as in '{title}'"
    if row.n < 2:
        bounds = ""
    elif row.low == row.high:
        bounds = f", {EVERY_TIME}"
    else:
        bounds = f" (95% interval {interval(row.low, row.high)})"
    if row.low <= 0.0 <= row.high:
        return f"not known to be more or less than in '{title}'{bounds}"
    return f"{number(abs(row.difference))} {'more' if row.difference > 0.0 else 'less'} than in '{title}'{bounds}"


def _is_any(results: Sequence[Results], name: str) -> bool:
    return any(result.interval(name).mean > 0.0 for result in results if name in result.measures)


def _span(scenario: Scenario, spell: Days) -> ShadedSpan:
    """A spell, named where it is one kind of thing."""
    kinds = {"posts empty": empty_posts(scenario), "referrals changed": shocks(scenario)}
    named = [kind for kind, spells in kinds.items() if any(_overlap(spell, other) for other in spells)]
    return ShadedSpan(*spell, label=named[0] if len(named) == 1 else "")


def _overlap(first: Days, second: Days) -> bool:
    return first[0] < second[1] and second[0] < first[1]


def _note(results: Sequence[Results], spells: Sequence[Days]) -> str:
    count = len(results[0].rows)
    own = ", each scenario's own" if len(results) > 1 else ""
    note = f"Means of four weeks over {count} replications; bands: 95% intervals{own}."
    note = note if count > 1 else "Means of four weeks of one replication."
    note += f" Shaded: {spells_in_words(spells)}." if spells else ""
    return note + (" Dotted upright lines: teams change over." if switches(results[0].scenario) else "")


def _highest(name: str, points: Sequence[Interval], dates: Sequence[date]) -> str:
    """Where a line is highest, for those who do not see it."""
    known = [(point.mean, when) for point, when in zip(points, dates, strict=True) if not math.isnan(point.mean)]
    if not known:
        return ""
    mean, when = max(known, key=lambda point: point[0])
    return f"'{name}' is highest, at {number(mean)}, in the four weeks to {write_date(when)}."


MOST_MEASURES = 4  # over all the observed years


def build_answer(run: StoredRun) -> Section:
    """The first page."""
    results = run.results
    whole = answer_of(results)
    sure = how_sure(results)
    picture = draw_leads(results) or draw_in_time(results)
    if picture is None and whole.picture is not None:
        picture = draw_answer(results, whole.picture)
    notes = [note for note in (sure if sure not in whole.sentences else "", starts_empty(results)) if note]
    return Section(
        "answer",
        "The answer",
        [*say_what_leads_leave_open(results[0].scenario), *whole.sentences],
        pictures=[picture] if picture else [],
        tables=[_table(results, " ".join(notes))],
        asides=[
            build_what_it_rests_on(results, whole.basis),
            *build_who_leads(results[0]),
            *build_what_would_turn(run),
            build_what_it_would_cost(results),
        ],
    )


def _table(results: Sequence[Results], note: str) -> Table:
    rows: list[list[Cell]] = []
    for followed_cohort in follow_cohorts(results):
        described = {
            name: _of_cohort(followed_cohort.cohort, describe(name)) for name in select_outcomes(followed_cohort.cohort)
        }
        followed = dict(zip((one.name for one in followed_cohort.results[1:]), followed_cohort.compared, strict=True))
        compared = [followed.get(other.name) for other in results[1:]]
        rows += _rows(followed_cohort.results, compared, described)
    names = choose_headline(results)[:MOST_MEASURES]
    rows += _rows(results, headline_comparisons(results), {name: describe(name, results[0].scenario) for name in names})
    empty = empty_posts(results[0].scenario)
    while_empty = in_weeks(results, empty)
    if while_empty:
        comparisons = compared_in_weeks(while_empty)
        lead, about = next(iter(weeks_described(results).items()))
        label = about.label.replace("on an average week", "while posts are empty")
        rows += _rows(while_empty, comparisons, {lead: MeasureDescription(label, about.unit, about.more_is)})
        note = f"{note} Posts are empty from {spells_in_words(empty)}: see the numbers over time.".strip()
    several = len(results[0].rows) > 1
    columns = [MEASURE, Column("This scenario" if len(results) > 1 else "Mean")]
    for title in titles(results)[1:]:
        against = f"Against {title}"
        columns += [Column("Mean", group=against), Column("Difference", Kind.DIFFERENCE, against)]
        if several:
            columns += [
                Column("95% interval", Kind.DIFFERENCE_RANGE, against),
                Column("Verdict", Kind.WORD, against),
            ]
    if len(results) == 1 and several:
        columns.append(Column("95% interval", Kind.RANGE))
    return Table("Answer", "The numbers behind the answer", columns, rows, note, folded=True)


def _of_cohort(cohort: Cohort, about: MeasureDescription) -> MeasureDescription:
    """What a measure is called of one cohort, which its table may not have alone."""
    return replace(about, label=about.label.replace("Of those followed", f"Followed ({spoken(cohort.about)})"))


def _rows(
    results: Sequence[Results],
    compared: Sequence[Mapping[str, Comparison] | None],
    described: Mapping[str, MeasureDescription],
) -> list[list[Cell]]:
    first, several = results[0], len(results[0].rows) > 1
    rows: list[list[Cell]] = []
    for name, about in described.items():
        own = first.interval(name)
        if math.isnan(own.mean):
            continue
        cells: list[Cell] = [f"{plain(about.label)}, {about.unit}", own.mean]
        for comparisons in compared:
            if comparisons is None:  # a scenario in which these families are not
                cells += [math.nan, math.nan, (math.nan, math.nan), ""] if several else [math.nan, math.nan]
                continue
            row = comparisons[name]
            cells += [row.baseline, row.difference]
            if several:
                cells += [(row.low, row.high), say_verdict(row, about.more_is)]
        if not compared and several:
            cells.append((own.low, own.high))
        rows.append(cells)
    return rows
