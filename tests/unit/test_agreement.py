"""Promise: each coefficient is the published one, to the digits of a worked example as commonly
quoted, and by a second derivation in fractions.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from published_coefficients import (
    ac1,
    alpha,
    kappa,
    mean_kappa,
    nominal_distance,
    percent,
)

from pilcrow.agreement import DRAWS, bootstrap
from pilcrow.agreement.bootstrap import (
    COEFFICIENTS,
    Interval,
    alpha_interval,
    binary_intervals,
    interval,
    share_intervals,
    weights,
)
from pilcrow.agreement.coefficients import MISSING, masi_distance, precision_recall, ratio
from pilcrow.report.page.published import NOTES

M = MISSING
# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", part C: four observers, twelve
# units, five values, missing data.
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, M, M, M],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, M, 3],
        [M, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, M],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, M],
    ]
).T
FROM_ZERO = np.where(FOUR_OBSERVERS == M, M, FOUR_OBSERVERS - 1)
# The same, part A: two observers, ten units, binary.
TWO_OBSERVERS = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]).T


def units_of(table: list[list[int]]) -> np.ndarray:
    """Units × two coders from a table of counts, first coder by second."""
    return np.array(
        [
            (row, column)
            for row, counts in enumerate(table)
            for column, count in enumerate(counts)
            for _ in range(count)
        ]
    )


def test_alpha_of_krippendorffs_four_observers() -> None:
    assert alpha(FROM_ZERO, nominal_distance(5)) == pytest.approx(0.743, abs=5e-4)


def test_alpha_with_another_distance_of_the_same_data() -> None:
    squared = (np.arange(5)[:, None] - np.arange(5)) ** 2.0
    assert alpha(FROM_ZERO, squared) == pytest.approx(0.849, abs=5e-4)


def test_alpha_of_krippendorffs_binary_example() -> None:
    assert alpha(TWO_OBSERVERS, nominal_distance(2)) == pytest.approx(0.095, abs=5e-4)


def test_gwets_ac1_and_percent_with_missing_codings() -> None:
    """Gwet, irrCAC, data set cac.raw4raters, which is Krippendorff's: AC1 0.77544, percent
    0.81818.
    """
    assert ac1(FROM_ZERO, 5) == pytest.approx(0.77544, abs=5e-6)
    assert percent(FROM_ZERO, 5) == pytest.approx(0.81818, abs=5e-6)


def test_gwets_paradox_of_high_agreement() -> None:
    """Gwet 2002, "Kappa statistic is not satisfactory": 118, 5, 2, 0 of 125: kappa −0.023, AC1
    0.941.
    """
    units = units_of([[118, 5], [2, 0]])
    assert kappa(units[:, 0], units[:, 1], 2) == pytest.approx(-0.023, abs=5e-4)
    assert ac1(units, 2) == pytest.approx(0.941, abs=5e-4)


def test_cohens_kappa_of_two_diagnosticians() -> None:
    """Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, table 18.1: 0.68
    overall, 0.50 for the second category.
    """
    units = units_of([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert kappa(units[:, 0], units[:, 1], 3) == pytest.approx(0.68, abs=5e-3)
    second = (units == 1).astype(int)
    assert kappa(second[:, 0], second[:, 1], 2) == pytest.approx(0.50, abs=5e-3)


def test_a_ratio_is_not_defined_where_the_whole_is_zero_or_below_rounding() -> None:
    rounding = 0.1 + 0.2 - 0.3
    assert 0 < rounding < 1e-15
    found = ratio(np.array([1, 0, rounding, 3]), np.array([0, 0, rounding, 2]))
    assert np.isnan(found[:3]).all() and found[3] == 1.5
    assert ratio(np.array([2, 4]), np.array(2)).tolist() == [1, 2]
    assert ratio(np.array(6), np.array([2, 3])).tolist() == [3, 2]


def test_masi_distances_are_passonneaus() -> None:
    sets = [
        frozenset("ab"),
        frozenset("ab"),
        frozenset("abcd"),
        frozenset("bc"),
        frozenset("xy"),
        frozenset(),
    ]
    distance = masi_distance(sets)
    assert distance[0, 1] == 0  # the same set
    assert distance[0, 2] == pytest.approx(1 - (2 / 4) * (2 / 3))  # one holds the other
    assert distance[0, 3] == pytest.approx(1 - (1 / 3) * (1 / 3))  # they overlap
    assert distance[0, 4] == 1  # disjoint
    assert distance[0, 5] == 1  # nothing against something
    assert distance[5, 5] == 0
    assert np.array_equal(distance, distance.T)


def test_alpha_with_masi_of_singletons_is_nominal_alpha() -> None:
    distance = masi_distance([frozenset(letter) for letter in "abcde"])
    assert alpha(FROM_ZERO, distance) == pytest.approx(alpha(FROM_ZERO, nominal_distance(5)))


def test_perfect_agreement_is_one_and_no_variation_is_undefined() -> None:
    agreeing = np.array([[0, 0], [1, 1], [0, 0]])
    assert (
        alpha(agreeing, nominal_distance(2)) == 1
        and mean_kappa(agreeing, 2) == 1
        and ac1(agreeing, 2) == 1
    )
    constant = np.zeros((3, 2), dtype=int)
    assert (
        np.isnan(alpha(constant, nominal_distance(2)))
        and np.isnan(mean_kappa(constant, 2))
        and percent(constant, 2) == 1
    )


def test_units_of_one_coder_change_nothing_in_alpha() -> None:
    alone = np.vstack([TWO_OBSERVERS, [[1, M], [M, 0], [M, M]]])
    assert alpha(alone, nominal_distance(2)) == alpha(TWO_OBSERVERS, nominal_distance(2))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0, 1, M]), min_size=3, max_size=3), min_size=2, max_size=25)
)
def test_vectorised_coefficients_equal_the_plain_ones(rows: list[list[int]]) -> None:
    """Promise: what the bootstrap resamples is the coefficient of the formulas, not an
    approximation of it.
    """
    table = np.array(rows)
    found = binary_intervals(table[:, :, None], draws=3)[0]
    plain = (
        alpha(table, nominal_distance(2)),
        mean_kappa(table, 2),
        ac1(table, 2),
        percent(table, 2),
    )
    for name, value in zip(COEFFICIENTS, plain, strict=True):
        assert found[name].value == pytest.approx(value, nan_ok=True), name
    assert alpha_interval(table, nominal_distance(2), draws=3).value == pytest.approx(
        plain[0], nan_ok=True
    )


def test_both_bootstraps_of_alpha_draw_the_same() -> None:
    """Promise: a binary theme has the same interval, however it is computed; and the seed alone
    decides it.
    """
    binary = binary_intervals(TWO_OBSERVERS[:, :, None], draws=500)[0]["alpha"]
    general = alpha_interval(TWO_OBSERVERS, nominal_distance(2), draws=500)
    assert binary == pytest.approx(general)
    assert binary != pytest.approx(
        binary_intervals(TWO_OBSERVERS[:, :, None], draws=500, seed=1)[0]["alpha"]
    )
    assert binary.low < binary.value < binary.high


def test_draws_where_alpha_is_undefined_are_left_out_and_counted() -> None:
    rare = np.array([[1, 1]] + [[0, 0]] * 9)
    found = binary_intervals(rare[:, :, None], draws=1000)[0]["alpha"]
    assert 550 < found.draws < 720  # the positive unit is missed in about (9/10)^10 of the draws
    assert found.low == 1


def test_share_intervals_resample_documents_whole() -> None:
    alike = share_intervals(
        np.array([[1.0], [2.0], [3.0]]), np.array([[10.0], [20.0], [30.0]]), draws=200
    )
    assert alike == [(pytest.approx(0.1), pytest.approx(0.1))]
    low, high = share_intervals(np.array([[0.0], [10.0]]), np.array([[10.0], [10.0]]), draws=400)[0]
    assert (low, high) == (0, 1)


def test_an_interval_is_of_the_2_5th_and_the_97_5th_percentile_of_the_defined_draws() -> None:
    drawn = np.arange(1001) / 1000
    undefined = np.full(1001, np.nan)
    limits = pytest.approx((0.4, 0.025, 0.975, 1001))
    assert interval(0.4, drawn) == limits
    assert interval(0.4, np.concatenate([drawn, undefined])) == limits
    too_few = interval(0.4, np.concatenate([drawn, undefined, [np.nan]]))
    np.testing.assert_equal(too_few, (0.4, np.nan, np.nan, 1001))
    np.testing.assert_equal(interval(np.nan, drawn), (np.nan, np.nan, np.nan, 1001))


def test_draws_are_those_of_the_seed_however_many_are_held_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [whole] = weights(10, 7, 5)
    assert whole.shape == (7, 10) and (whole.sum(axis=1) == 10).all()
    assert (whole == next(weights(10, 7, 5))).all()
    assert (whole != next(weights(10, 7, 6))).any()
    monkeypatch.setattr(bootstrap, "CELLS", 30)
    assert [len(block) for block in weights(10, 7, 5)] == [3, 3, 1]
    assert (np.vstack(list(weights(10, 7, 5))) == whole).all()
    assert len(list(weights(31, 4, 5))) == 4, "one draw at a time may be more than the bound"


def test_the_intervals_of_each_theme_are_its_own() -> None:
    tables = np.stack([made(30, 3, 2), 1 - made(30, 3, 2), made(30, 3, 1)], axis=2)
    tables[tables > 1] = M
    parts = np.array([[1.0, 4.0], [2.0, 0.0], [3.0, 5.0], [0.0, 1.0]])
    wholes = np.array([[9.0, 5.0], [4.0, 6.0], [8.0, 7.0], [5.0, 2.0]])
    together = binary_intervals(tables, draws=60)
    shares = share_intervals(parts, wholes, draws=60)
    for theme in range(3):
        [alone] = binary_intervals(tables[:, :, [theme]], draws=60)
        np.testing.assert_equal(together[theme], alone)
    for theme in range(2):
        assert shares[theme] == share_intervals(parts[:, [theme]], wholes[:, [theme]], draws=60)[0]
    assert shares[0] != shares[1] and together[0]["kappa"] != together[2]["kappa"]


def test_the_draws_of_each_coefficient_are_those_of_the_units_drawn() -> None:
    """The table of a draw is written out, and measured by the published formulas."""
    table = made(12, 3, 2)
    spread: dict[str, list[float]] = {name: [] for name in COEFFICIENTS}
    for drawn in np.vstack(list(weights(12, 40))):
        again = np.repeat(table, drawn.astype(int), axis=0)
        spread["alpha"].append(alpha(again, nominal_distance(2)))
        spread["kappa"].append(mean_kappa(again, 2))
        spread["AC1"].append(ac1(again, 2))
        spread["percent"].append(percent(again, 2))
    [found] = binary_intervals(table[:, :, None], draws=40)
    for name, values in spread.items():
        low, high = np.percentile(values, [2.5, 97.5])
        assert found[name][1:] == pytest.approx((low, high, 40)), name
    general = alpha_interval(table, nominal_distance(2), draws=40)
    assert general == pytest.approx(found["alpha"])


def test_without_pairs_nothing_is_defined() -> None:
    nothing = (np.nan, np.nan, np.nan, 0)
    alone = np.array([[0, M], [M, 1], [1, M]])
    np.testing.assert_equal(alpha_interval(alone, nominal_distance(2), draws=5), nothing)
    [found] = binary_intervals(alone[:, :, None], draws=5)
    np.testing.assert_equal(found, dict.fromkeys(COEFFICIENTS, Interval(*nothing)))
    [found] = binary_intervals(np.array([[0], [1]])[:, :, None], draws=5)
    np.testing.assert_equal(found["kappa"], nothing)
    [found] = binary_intervals(np.zeros((0, 2, 1), dtype=int), draws=5)
    np.testing.assert_equal(found["alpha"], nothing)
    assert binary_intervals(np.zeros((3, 2, 0), dtype=int), draws=5) == []


def test_precision_and_recall() -> None:
    assert precision_recall(2, 1, 2) == (pytest.approx(2 / 3), 0.5, pytest.approx(4 / 7))
    assert precision_recall(1, 1, 0) == (0.5, 1, pytest.approx(2 / 3))
    assert precision_recall(1, 0, 1) == (1, 0.5, pytest.approx(2 / 3))
    assert precision_recall(0, 0, 3) == (None, 0, 0)
    assert precision_recall(0, 0, 0) == (None, None, None)


def by_the_definitions(table: list[list[int]], categories: int) -> dict[str, float]:
    """The coefficients in fractions, pair by pair as the papers define them, without numpy: a
    second derivation of the published figures.
    """
    units = [[value for value in row if value != M] for row in table]
    pairable = [row for row in units if len(row) > 1]
    n = sum(map(len, pairable))
    coincidences: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for row in pairable:
        for one, other in permutations(range(len(row)), 2):
            coincidences[row[one], row[other]] += Fraction(1, len(row) - 1)
    margins = [sum(coincidences[c, k] for k in range(categories)) for c in range(categories)]
    observed = sum(count for (c, k), count in coincidences.items() if c != k)
    expected = (
        Fraction(
            sum(
                margins[c] * margins[k]
                for c in range(categories)
                for k in range(categories)
                if c != k
            ),
            n - 1,
        )
        if n > 1
        else Fraction(0)
    )
    agreeing = [
        Fraction(sum(a == b for a, b in permutations(row, 2)), len(row) * (len(row) - 1))
        for row in pairable
    ]
    percent_found = sum(agreeing) / len(agreeing) if agreeing else None
    coded = [row for row in units if row]
    shares = (
        [
            sum(Fraction(row.count(c), len(row)) for row in coded) / len(coded)
            for c in range(categories)
        ]
        if coded
        else []
    )
    chance = sum(share * (1 - share) for share in shares) / (categories - 1)
    found = {}
    if expected:
        found["alpha"] = float(1 - observed / expected)
    if percent_found is not None:
        found["percent"] = float(percent_found)
        if chance != 1:
            found["AC1"] = float((percent_found - chance) / (1 - chance))
    return found


def cohen(first: list[int], second: list[int]) -> float:
    """Cohen's kappa in fractions."""
    n = len(first)
    agreed = Fraction(sum(a == b for a, b in zip(first, second, strict=True)), n)
    chance = sum(Fraction(first.count(c) * second.count(c), n * n) for c in set(first))
    return float((agreed - chance) / (1 - chance))


