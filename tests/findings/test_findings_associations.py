"""Words that stand for each other: learnt from wordings, and only from those."""

from __future__ import annotations

from harness.findings.associations import Associations, shipped
from harness.fitting.associations import learn


def test_words_in_the_same_place_stand_for_each_other() -> None:
    groups = [[["dog", f"x{n}"], ["hound", f"x{n}"]] for n in range(6)]
    table = learn(groups)
    assert table.likest("dog", frozenset({"hound", "cat"})) > 0.9
    assert table.likest("dog", frozenset({"x3"})) < table.likest("dog", frozenset({"hound"}))


def test_what_is_seen_too_seldom_stands_for_nothing() -> None:
    assert learn([[["dog"], ["hound"]]]).near == {}


def test_a_word_is_itself_and_a_stranger_is_nothing() -> None:
    table = Associations({"dog": {"hound": 0.5}})
    assert table.likest("dog", frozenset({"dog"})) == 1.0
    assert table.likest("cat", frozenset({"dog"})) == 0.0
    assert table.likest("dog", frozenset({"hound"})) == 0.5


def test_learning_is_the_same_every_time() -> None:
    groups = [[["a", "b"], ["c", "b"], ["a", "d"]]] * 4
    assert learn(groups) == learn(groups)


def test_the_shipped_table_is_symmetric_and_bounded() -> None:
    near = shipped().near
    assert len(near) > 1000
    for one, others in near.items():
        assert one not in others
        for other, value in others.items():
            assert 0 < value <= 1
            assert near[other][one] == value


def test_the_shipped_table_knows_common_ways_of_saying() -> None:
    assert shipped().likest("cry", frozenset({"tearful"})) > 0.5
    assert shipped().likest("hospital", frozenset({"admit", "school"})) > 0.3
