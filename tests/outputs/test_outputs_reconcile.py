"""Planned against answered: nothing is dropped without a word."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from harness.outputs import reconcile
from harness.records import Call, Outcome, Output


def call(name: str) -> Call:
    return Call(id=name, order=1, tool="acme", variant="v", repeat=1)


def output(name: str) -> Output:
    return Output(call=name, outcome=Outcome.OK, text="x")


def test_each_kind_of_misfit_is_named() -> None:
    record = reconcile([call("b"), call("a"), call("c")], [output("c"), output("c"), output("x")])
    assert (record.missing, record.unknown, record.duplicated) == (("b", "a"), ("x",), ("c",))
    assert not record.complete
    assert str(record) == (
        "1 of 3 planned calls are answered; 2 without an answer, 1 answered but never planned, 1 there more than once."
    )


def test_a_complete_run_says_so() -> None:
    record = reconcile([call("a"), call("b")], {"a": output("a"), "b": output("b")})
    assert record.complete
    assert str(record) == "All 2 planned calls are answered, each once."


def test_a_call_planned_twice_is_seen() -> None:
    assert reconcile([call("a"), call("a")], [output("a")]).duplicated == ("a",)


names = st.lists(st.sampled_from("abcdef"))


@given(names, names)
def test_it_is_complete_exactly_when_both_sides_are_the_same(planned: list[str], answered: list[str]) -> None:
    record = reconcile(map(call, planned), map(output, answered))
    same = Counter(planned) == Counter(answered) and len(set(planned)) == len(planned)
    assert record.complete == same
    assert record.planned == record.answered + len(record.missing)
    assert set(planned) | set(record.unknown) == set(planned) | set(answered)
