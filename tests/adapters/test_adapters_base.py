"""Whatever a tool sends becomes a Reply that can be written to disk, and settings are held to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import make_tool, make_variant

from harness.adapters import ADAPTERS, embedded_tools, open_tool
from harness.adapters.base import (
    MAX_REPLY_BYTES,
    read_settings,
    reply_from_bytes,
    reply_from_text,
    without_the_case,
)
from harness.errors import CommandError
from harness.records import Task


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_become_text_that_can_be_written(data: bytes, cut: bool) -> None:
    reply = reply_from_bytes(data, cut=cut)
    assert reply.text is not None
    reply.text.encode()
    assert reply.raw in (None, data)
    if reply.raw is None:
        assert reply.text.encode() == data


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_python_string_becomes_text_that_can_be_written(text: str) -> None:
    reply = reply_from_text(text)
    assert reply.text is not None
    reply.text.encode()
    reply.model_dump_json()


def test_invalid_utf8_is_replaced_and_the_bytes_are_kept() -> None:
    reply = reply_from_bytes(b"Mrs Khan fell \xff twice")
    assert reply.text == "Mrs Khan fell � twice"
    assert reply.raw == b"Mrs Khan fell \xff twice"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(encoding: str) -> None:
    assert reply_from_bytes("£40 a week".encode(encoding)).text == "£40 a week"


def test_windows_line_ends_are_made_plain() -> None:
    assert reply_from_bytes(b"one\r\ntwo\rthree").text == "one\ntwo\nthree"


def test_a_legacy_encoding_is_tried_only_after_utf8() -> None:
    assert reply_from_bytes("£40".encode("cp1252"), legacy="cp1252").text == "£40"
    assert reply_from_bytes("£40".encode(), legacy="cp1252").text == "£40"


@pytest.mark.parametrize("surplus", [0, 1, 2])
def test_long_replies_are_cut_between_characters(surplus: int) -> None:
    text = "a" * surplus + "é" * (MAX_REPLY_BYTES // 2 + 1)
    for reply in (reply_from_text(text), reply_from_bytes(text.encode())):
        assert reply.cut
        assert reply.text is not None
        assert MAX_REPLY_BYTES - 1 <= len(reply.text.encode()) <= MAX_REPLY_BYTES
        assert "�" not in reply.text


def test_a_reply_of_exactly_the_limit_is_not_cut() -> None:
    assert not reply_from_text("a" * MAX_REPLY_BYTES).cut
    assert not reply_from_bytes(b"a" * MAX_REPLY_BYTES).cut


def test_a_message_that_quotes_the_case_is_left_out() -> None:
    variant = make_variant()
    assert without_the_case("\n  cannot connect to port 80\nmore", variant) == "cannot connect to port 80"
    told = without_the_case("could not parse 'I HAVE fallen  three times this month'", variant)
    assert told == "(message left out: it repeats words of the case)"


def test_settings_are_defaults_overlaid() -> None:
    tool = make_tool(seconds=5)
    assert read_settings(tool, {"seconds": 120.0, "words": 7}) == {"seconds": 5, "words": 7}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"timeout": 5}, "there is no setting 'timeout'. The command adapter has: command, seconds, at_once, twin."),
        ({"command": "python tool.py"}, "command is 'python tool.py'. Write a list, as [one, two]."),
        ({"seconds": 0}, "seconds is 0. Write a number above 0."),
        ({"seconds": True}, "seconds is True. Write a number above 0."),
        ({"at_once": 1.5}, "at_once is 1.5. Write a whole number above 0."),
        ({"twin": "yes"}, "twin is 'yes'. Write true or false."),
    ],
)
def test_wrong_settings_say_what_to_write(settings: dict[str, object], says: str) -> None:
    with pytest.raises(CommandError) as error:
        read_settings(make_tool("command", **settings), {"command": [], "seconds": 120.0, "at_once": 1, "twin": False})
    assert says in str(error.value)


def test_an_unknown_adapter_is_answered_with_the_known_ones() -> None:
    with pytest.raises(CommandError, match=r"there is no adapter 'telepathy'. Choose from: function, command, by_hand"):
        open_tool(make_tool("telepathy"))


def test_every_embedded_tool_opens_and_writes_a_note_with_its_plant_declared() -> None:
    tools = embedded_tools()
    assert set(tools) == {"lead", "graph", "reference", "planted_drops", "planted_invents", "planted_hearsay"}
    for name, tool in tools.items():
        adapter = open_tool(tool)
        reply = adapter.send(make_variant())
        adapter.close()
        assert reply.text
        assert reply.problem is None
        assert adapter.tool == tool
        assert (tool.planted is None) == (name in ("lead", "graph"))
        assert tool.task is Task.SUMMARISE
        assert name in ADAPTERS


def test_a_planted_tool_named_by_a_user_is_declared_too() -> None:
    assert open_tool(make_tool("planted_drops")).tool.planted