def test_the_published_figures_follow_from_the_definitions() -> None:
    found = by_the_definitions(FROM_ZERO.tolist(), 5)
    assert found["alpha"] == pytest.approx(0.743, abs=5e-4)
    assert found["AC1"] == pytest.approx(0.77544, abs=5e-6) and found["percent"] == pytest.approx(
        0.81818, abs=5e-6
    )
    assert by_the_definitions(TWO_OBSERVERS.tolist(), 2)["alpha"] == pytest.approx(0.095, abs=5e-4)
    paradox = units_of([[118, 5], [2, 0]]).tolist()
    assert cohen(*map(list, zip(*paradox, strict=True))) == pytest.approx(-0.023, abs=5e-4)
    assert by_the_definitions(paradox, 2)["AC1"] == pytest.approx(0.941, abs=5e-4)
    diagnoses = units_of([[75, 1, 4], [5, 4, 1], [0, 0, 10]]).tolist()
    assert cohen(*map(list, zip(*diagnoses, strict=True))) == pytest.approx(0.68, abs=5e-3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 2, M]), min_size=3, max_size=3), min_size=2, max_size=20
    )
)
def test_coefficients_are_those_of_the_definitions(rows: list[list[int]]) -> None:
    table, expected = np.array(rows), by_the_definitions(rows, 3)
    for name, value in (
        ("alpha", alpha(table, nominal_distance(3))),
        ("AC1", ac1(table, 3)),
        ("percent", percent(table, 3)),
    ):
        assert value == pytest.approx(expected.get(name, float("nan")), nan_ok=True), name


