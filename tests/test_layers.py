"""The direction of imports: cli -> pipeline -> stages -> store -> records -> errors, and no stage reads another."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).parent.parent / "harness"
STAGES = ("suites", "variants", "adapters", "planting", "outputs", "findings", "stats", "scorecard")
FOUNDATION = {
    "errors": set(),
    "records": {"errors"},
    "measures": {"records"},
    "masking": {"records"},
    "notes": {"records"},
    "store": {"records", "errors"},
}
COMMON = {"errors", "records", "measures", "masking", "notes", "store"}
ABOVE = (
    "cli",
    "console",
    "pipeline",
    "evaluation",
    "planning",
    "piloting",
    "preview",
    "publishing",
    "review",
    "selftest",
    "fitting",
    "judges",
    "measure",
    "metrics",
)


def imports(path: Path) -> set[str]:
    """Names directly under ``harness`` that a module imports, wherever in the module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("harness.")}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            head, _, rest = node.module.partition(".")
            if head == "harness":
                found |= {rest.split(".")[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path}: relative import; name the module in full")
    return found - {"__version__"}


def test_every_module_is_placed() -> None:
    """A new module under harness/ must be put into a layer here."""
    placed = {*STAGES, *FOUNDATION, *ABOVE, "__init__"}
    present = {p.stem if p.is_file() else p.name for p in HARNESS.iterdir() if p.suffix == ".py" or p.is_dir()}
    assert present - {"__pycache__", "_shipped"} == placed


@pytest.mark.parametrize("name", sorted(FOUNDATION))
def test_foundation_imports_only_what_is_below(name: str) -> None:
    assert imports(HARNESS / f"{name}.py") <= FOUNDATION[name]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other_stage(stage: str) -> None:
    modules = sorted((HARNESS / stage).rglob("*.py"))
    assert modules
    for module in modules:
        assert imports(module) <= COMMON | {stage}, module


def test_the_command_line_is_imported_by_nothing() -> None:
    for module in HARNESS.rglob("*.py"):
        if module.name != "cli.py":
            assert "cli" not in imports(module), module


def test_the_check_would_see_a_trespass(tmp_path: Path) -> None:
    module = tmp_path / "trespass.py"
    module.write_text("def f():\n    from harness.stats import paired\n    import harness.outputs.plan\n")
    assert imports(module) == {"stats", "outputs"}


def test_heavy_packages_are_not_imported_by_help() -> None:
    """``plumbline --help`` must answer at once."""
    import subprocess

    code = (
        "import sys\nfrom harness import cli\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'datasets', 'transformers', 'evaluate', 'pydantic', 'networkx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
