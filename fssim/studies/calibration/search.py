"""Where the model is run, wave by wave, and what comes of it: the posterior of the values, and draws from it.

The first wave is spread evenly over all ranges (a Latin hypercube); each later one lies about the values that the
figures allow by what has been run so far (history matching: I. Vernon, M. Goldstein and R. Bower, 2010, "Galaxy
formation: a Bayesian uncertainty analysis", Bayesian Analysis 5). The last emulator is of the later waves' runs alone:
near the values that matter, squares and products are enough.

Before the figures are seen each value is as likely anywhere in its range. A figure of the authority's own differs from
the model's mean by the luck of the years it is counted over, which goes together between figures as it does in the
model; any other by what its tolerance allows, if that is more. What the emulator is uncertain by comes on top (M.
Kennedy and A. O'Hagan, 2001, "Bayesian calibration of computer models", Journal of the Royal Statistical Society B 63).
Draws are by the affine-invariant ensemble sampler (J. Goodman and J. Weare, 2010, Communications in Applied Mathematics
and Computational Science 5; emcee: D. Foreman-Mackey and others, 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fssim.errors import ArgumentError
from fssim.studies.calibration.emulator import Emulator, fit_emulator
from fssim.studies.calibration.fitting import Point
from fssim.studies.calibration.targets import Published

if TYPE_CHECKING:
    from fssim.arrays import Floats


TOLERATED = 1.96  # standard deviations that a tolerance is
WALKERS_A_VALUE, FEWEST_WALKERS = 4, 32
STEPS_A_VALUE, FEWEST_STEPS = 100, 400
BURNT, KEPT_EVERY = 0.4, 10  # a share of the steps, and how many lie between what is kept of the rest
TRIED_FIRST = 4000  # draws from the ranges, of which the most probable is where the sampler's start is looked for
SPREAD_AT_FIRST = 0.3  # of walkers about the most probable values, in normal deviates
TEMPERED = 0.5  # the power of the likelihood that runs are drawn by
UNLIKELY = 0.05  # how often luck alone would put the figures further from the model
WAVES = (0.5, 0.25, 0.25)  # shares of the tries
SPARE_RUNS = 10  # of the later waves, more than there are values and figures

MeasureAt = Callable[[Sequence[Point], int], "Floats"]  # the runs' points and the first run's number: a row for each


@dataclass(frozen=True)
class Searched:
    """What a search gives: all that the later waves ran, and what the figures tell by it.

    `shares` (of the ranges) and `measured` have a row for each run, `draws` one for each draw from the `posterior`.
    """

    shares: Floats
    measured: Floats
    posterior: Posterior
    draws: Floats


def share_out_tries(tries: int, values: int, figures: int) -> tuple[int, ...]:
    """How many runs each wave has. Raises `ArgumentError` if an emulator could not be made of them."""
    counts = [round(share * tries) for share in WAVES[1:]]
    counts = [tries - sum(counts), *counts]
    least = round((values + figures + SPARE_RUNS) / (1.0 - WAVES[0]))
    if tries < least:
        raise ArgumentError(
            f"tries is {tries}; it must be {least} or more for as many free parameters "
            f"({values}) and figures ({figures})"
        )
    return tuple(counts)


def search_values(
    steps: Sequence[int],
    figures: Sequence[Published],
    counts: Sequence[int],
    measure_at: MeasureAt,
    observed_years: float,
    seed: int,
) -> Searched:
    """Run the model in waves. `steps` has the last step of each free parameter, and the first columns of what
    `measure_at` gives are the figures."""
    from scipy.stats import qmc

    lasts = np.array(steps)
    rng = np.random.default_rng(seed)
    design = qmc.LatinHypercube(len(lasts), rng=rng).random(counts[0])
    shares: list[Floats] = []
    measured: list[Floats] = []
    for wave, count in enumerate(counts):
        if wave > 0:
            draws = _find_posterior(shares, measured, figures, observed_years).draw_about(seed + wave)
            design = draws[rng.choice(len(draws), count, replace=False)]
        points = np.rint(design * lasts).astype(int)
        measured.append(_fill_in(measure_at([tuple(point) for point in points.tolist()], sum(counts[:wave]))))
        shares.append(points / lasts)
    posterior, draws = _find_posterior(shares[1:], measured[1:], figures, observed_years).settle(seed)
    return Searched(np.concatenate(shares[1:]), np.concatenate(measured[1:]), posterior, draws)


def _find_posterior(
    shares: Sequence[Floats], measured: Sequence[Floats], figures: Sequence[Published], observed_years: float
) -> Posterior:
    emulator = fit_emulator(np.concatenate(shares), np.concatenate(measured)[:, : len(figures)])
    published = np.array([figure.value for figure in figures])
    return Posterior(emulator, published, work_out_errors(figures, emulator.luck, observed_years))


def _fill_in(rows: Floats) -> Floats:
    """What a run has none of is what the others have on average."""
    return np.where(np.isnan(rows), np.nanmean(rows, axis=0), rows)


def work_out_errors(figures: Sequence[Published], luck: Floats, observed_years: float) -> Floats:
    """The covariance of figures about the model's means, from that of one replication that observes so many years."""
    years = np.array([1.0 if figure.years is None else figure.years for figure in figures])
    errors = luck * observed_years / np.sqrt(np.outer(years, years))
    allowed = np.array([figure.tolerance / TOLERATED if figure.years is None else 0.0 for figure in figures])
    return errors + np.diag(np.maximum(allowed**2 - np.diag(errors), 0.0))


