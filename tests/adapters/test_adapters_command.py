"""A program as a tool, with real programs that do everything wrong that a program can."""

from __future__ import annotations

import json
import os
import sys
import textwrap
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from makers import make_tool, make_variant

from harness.adapters import open_tool
from harness.adapters.base import MAX_REPLY_BYTES
from harness.errors import CommandError, ToolError
from harness.records import Reply, Variant


def send(code: str, variant: Variant | None = None, **settings: object) -> Reply:
    """What comes back from a Python program with this code."""
    tool = make_tool("command", command=[sys.executable, "-c", textwrap.dedent(code)], **{"seconds": 20, **settings})
    return open_tool(tool).send(variant or make_variant())


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie, not yet waited for by init, has)."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def wait_until_gone(pid: int) -> bool:
    for _ in range(100):
        if gone(pid):
            return True
        time.sleep(0.05)
    return False


def test_text_goes_in_and_comes_out() -> None:
    reply = send("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
    assert reply == Reply(text=make_variant().text)


def test_json_goes_in_and_comes_out() -> None:
    code = """
        import json, sys
        asked = json.load(sys.stdin)
        print(json.dumps({"text": asked["text"][:13] + asked["id"], "other": 1}))
    """
    reply = send(code, input="json", output="json")
    assert reply.text is not None
    assert reply.text.startswith("Social worker")
    assert json.loads(reply.raw or b"")["other"] == 1


def test_the_id_a_program_sees_does_not_tell_the_group() -> None:
    reply = send("import json, sys; print(json.load(sys.stdin)['id'])", input="json")
    assert reply.text is not None
    assert reply.text.strip()
    assert not any(word in reply.text for word in ("female", "sex", "fall"))


def test_a_program_that_prints_nothing_gave_an_empty_answer() -> None:
    assert send("") == Reply(text="")
    assert send("", output="json") == Reply(text="")


def test_an_exit_status_is_told_with_the_last_words() -> None:
    code = "import sys; print('half'); sys.exit('first line\\nmodel file is missing')"
    reply = send(code)
    assert reply.problem == "Exit status 1. Its last words: model file is missing"
    assert reply.text is None
    assert reply.raw == b"half\n"
    assert send("import os; os._exit(7)").problem == "Exit status 7."
    assert send("import os; os.kill(os.getpid(), 9)").problem == "Ended by signal 9."


def test_last_words_carry_neither_the_case_nor_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert send("import sys; sys.exit(sys.stdin.read().splitlines()[1])").problem == (
        "Exit status 1. Its last words: (message left out: it repeats words of the case)"
    )
    monkeypatch.setenv("ACME_KEY", "s3cret")
    reply = send("import os, sys; sys.exit('bad key ' + os.environ['ACME_KEY'])", environment=["ACME_KEY"])
    assert reply.problem == "Exit status 1. Its last words: bad key [ACME_KEY]"


def test_a_program_is_given_only_the_variables_that_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_KEY", "mine")
    monkeypatch.setenv("OTHER_KEY", "not yours")
    reply = send("import os; print(os.environ.get('OTHER_KEY'), os.environ['ACME_KEY'])", environment=["ACME_KEY"])
    assert reply.text == "None mine\n"
    monkeypatch.delenv("ACME_KEY")
    with pytest.raises(ToolError, match=r"set the environment variable ACME_KEY before running"):
        send("", environment=["ACME_KEY"])


def test_a_program_that_hangs_is_stopped_with_its_children(tmp_path: Path) -> None:
    code = f"""
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
        time.sleep(60)
    """
    started = time.monotonic()
    assert send(code, seconds=2.0).problem == "No answer in 2 seconds; the program was stopped."
    assert time.monotonic() - started < 15
    assert wait_until_gone(int((tmp_path / "pid").read_text()))


def test_a_child_left_behind_with_the_pipe_does_not_hold_the_answer(tmp_path: Path) -> None:
    code = f"""
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
        print("note")
    """
    started = time.monotonic()
    assert send(code).text == "note\n"
    assert time.monotonic() - started < 15
    assert wait_until_gone(int((tmp_path / "pid").read_text()))


def test_fifty_megabytes_are_cut_in_bounded_memory() -> None:
    code = "import sys\nfor _ in range(50): sys.stdout.write('x' * 1_000_000)"
    tracemalloc.start()
    try:
        reply = send(code)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert reply.cut
    assert reply.problem is None
    assert reply.text == "x" * MAX_REPLY_BYTES
    assert peak < 10 * MAX_REPLY_BYTES


def test_output_that_never_ends_is_cut() -> None:
    reply = send("import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert reply.cut
    assert reply.problem is None


def test_json_too_long_to_read_is_a_problem() -> None:
    reply = send("""print('{"text": "' + 'x' * 3_000_000 + '"}')""", output="json")
    assert reply.problem == "More than 2,000,000 bytes of JSON; it could not be read."


def test_endless_error_output_fills_nothing() -> None:
    reply = send("import sys\nsys.stderr.write('y' * 5_000_000 + '\\nlast')\nsys.exit(2)")
    assert reply.problem == "Exit status 2. Its last words: last"


def test_invalid_utf8_is_replaced_and_kept() -> None:
    reply = send("import sys; sys.stdout.buffer.write(b'fell \\xff twice')")
    assert reply.text == "fell � twice"
    assert reply.raw == b"fell \xff twice"


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("not json", 'The output is not JSON. It must be {"text": "..."}.'),
        ("[" * 100_000, 'The output is not JSON. It must be {"text": "..."}.'),
        ('{"note": "x"}', 'The JSON has no "text" that is a string. It must be {"text": "..."}.'),
        ('{"text": 3}', 'The JSON has no "text" that is a string. It must be {"text": "..."}.'),
        ("[1]", 'The JSON has no "text" that is a string. It must be {"text": "..."}.'),
    ],
)
def test_json_that_is_not_what_was_agreed(tmp_path: Path, printed: str, says: str) -> None:
    (tmp_path / "out").write_text(printed)
    reply = send(f"print(open({str(tmp_path / 'out')!r}).read())", output="json")
    assert reply.problem == says
    assert reply.raw == printed.encode() + b"\n"