# What other programs give for tables that anyone can make again. They were run once, in an
# environment of their own, and are no dependency: krippendorff 0.9.0 (alpha), irrCAC 0.4.4 (AC1 and
# percent, printed with five digits), scikit-learn 1.9.1 (kappa, averaged over pairs), NLTK 3.10.4
# (alpha with its own MASI distance).


def made(units: int, coders: int, categories: int) -> np.ndarray:
    """A reliability table made by arithmetic, codings missing here and there."""

    def coding(unit: int, coder: int) -> int:
        if (unit * 5 + coder * 11) % 13 == 0:
            return MISSING
        return (
            (unit * unit + 3 * unit) % 7 % categories + ((unit * 3 + coder * 7) % 5 == 0)
        ) % categories

    return np.array([[coding(unit, coder) for coder in range(coders)] for unit in range(units)])


@pytest.mark.parametrize(
    ("shape", "by_krippendorff", "by_irrcac", "percent_by_irrcac", "by_scikit_learn"),
    [
        ((60, 3, 2), 0.194163192376, 0.20976, 0.6, 0.186738351255),
        ((60, 2, 2), 0.206730769231, 0.21397, 0.6, 0.2),
        ((60, 5, 4), 0.357205240175, 0.4875, 0.595, 0.352849213936),
    ],
)
def test_coefficients_are_those_of_other_programs(
    shape, by_krippendorff, by_irrcac, percent_by_irrcac, by_scikit_learn
) -> None:
    table, categories = made(*shape), shape[2]
    assert alpha(table, nominal_distance(categories)) == pytest.approx(by_krippendorff, abs=1e-11)
    assert ac1(table, categories) == pytest.approx(by_irrcac, abs=6e-6)
    assert percent(table, categories) == pytest.approx(percent_by_irrcac, abs=6e-6)
    assert mean_kappa(table, categories) == pytest.approx(by_scikit_learn, abs=1e-11)