@dataclass(frozen=True)
class Posterior:
    """How probable values are, as shares of their ranges, given figures.

    Attributes
    ----------
    emulator
        What the model gives for any values.
    figures
        What is published.
    errors
        The covariance of the figures about the model's means.
    widened
        What `errors` were multiplied by because the figures lie further from the model than luck would have them.
    """

    emulator: Emulator
    figures: Floats
    errors: Floats
    widened: float = 1.0

    @cached_property
    def _axes(self) -> tuple[Floats, Floats]:
        """Directions in which errors and luck are uncorrelated, luck with variance 1, and the errors' variances."""
        from scipy.linalg import eigh

        variances, axes = eigh(self.errors, self.emulator.luck)
        return axes, np.maximum(variances, 0.0)

    def _square(self, shares: Floats) -> tuple[Floats, Floats]:
        """For each row of shares and each direction: the squared distance of the figures, and the variance it has."""
        axes, variances = self._axes
        means, uncertain = self.emulator.predict(shares)
        return ((self.figures - means) @ axes) ** 2, variances + uncertain[:, None]

    def compute_log_likelihood(self, shares: Floats) -> Floats:
        """Of each row of shares of the ranges, but for what is the same for all."""
        squares, variances = self._square(shares)
        return -0.5 * np.asarray((squares / variances + np.log(variances)).sum(axis=1))

    def draw(self, seed: int, tempered: float = 1.0) -> Floats:
        """Rows of shares of the ranges, each as often as it is probable.

        `tempered` is the power of the likelihood: below 1, draws lie further apart.
        """
        import emcee
        from scipy.special import ndtr
        from threadpoolctl import threadpool_limits

        def log_probability(deviates: Floats) -> Floats:
            likely = self.compute_log_likelihood(ndtr(deviates))
            probable: Floats = tempered * likely - 0.5 * (deviates**2).sum(axis=1)
            return probable

        count = len(self.emulator.centre)
        rng = np.random.default_rng(seed)
        walkers = max(WALKERS_A_VALUE * count, FEWEST_WALKERS)
        sampler = emcee.EnsembleSampler(walkers, count, log_probability, vectorize=True)
        sampler.random_state = np.random.RandomState(seed % 2**32).get_state()
        steps = max(STEPS_A_VALUE * count, FEWEST_STEPS)
        with threadpool_limits(1):  # matrices are small: threads that wait for one another take longer than one alone
            start = _find_most_probable(log_probability, count, rng)
            sampler.run_mcmc(start + SPREAD_AT_FIRST * rng.standard_normal((walkers, count)), steps)
        shares: Floats = ndtr(sampler.get_chain(discard=round(BURNT * steps), thin=KEPT_EVERY, flat=True))
        return shares

    def draw_about(self, seed: int) -> Floats:
        """Draws that lie further apart, for runs about what the figures allow: the emulator is to know what is round
        it, and is relied on the less the further all that it gives is from the figures."""
        draws = self.draw(seed, TEMPERED)
        nearest, freedom = self._find_misfit(draws)
        return draws if nearest <= freedom else self.draw(seed, TEMPERED * freedom / nearest)

    def settle(self, seed: int) -> tuple[Posterior, Floats]:
        """The posterior with draws from it, with all errors widened until figures that no values in the ranges meet
        together are as far off as luck would have them. They are not widened if luck alone would put figures as far off
        in more than a twentieth of all cases."""
        from scipy.stats import chi2

        draws = self.draw(seed)
        nearest, freedom = self._find_misfit(draws)
        if nearest <= chi2.ppf(1.0 - UNLIKELY, freedom):
            return self, draws
        widened = replace(self, errors=self.errors * nearest / freedom, widened=nearest / freedom)
        return widened, widened.draw(seed)

    def _find_misfit(self, draws: Floats) -> tuple[float, int]:
        """The sum of squared distances at the nearest of the draws, and its degrees of freedom."""
        squares, variances = self._square(draws)
        return float((squares / variances).sum(axis=1).min()), max(len(self.figures) - draws.shape[1], 1)

    def draw_figures(self, draws: Floats, seed: int) -> Floats:
        """For each draw of shares, figures that would be published if it were so."""
        rng = np.random.default_rng(seed)
        means, uncertain = self.emulator.predict(draws)
        none = np.zeros(means.shape[1])
        missed = rng.multivariate_normal(none, self.emulator.luck, len(draws)) * np.sqrt(uncertain)[:, None]
        return means + missed + rng.multivariate_normal(none, self.errors, len(draws))


def _find_most_probable(log_probability: Callable[[Floats], Floats], count: int, rng: np.random.Generator) -> Floats:
    from scipy.optimize import minimize

    tried = rng.standard_normal((TRIED_FIRST, count))
    best = tried[np.argmax(log_probability(tried))]
    nearest: Floats = minimize(lambda one: -float(log_probability(one[None, :])[0]), best, method="L-BFGS-B").x
    return nearest
