"""A story: a family chosen, its life in each scenario, and why the lives differ. It can be read, drawn and printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

from markupsafe import Markup

from fssim.dates import write_date
from fssim.measures.ledger.ledger_lines import DRIFT, LEDGER_RULE, Line
from fssim.report.charts.panels import own_style
from fssim.report.story.lives.chapters import Chapter, LogRow, chapters_of, full_log, in_few_words
from fssim.report.story.lives.life import Life
from fssim.report.story.story_text import lay_out_asked, lay_out_life, lay_out_why, wrap
from fssim.report.story.why.explain_why import REPLAYS, Why, differ_in_vacancies_alone, explain_why, in_short
from fssim.report.story.why.lives_compared import differences, ledger_line_in_words
from fssim.report.templates import filled, package_text
from fssim.report.wording.answer_notes import choose_caveat
from fssim.report.wording.words import in_list
from fssim.scenario import Scenario
from fssim.version import fssim_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DOTS_PER_INCH = 150
NEVER = "In that scenario this family is not open in the observed years."

WHAT_IT_IS = {  # columns of the families' table, in words
    "needs": "needs",
    "number of children": "children",
    "risk": "risk",
    "engagement": "engagement",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A family of the first scenario, and why this one."""

    family: int
    why: str


@dataclass(frozen=True)
class Story:
    """One family's life in one scenario or several, the first being the one the story is about: what `story` returns.

    `title` and `about` say which family it is and why this one. `text()` tells the story in words, `html()` as a page
    and `svg()` as a picture; each can be had without the answer, for a class that is then asked why the lives differ.
    `whys` say, for each other scenario, what every difference is put down to.

    Attributes
    ----------
    chosen
        The number of the `family` in the first log, and `why` it was chosen.
    lives
        The family's life in each scenario in which it is open in the observed years.
    missing
        The titles of the other scenarios.
    replays
        How often both scenarios are played again to tell what a difference is put down to.
    engine
        What they are played with; the fastest there is, if None.
    """

    chosen: Chosen
    lives: tuple[Life, ...]
    missing: tuple[str, ...]  # scenarios in which the family is not open in the observed years
    replays: int = REPLAYS
    engine: str | None = None

    @cached_property
    def title(self) -> str:
        """`Family 214, two children`. There are no names."""
        children = int(self.lives[0].worded.log.families.children[self.lives[0].family])
        count = COUNTS[children] if children < len(COUNTS) else str(children)
        return f"Family {self.chosen.family}, {count} {'child' if children == 1 else 'children'}"

    @property
    def about(self) -> str:
        """Who the family is, and why this one was chosen, which is part of the answer."""
        return f"{self.family} {self.chosen.why}".strip()

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenario of each life."""
        return [life.worded.scenario for life in self.lives]

    @cached_property
    def family(self) -> str:
        """The needs of the family's parents, and how far it is the same family in every scenario."""
        worded, family = self.lives[0].worded, self.lives[0].family
        mask = worded.log.families.needs[family]
        needs = [worded.need(need) for need in range(len(worded.log.tables.names.needs)) if mask >> need & 1]
        has = f"A parent needs help with {in_list(needs)}." if needs else "The parents need no specialist help."
        same = f" {self._same()}" if len(self.lives) > 1 else ""
        return f"{has}{same}"

    def _same(self) -> str:
        """How far the family is the same in every scenario: all of it, unless families are drawn from other tables."""
        differ = [
            words for words, column in WHAT_IT_IS.items()
            if len({getattr(life.worded.log.families, column)[life.family] for life in self.lives}) > 1
        ]  # fmt: skip
        if not differ:
            return "It is the same family, with the same needs and the same luck, in every scenario."
        verb = "differ" if len(differ) > 1 or differ == ["needs"] else "differs"
        return (
            f"It is the same family, with the same luck, in every scenario, but its {in_list(differ)} {verb}: families "
            "are drawn from other tables."
        )

    @cached_property
    def whys(self) -> tuple[Why, ...]:
        """Why the first life differs from that in each other scenario in which the family is: one `Why` each, with the
        title, the day on which the lives part, and the differences by what they are put down to.

        Both scenarios are played again, `replays` times, when this is first read.

        Raises
        ------
        CannotSimulate
            If the engine cannot play one of the scenarios again.
        """
        first, *others = self.lives
        return tuple(explain_why(first, other, self.replays, self.engine) for other in others)

    @cached_property
    def asked(self) -> tuple[tuple[str, list[str]], ...]:
        """The title of each other scenario in which the family is, and how the first life differs from that there: a
        list of sentences, in an order that gives nothing away."""
        first, *others = self.lives
        return tuple(
            (other.worded.title, [difference.in_words(first, other) for difference in differences(first, other)])
            for other in others
        )

    def absences(self) -> list[tuple[str, str]]:
        """Where the family is not open.

        Returns
        -------
        list of (str, str)
            The title of each scenario in which the family is not open in the observed years, and a sentence that says
            so.
        """
        return [(title, NEVER) for title in self.missing]

    def question(self) -> str:
        """What a class is asked, in place of the answer.

        Returns
        -------
        str
            Two questions: where and why the lives part, and which differences come of what.
        """
        titles = [f"'{title}'" for title, _ in self.asked]
        first, *others = (life.worded for life in self.lives)
        come_of = (
            "come of the vacancy (this family needed the post while it was empty), which are a knock-on (somebody else "
            "did), and which are chance?"
            if any(differ_in_vacancies_alone(first, other) for other in others)
            else "come of what the scenarios do differently, and which are chance?"
        )
        that = "that" if len(titles) == 1 else "those"
        return f"Where does this life part from {that} in {in_list(titles)}, and why? Which differences {come_of}"

    def summaries(self) -> list[tuple[str, str]]:
        """Each life in a sentence.

        Returns
        -------
        list of (str, str)
            The title of each scenario in which the family is, and for how many working days the family is open in it.
        """
        return [(life.worded.title, in_short(life)) for life in self.lives]

    def chapters(self) -> list[tuple[str, list[Chapter], str]]:
        """Each life, stage by stage, in few words.

        Returns
        -------
        list of (str, list of Chapter, str)
            The title of each scenario in which the family is; a `Chapter` for each stage that the family is in, with
            its title, its working days and its dated entries; and a sentence that says how many smaller things are left
            out, empty if none are.
        """
        worded = []
        for life in self.lives:
            chapters, left_out = in_few_words(chapters_of(life))
            things = f"{left_out} smaller {'thing' if left_out == 1 else 'things'}"
            more = f"{things} that happened can be read in the full log." if left_out else ""
            worded.append((life.worded.title, chapters, more))
        return worded

    def full_logs(self) -> list[tuple[str, list[LogRow]]]:
        """Everything that happened in each life.

        Returns
        -------
        list of (str, list of LogRow)
            The title of each scenario in which the family is, and every row that its log has of the family, in order.
        """
        return [(life.worded.title, full_log(life)) for life in self.lives]

    def ledger(self) -> list[tuple[str, list[float]]]:
        """What held the family up, in each life.

        Returns
        -------
        list of (str, list of float)
            Each line of the time ledger that any of the lives has a day on, in words, and the working days on it in
            each life, in the order of `lives`.
        """
        days = [life.days() for life in self.lives]
        lines = [
            line for line in (Line.MOVING, Line.COURT, *DRIFT) if any(round(life_days[line]) for life_days in days)
        ]
        return [(ledger_line_in_words(self.lives, line), [day[line] for day in days]) for line in lines]

    def text(self, answer: bool = True) -> str:
        """The story to read in a terminal: dated, stage by stage, ending with why the lives differ.

        Parameters
        ----------
        answer : bool
            Whether to say why the family was chosen and why the lives differ. If not, the story ends with how they
            differ, in no telling order, and with the `question`.

        Returns
        -------
        str
            Lines of 100 characters at most, but for titles.
        """
        parts = [self.title, wrap(self.about if answer else self.family)]
        for (title, short), (_, chapters, more) in zip(self.summaries(), self.chapters(), strict=True):
            parts += lay_out_life(title, short, chapters, more)
        if answer:
            for why in self.whys:
                parts += lay_out_why(why)
        elif self.asked:
            for title, sentences in self.asked:
                parts += lay_out_asked(title, sentences)
            parts += ["", wrap(self.question())]
        for title, never in self.absences():
            parts += ["", f"Why it differs from '{title}'", never]
        return "\n".join([*parts, "", wrap(choose_caveat(self.scenarios)), ""])

    def figure(self, answer: bool = True) -> Figure:
        """The timeline of the lives, a lane for each thing that goes on, on one scale of dates.

        Parameters
        ----------
        answer : bool
            Whether to draw the day on which the first two lives part.

        Returns
        -------
        matplotlib.figure.Figure
            With one Axes a life, 12 inches wide.
        """
        from fssim.report.story.timeline import draw_timeline

        return draw_timeline(self.title, self.lives, answer)

    def png(self, answer: bool = True) -> bytes:
        """The timeline as a PNG picture of 150 dots an inch. The same story gives the same bytes.

        Parameters
        ----------
        answer : bool
            Whether to draw the day on which the first two lives part.

        Returns
        -------
        bytes
            A file's content.
        """
        return self._drawn("png", answer, dpi=DOTS_PER_INCH, metadata={"Software": None})

    def svg(self, answer: bool = True) -> bytes:
        """The timeline as an SVG picture. The same story gives the same bytes.

        Parameters
        ----------
        answer : bool
            Whether to draw the day on which the first two lives part.

        Returns
        -------
        bytes
            A file's content, in UTF-8.
        """
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        return self._drawn("svg", answer, metadata=nothing)

    def html(self, answer: bool = True) -> str:
        """The story as one page with nothing to load from elsewhere.

        Parameters
        ----------
        answer : bool
            Whether to say why the family was chosen and why the lives differ, with a box to tick that hides it.

        Returns
        -------
        str
            A whole HTML document, with the timeline, the ledger, the lives and their full logs.
        """
        return story_page(self, answer)

    def _drawn(self, kind: str, answer: bool, **settings: Any) -> bytes:
        from matplotlib import rc_context

        drawn = BytesIO()
        with own_style(), rc_context({"svg.hashsalt": "fssim"}), catch_warnings():
            filterwarnings("ignore", "Glyph")  # a title in letters the font lacks is still in the page's text
            self.figure(answer).savefig(drawn, format=kind, **settings)
        return drawn.getvalue()


