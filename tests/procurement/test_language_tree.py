"""Codes as a tree: each node is weighed among those of its own choice."""

import numpy as np
import pytest

from procurement.language.tree import Tree

CODES = ["45210000", "45230000", "77310000", "77340000"]


def test_below_a_prefix_are_its_choices_in_order():
    tree = Tree(CODES)
    row = np.arange(len(tree.names), dtype=float)
    assert [name for name, _ in tree.below("", row)] == ["45", "77"]
    assert [name for name, _ in tree.below("77", row)] == ["773"]
    assert [name for name, _ in tree.below("773", row)] == ["7731", "7734"]
    assert [tree.names[int(number)] for _, number in tree.below("452", row)] == ["4521", "4523"]


def test_the_chances_of_each_choice_add_up_to_one():
    tree = Tree(CODES)
    chances = tree.chances(np.linspace(-3, 900, len(tree.names)))
    for prefix in tree.members:
        assert sum(chance for _, chance in tree.below(prefix, chances)) == pytest.approx(1)


def test_votes_go_up_the_tree_and_are_shared_within_each_choice():
    tree = Tree(CODES)
    shares = np.exp(tree.log_shares(np.array([0, 2, 3]), np.array([2.0, 1.0, 1.0])))
    assert dict(tree.below("", shares)) == pytest.approx({"45": 0.5, "77": 0.5}, abs=1e-2)
    assert dict(tree.below("452", shares)) == pytest.approx({"4521": 1, "4523": 0}, abs=1e-2)
    assert dict(tree.below("773", shares)) == pytest.approx({"7731": 0.5, "7734": 0.5}, abs=1e-2)
