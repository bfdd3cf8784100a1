"""The built wheel, in an empty environment somewhere else, carries all it needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT], check=True, capture_output=True)
    [built] = out.glob("*.whl")
    return built


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_carries_suites_standards_and_templates_and_nothing_of_this_machine(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        shipped = "harness/_shipped/test_suites"
        for suite in ("adults", "children"):
            assert f"{shipped}/{suite}/suite.yaml" in names
        assert f"{shipped}/standards/draft.yaml" in names
        assert f"{shipped}/identities/names.yaml" in names
        assert f"{shipped}/registers/pledge.yaml" in names
        assert any(name.endswith("scorecard.html.j2") for name in names)
        assert not any(part in name for name in names for part in ("__pycache__", "results/", ".venv"))
        text = b"".join(packed.read(name) for name in names)
    assert str(ROOT).encode() not in text


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_it_checks_and_demonstrates_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, capture_output=True)
    here = tmp_path / "elsewhere"
    here.mkdir()
    plumbline = tmp_path / "venv" / "bin" / "plumbline"
    checked = subprocess.run([plumbline, "check"], cwd=here, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "No fault found" in checked.stdout
    shown = subprocess.run([plumbline, "demo"], cwd=here, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "Not tested: speech recognisers" in shown.stderr, "the speech extra is not installed, and that is said"
    assert list(here.glob("results/*/scorecard.html"))
