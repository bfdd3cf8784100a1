"""The README's own commands, run as they stand in a fresh copy of the project and a fresh environment."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness import adapters
from harness.errors import ToolError

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(name: str) -> str:
    """The one line under ``<!-- run: name -->``."""
    found = re.search(rf"<!-- run: {name} -->\n```sh\n(.+)\n```", README)
    assert found, f"README has no command marked {name}"
    return found.group(1)


def copy(to: Path) -> Path:
    """The files git tracks, or would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes((ROOT / name).read_bytes())
    return to


@pytest.mark.slow
@pytest.mark.speech
@pytest.mark.timeout(1800)
def test_the_first_command_sets_up_and_ends_with_a_scorecard(tmp_path: Path) -> None:
    home = copy(tmp_path / "plumbline")
    done = subprocess.run(["bash", "-c", command("demo")], cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    [page] = home.glob("results/*/scorecard.html")
    assert str(page.relative_to(home)) in done.stdout
    text = page.read_text(encoding="utf-8")
    for label in ("Lead", "Graph", "PocketSphinx as shipped", "PocketSphinx fitted", "Reference writer", "Planted: "):
        assert label in text


def test_the_second_command_has_the_same_shape() -> None:
    one, two = command("demo"), command("tests")
    assert one.split("&&")[0] == two.split("&&")[0]
    assert two.endswith(".venv/bin/python -m pytest")
    assert 'pip install -c constraints.txt -e ".[speech' in one


def test_every_file_and_verb_the_readme_names_is_there() -> None:
    from typer.main import get_command

    from harness.cli import app

    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"plumbline ([a-z]+)", README)) <= verbs
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_every_evaluation_in_the_readme_can_be_read(tmp_path: Path) -> None:
    from harness import evaluation

    blocks = re.findall(r"```yaml\n(.+?)```", README, re.S)
    assert len(blocks) >= 2
    for number, block in enumerate(blocks):
        whole = block if block.startswith("name:") else f"name: ours\nsuites: [adults]\n{block}"
        file = tmp_path / f"{number}.yaml"
        file.write_text(whole)
        for tool in evaluation.read(file).tools:
            if tool.adapter == "command":  # the program is the reader's own; its settings must still be right
                with pytest.raises(ToolError, match="write-note"):
                    adapters.open_tool(tool, base=tmp_path)


def test_the_readme_names_no_package_host() -> None:
    assert "pypi.org" not in README
    assert "://" not in (ROOT / "constraints.txt").read_text()