PACKAGE = "fssim.report.story"


def story_page(story: Story, answer: bool = True) -> str:
    """The page, with or without the answer. It asks for nothing from anywhere else, and whatever scenario files say is
    shown as text."""
    first = story.lives[0].worded
    return filled(
        PACKAGE,
        "story.html.jinja",
        story=story,
        answer=answer,
        rule=LEDGER_RULE,
        written=write_date,
        question=first.scenario.question,
        style=Markup(package_text(PACKAGE, "story.css") + package_text(PACKAGE, "life.css")),
        lives=lives_in_html(story),
        whys=whys_in_html(story) if answer else "",
        picture=_inline(story.svg(answer).decode(), _described(story)),
        seed=first.log.seed,
        replication=first.log.replication,
        version=fssim_version(),
        caveat=choose_caveat(story.scenarios),
    )


def lives_in_html(story: Story) -> list[Markup]:
    """Each life, told stage by stage: a part of a page that has the style `life.css`."""
    return [
        Markup(
            filled(PACKAGE, "life.html.jinja", number=n, title=title, chapters=chapters, more=more, written=write_date)
        )
        for n, (title, chapters, more) in enumerate(story.chapters(), start=1)
    ]


def whys_in_html(story: Story) -> Markup:
    """Why the lives differ, by what each difference is put down to: a part of a page that has the style `life.css`."""
    return Markup(filled(PACKAGE, "whys.html.jinja", whys=story.whys))


def _inline(svg: str, described: str) -> Markup:
    """An SVG file as an element of a page, with a text alternative."""
    return Markup('<svg role="img" aria-label="{}" {}').format(described, Markup(svg[svg.index("<svg") + 5 :]))


def _described(story: Story) -> str:
    lives = " ".join(f"{title}: {short}" for title, short in story.summaries())
    return f"Timeline of {story.title}. {lives} The table and the stories below say the same in words."
