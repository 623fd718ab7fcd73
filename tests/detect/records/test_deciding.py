"""Decisions stay consistent: one match for each row, no chains of strangers, a threshold from the chances
alone."""

import numpy as np

from amparo_detect.records.deciding import Matching, assigned, best_threshold, grouped, matching, rivalled

ONE_TO_ONE = Matching(left_repeats=False, right_repeats=False)


def test_two_equal_namesakes_halve_each_others_chance() -> None:
    rows = np.array([[0, 10], [0, 11], [1, 12]])
    chance = rivalled(rows, np.array([12.0, 12.0, 12.0]), ONE_TO_ONE)
    assert chance[0] < 0.51
    assert chance[1] < 0.51
    assert chance[2] > 0.99


def test_the_best_pair_takes_its_rows() -> None:
    rows = np.array([[0, 10], [0, 11], [1, 10], [1, 11]])
    stands = assigned(rows, np.array([5.0, 9.0, 4.0, 8.0]), ONE_TO_ONE)
    assert rows[stands].tolist() == [[0, 11], [1, 10]]


def test_a_list_with_repeats_is_noticed_and_may_match_again() -> None:
    rows = np.array([[left, right] for left in range(20) for right in (100 + 2 * left, 101 + 2 * left)])
    how = matching(rows, np.full(len(rows), 20.0))
    assert how == Matching(left_repeats=False, right_repeats=True)
    assert assigned(rows, np.full(len(rows), 20.0), how).all()


def test_a_weak_link_does_not_chain_two_groups() -> None:
    rows = np.array([[0, 1], [1, 2], [0, 2], [3, 4], [2, 3]])
    assert grouped(rows, np.array([9.0, 9.0, 9.0, 9.0, 2.0])) == [[0, 1, 2], [3, 4]]


def test_a_third_writing_joins_through_the_one_it_resembles() -> None:
    assert grouped(np.array([[0, 1], [1, 2]]), np.array([12.0, 12.0])) == [[0, 1, 2]]


def test_the_threshold_leaves_out_what_costs_more_than_it_brings() -> None:
    chance = np.array([0.99] * 50 + [0.05] * 50)
    threshold, f1 = best_threshold(chance, float(chance.sum()))
    assert threshold == 0.99
    assert 0.95 < f1 < 1
    assert best_threshold(np.zeros(0), 0.0) == (1.0, 0.0)
