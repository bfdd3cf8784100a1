"""YAML becomes plain text data with line numbers; hostile or unusual YAML is refused at once, with a remedy."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import UserFileError
from harness.suites import yaml_text
from harness.suites.yaml_build import MAX_DEPTH, MAX_ENTRIES, MAX_SCALAR
from harness.suites.yaml_text import MAX_BYTES, parse, read


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with libyaml and with PyYAML's own scanner, which is used where libyaml is missing."""
    monkeypatch.setattr(yaml_text, "_LOADER", getattr(yaml, request.param))


def faults_of(text: str) -> list[tuple[int | None, str, str]]:
    return [(fault.line, fault.found, fault.remedy) for fault in parse(text, "a.yaml")[1]]


@pytest.mark.usefixtures("loader")
def test_every_scalar_is_text_as_written() -> None:
    document, faults = parse(
        "day: Monday\nanswer: no\nnumber: 07\ndate: 2026-01-02\nnothing:\nlist: [1.0, true, ~]\n", "a.yaml"
    )
    assert not faults
    assert document is not None
    assert document.data == {
        "day": "Monday",
        "answer": "no",
        "number": "07",
        "date": "2026-01-02",
        "nothing": "",
        "list": ["1.0", "true", "~"],
    }


@pytest.mark.usefixtures("loader")
def test_lines_of_keys_and_entries_are_known() -> None:
    document, _ = parse("a: 1\nb:\n  - c: 2\n    d: 3\n  - c: 4\n", "a.yaml")
    assert document is not None
    assert document.line(("b", 0, "d")) == 4
    assert document.line(("b", 1)) == 5
    assert document.line(("b", 1, "missing")) == 5
    assert document.line(("missing",)) == 1


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "line", "found", "remedy"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is here twice (first on line 1)", "Delete one"),
        ("a: &x 1\nb: 2\n", 1, "'&x' is not allowed", "in quotes"),
        ("a: 1\nb: *x\n", 2, "'*x' repeats something", "in full"),
        ("a: !!python/object:os.system x\n", 1, "python/object:os.system' is not allowed", "in quotes"),
        ("a: 1\nb:\n\t- c\n", 3, "tab character", "spaces instead of the tab"),
        ("a: 1\n---\nb: 2\n", 2, "second document", "second file"),
        ("%YAML 1.1\n---\na: 1\n", 1, "beginning with '%'", "Delete"),
        ("a: one: two\n", 1, "second ': '", "double quotes"),
        ("a: 'x\nb: 2\n", 3, "never closed", "Close the quotation mark"),
        ("a: [1, 2\nb: 3\n", None, "", "bracket"),
        ("{a: 1}: 2\n", 1, "where a key was expected", "double quotes"),
        ("a: x\u202e\n", 1, "U+202E", "Delete it"),
        ("a: `x`\n", 1, "begins with a character that has a meaning", "double quotes"),
    ],
)
def test_what_is_refused_names_line_and_remedy(text: str, line: int | None, found: str, remedy: str) -> None:
    try:
        yaml_text.decode(text.encode(), "a.yaml")
        first = faults_of(text)[0]
    except UserFileError as error:
        first = (error.faults[0].line, error.faults[0].found, error.faults[0].remedy)
    assert found in first[1]
    assert remedy in first[2]
    if line is not None:
        assert first[0] == line


@pytest.mark.usefixtures("loader")
def test_all_duplicate_keys_are_reported_at_once() -> None:
    assert [fault[0] for fault in faults_of("a: 1\na: 2\nb: {c: 1, c: 2}\n")] == [2, 3]


@pytest.mark.usefixtures("loader")
def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: caf\xe9\n")
    with pytest.raises(UserFileError) as caught:
        read(path)
    fault = caught.value.faults[0]
    assert (fault.file, fault.line) == (path, 2)
    assert "0xe9" in fault.found
    assert "UTF-8" in fault.remedy


@pytest.mark.usefixtures("loader")
def test_windows_line_ends_and_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: two\r\n")
    document = read(path)
    assert document.data == {"a": "1", "b": "two"}
    assert document.line(("b",)) == 2


HOSTILE = {
    "alias bomb": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)),
    "nested lists": "[" * 100_000,
    "nested mappings": "{a: " * 50_000,
    "nested block lists": "- " * 100_000,
    "nested keys": "? " * 100_000,
    "indented nesting": "".join(" " * n + "a:\n" for n in range(700)),
    "huge scalar": "a: " + "x" * 400_000,
    "huge quoted scalar": 'a: "' + "\\x41" * 100_000 + '"',
    "open quotation": "a: '" + "x\n" * 100_000,
    "many entries": "[" + "a," * 200_000 + "]",
    "many duplicate keys": "a: 1\n" * 60_000,
    "many anchors": "- &a\n" * 60_000,
    "many documents": "---\n" * 100_000,
    "comments": "#" * 500_000,
    "many tabs": "\t\n" * 200_000,
    "colons": "a:" * 200_000,
    "percent": "%" * 200_000,
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_quickly(name: str) -> None:
    began = time.perf_counter()
    document, faults = parse(HOSTILE[name][:MAX_BYTES], "a.yaml")
    assert time.perf_counter() - began < 10  # a second or so on an idle machine
    assert faults or (document is not None and document.data == {})


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    parse(HOSTILE[name][:MAX_BYTES], "a.yaml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested more than"),
        ("a: " + "x" * (MAX_SCALAR + 1), "longer than"),
        ("- a\n" * (MAX_ENTRIES + 1), "more than"),
    ],
)
def test_bounds_are_exact(text: str, found: str) -> None:
    assert found in faults_of(text)[0][1]


@pytest.mark.usefixtures("loader")
def test_at_the_bounds_all_is_well() -> None:
    assert not faults_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert not faults_of("a: " + "x" * MAX_SCALAR)
    assert not faults_of("- a\n" * (MAX_ENTRIES - 1))


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: " + b"x" * 100)
    with pytest.raises(UserFileError, match="larger than"):
        read(path, limit=50)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_text = st.text(st.characters(codec="utf-8", exclude_characters="\t"), max_size=30)
_data = st.recursive(
    _text, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4), max_leaves=20
)


@settings(deadline=None)
@given(st.dictionaries(_text, _data, min_size=1, max_size=5))
def test_what_is_dumped_is_read_back(data: dict[str, Any]) -> None:
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_text, "_LOADER", loader)
            document, faults = parse(yaml.dump(data, Dumper=_Plain, default_style='"'), "a.yaml")
        assert not faults
        assert document is not None
        assert document.data == data


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text("ab:-[]{}&*!|>'\"#%@`,? \n", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_text, "_LOADER", loader)
            try:
                document, faults = parse(yaml_text.decode(content, "a.yaml"), "a.yaml")
            except UserFileError as error:
                faults, document = list(error.faults), None
        assert faults or document is not None
        assert all(fault.found and fault.remedy for fault in faults)
