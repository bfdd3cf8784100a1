"""A Python function as a tool: what it may return, and what becomes of what goes wrong."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from makers import make_tool, make_variant

from harness.adapters import open_tool
from harness.adapters.function import Function
from harness.errors import CommandError, ToolError
from harness.records import Reply, Variant


def send(function: object, **settings: object) -> Reply:
    return Function(make_tool("function", **settings), function=function).send(make_variant())  # type: ignore[arg-type]


def test_text_in_text_out() -> None:
    assert send(lambda text: text.upper()).text == make_variant().text.upper()


def test_a_function_that_asks_for_the_variant_gets_it() -> None:
    def annotated(whole: Variant) -> str:
        return whole.scenario

    assert send(annotated).text == "fall_at_home"
    assert send(lambda variant: variant.id).text == "fall_at_home.sex.female"


def test_a_reply_goes_through_and_is_made_safe() -> None:
    reply = send(lambda text: Reply(text="a\ud800b", tool_version="7"))
    assert reply.text == "a�b"
    assert reply.tool_version == "7"


def test_an_exception_is_a_problem_of_one_line() -> None:
    def broken(text: str) -> str:
        raise ValueError("no such model\nand a long trace")

    assert send(broken) == Reply(problem="ValueError: no such model")


def test_an_exception_never_carries_the_case() -> None:
    def broken(text: str) -> str:
        raise ValueError(text)

    problem = send(broken).problem
    assert problem == "ValueError: (message left out: it repeats words of the case)"


def test_leaving_the_program_is_only_a_fault_of_this_answer() -> None:
    def leaves(text: str) -> str:
        raise SystemExit(3)

    assert send(leaves).problem == "SystemExit: 3"


def test_a_function_that_hangs_is_given_up() -> None:
    release = threading.Event()
    started = time.monotonic()

    def hangs(text: str) -> str:
        release.wait(30)
        return text

    assert send(hangs, seconds=0.2).problem == "No answer in 0.2 seconds."
    assert time.monotonic() - started < 5
    release.set()


@pytest.mark.parametrize(("value", "name"), [(None, "NoneType"), (b"bytes", "bytes"), (["a"], "list")])
def test_anything_but_text_is_a_problem(value: object, name: str) -> None:
    assert send(lambda text: value).problem == f"The function returned {name}, not text."


def test_one_call_at_a_time_unless_told_otherwise() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def counts(text: str) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with lock:
            inside -= 1
        return text

    adapter = Function(make_tool("function"), function=counts)
    threads = [threading.Thread(target=adapter.send, args=(make_variant(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_function_by_name_is_found_beside_the_evaluation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", list(sys.path))
    code = "class Maker:\n    @staticmethod\n    def note(text): return 'x'\n"
    (tmp_path / "plumbline_test_tool.py").write_text(code)
    adapter = open_tool(make_tool("function", function="plumbline_test_tool:Maker.note"), base=tmp_path)
    assert adapter.send(make_variant()).text == "x"
    with pytest.raises(ToolError, match=r"has no function 'nothing'. Check the spelling."):
        open_tool(make_tool("function", function="plumbline_test_tool:nothing"), base=tmp_path)


def test_what_cannot_be_used_is_said_at_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", list(sys.path))
    (tmp_path / "plumbline_test_broken.py").write_text("1 +\n")
    with pytest.raises(CommandError, match=r"Write package.module:function"):
        open_tool(make_tool("function", function="my_tool.note"))
    with pytest.raises(ToolError, match=r"cannot import 'plumbline_no_such'"):
        open_tool(make_tool("function", function="plumbline_no_such:note"), base=tmp_path)
    with pytest.raises(ToolError, match=r"importing 'plumbline_test_broken' fails: SyntaxError"):
        open_tool(make_tool("function", function="plumbline_test_broken:note"), base=tmp_path)
    with pytest.raises(ToolError, match=r"takes no argument"):
        Function(make_tool("function"), function=lambda: "x")