def test_half_a_character_in_json_can_be_written_to_disk() -> None:
    reply = send("""print('{"text": "a' + chr(92) + 'ud800b"}')""", output="json")
    assert reply.text == "a�b"


def test_a_program_that_does_not_read_its_input_is_no_fault() -> None:
    long = make_variant(turns=(("adult", "Mrs Khan", "word " * 100_000),))
    assert send("print('note')", long).text == "note\n"


def test_nothing_passes_through_a_shell() -> None:
    tool = make_tool("command", command=[sys.executable, "-c", "import sys; print(sys.argv[1])", "$(echo hi); `id`"])
    assert open_tool(tool).send(make_variant()).text == "$(echo hi); `id`\n"


def test_a_missing_program_is_said_at_opening(tmp_path: Path) -> None:
    for name in ("plumbline-no-such-program", "./no_such_program"):
        with pytest.raises(ToolError, match=r"Install it, check that it is on the PATH, or give its full path"):
            open_tool(make_tool("command", command=[name]), base=tmp_path)
    (tmp_path / "tool.sh").write_text("#!/bin/sh\n")
    with pytest.raises(ToolError, match=r"Make it executable"):
        open_tool(make_tool("command", command=["./tool.sh"]), base=tmp_path)


def test_a_program_beside_the_evaluation_runs_there(tmp_path: Path) -> None:
    script = tmp_path / "tool.sh"
    script.write_text("#!/bin/sh\ncat words\n")
    script.chmod(0o755)
    (tmp_path / "words").write_text("note")
    adapter = open_tool(make_tool("command", command=["./tool.sh"]), base=tmp_path)
    assert adapter.send(make_variant()).text == "note"
    script.unlink()
    assert adapter.send(make_variant()).problem == "The program could not be started: No such file or directory."


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "there is no command"),
        ({"command": ["cat"], "input": "xml"}, "input is 'xml'. Write text or json."),
        ({"command": ["cat"], "output": "xml"}, "output is 'xml'. Write text or json."),
    ],
)
def test_wrong_settings(settings: dict[str, object], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        open_tool(make_tool("command", **settings))


def test_no_file_is_left_open() -> None:
    adapter = open_tool(make_tool("command", command=[sys.executable, "-c", "print(1)"]))
    adapter.send(make_variant())
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        adapter.send(make_variant())
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("argument", ["--api-key", "--api_key=abc", "-token", "password=x", "--openai-api-key"])
def test_a_key_in_an_argument_is_refused_before_it_is_written_anywhere(argument: str) -> None:
    with pytest.raises(CommandError, match="environment") as caught:
        open_tool(make_tool("command", command=[sys.executable, argument, "abc"]))
    assert "abc" not in str(caught.value)