def test_krippendorffs_table_as_irrcac_ships_it() -> None:
    """Its data set raw_4raters is Krippendorff's table, and its figures are those that Gwet and
    Krippendorff print.
    """
    assert alpha(FROM_ZERO, nominal_distance(5)) == pytest.approx(0.74342, abs=6e-6)
    assert ac1(FROM_ZERO, 5) == pytest.approx(0.77544, abs=6e-6)
    assert percent(FROM_ZERO, 5) == pytest.approx(0.81818, abs=6e-6)


def test_alpha_with_masi_is_nltks() -> None:
    """40 units, 3 coders, sets of up to four of six letters, empty ones among them, some codings
    missing.
    """
    letters = "abcdef"

    def coding(unit: int, coder: int) -> frozenset[str]:
        many = unit % 3 + ((unit + coder) % 4 == 0)
        return frozenset(
            letters[(unit * step + coder * (unit % 4 == 0) * step) % 6]
            for step in range(1, 1 + many)
        )

    given = {
        (unit, coder): coding(unit, coder)
        for unit in range(40)
        for coder in range(3)
        if (unit * 5 + coder * 11) % 13 != 0
    }
    sets = sorted(set(given.values()), key=sorted)
    table = np.array(
        [
            [sets.index(given[unit, coder]) if (unit, coder) in given else M for coder in range(3)]
            for unit in range(40)
        ]
    )
    assert frozenset() in sets and len(sets) == 12
    assert alpha(table, masi_distance(sets)) == pytest.approx(0.485581504317, abs=1e-11)


def test_the_caption_of_the_table_names_the_number_of_draws() -> None:
    assert f"a bootstrap of {DRAWS:,} draws" in NOTES["agreement"]
