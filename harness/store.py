"""A run folder: writes each stage's records, reads them back, and refuses what does not fit together.

Every ``.jsonl`` file begins with a line that names the hashes of the files it was made from. Answers
are appended and flushed one at a time, so a run killed at any moment keeps all that was answered.
The clock stands apart, in ``times.jsonl``: everything else is the same bytes for the same answers.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from harness.errors import RunFolderError
from harness.records import Call, Count, Estimate, Finding, Output, Record, Review, Run, Standard, Variant

if TYPE_CHECKING:
    import pandas

R = TypeVar("R", bound=Record)

FORMAT = 1
MADE_FROM = {
    "variants.jsonl": ("run.json",),
    "plan.jsonl": ("variants.jsonl",),
    "outputs.jsonl": ("plan.jsonl",),
    "reviews.jsonl": ("variants.jsonl", "plan.jsonl"),
    "findings.jsonl": ("variants.jsonl", "plan.jsonl", "outputs.jsonl"),
    "counts.jsonl": ("findings.jsonl",),
    "instrument.json": ("variants.jsonl", "counts.jsonl"),
    "scores.json": ("counts.jsonl",),
}
"""Each file, and the files above it that it is made from; findings also from reviews.jsonl, where there is one."""


CHANGED_STANDARD = "standard_changed_afterwards.json"


class _Changed(Record):
    """A standard that was put in place of the run's own after its answers were in."""

    standard: Standard
    hash: str


_ASKED = ("run.json", "variants.jsonl", "plan.jsonl", "outputs.jsonl", "reviews.jsonl")
"""What cannot be made again without asking the tools, or people, again."""


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half."""
    data = content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)


def record_hash(value: Any) -> str:
    """SHA-256 of a record or plain value in canonical JSON."""
    if isinstance(value, Record):
        value = value.model_dump(mode="json")
    return hashlib.sha256(_dumps(value).encode()).hexdigest()


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _line(record: Record) -> str:
    return _dumps(record.model_dump(mode="json", exclude_defaults=True)) + "\n"


class RunFolder:
    """One run on disk. Make it with ``create`` or ``open``; hold ``locked()`` while collecting."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._appending = Lock()

    # -------------------------------------------------------------- making and opening

    @classmethod
    def create(cls, path: Path, run: Run, variants: Iterable[Variant], calls: Iterable[Call]) -> RunFolder:
        """Write the manifest, the variants, the plan and an empty journal; the folder appears whole or not at all.

        Raises:
            RunFolderError: there is something at ``path`` already.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        building = cls(Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent)))
        try:
            write_atomically(building.path / "run.json", run.model_dump_json(indent=2) + "\n")
            building._write_lines("variants.jsonl", variants)
            building._write_lines("plan.jsonl", calls)
            building._start("outputs.jsonl")
            building.path.chmod(0o755)
            if path.exists():
                raise RunFolderError(f"{path} is there already. Give the run another name, or move the folder away.")
            building.path.rename(path)
        except BaseException:
            shutil.rmtree(building.path, ignore_errors=True)
            raise
        return cls(path)

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """Open an existing run.

        Raises:
            RunFolderError: there is no run here, or its manifest cannot be read.
        """
        folder = cls(path)
        if not (path / "run.json").is_file():
            raise RunFolderError(
                f"{path} is not a run folder: it has no run.json. Give the folder that `plumbline run` made."
            )
        folder.run()
        return folder

    def locked(self) -> FileLock:
        """A lock held by one process at a time; the system frees it if that process dies.

        Raises:
            RunFolderError: another process is collecting into this folder.
        """
        lock = FileLock(self.path / ".lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise RunFolderError(
                f"Another plumbline is at work in {self.path}. Wait for it to end, or stop it."
            ) from None
        return lock

    # -------------------------------------------------------------- reading

    def run(self) -> Run:
        """The manifest."""
        try:
            return Run.model_validate_json((self.path / "run.json").read_bytes())
        except ValidationError as error:
            raise RunFolderError(f"{self.path / 'run.json'} cannot be read: {error.errors()[0]['msg']}.") from None

    def variants(self) -> dict[str, Variant]:
        """Every variant of the plan, by id."""
        return {variant.id: variant for variant in self._read("variants.jsonl", Variant)}

    def calls(self) -> list[Call]:
        """Every planned call, in the order they are to be made."""
        return list(self._read("plan.jsonl", Call))

    def outputs(self) -> dict[str, Output]:
        """Every recorded answer, by call.

        Raises:
            RunFolderError: a call is answered twice, or the journal was made from another plan.
        """
        found: dict[str, Output] = {}
        for output in self._read("outputs.jsonl", Output):
            if output.call in found:
                where = self.path / "outputs.jsonl"
                raise RunFolderError(f"{where} answers call {output.call} twice. Restore the file it was copied from.")
            found[output.call] = output
        return found

    def findings(self) -> list[Finding]:
        """Every finding, in plan order."""
        return list(self._read("findings.jsonl", Finding))

    def counts(self) -> list[Count]:
        """Findings summed by scenario, arm and measure."""
        return list(self._read("counts.jsonl", Count))

    def findings_frame(self) -> pandas.DataFrame:
        """Findings as a pandas frame, a row a finding."""
        import pandas

        return pandas.DataFrame([f.model_dump(mode="json") for f in self.findings()])

    def estimates_frame(self) -> pandas.DataFrame:
        """Estimates as a pandas frame, a row an estimate; the interval in columns ``low`` and ``high``."""
        import pandas

        rows = []
        for estimate in self.estimates():
            row = estimate.model_dump(mode="python", exclude={"interval"})
            rows.append(
                row | {"low": estimate.interval.low, "high": estimate.interval.high, "level": estimate.interval.level}
            )
        return pandas.DataFrame(rows)

    def estimates(self) -> list[Estimate]:
        """Every estimate of ``scores.json``."""
        document = self._parsed("scores.json", self._bytes("scores.json"))
        self._verify("scores.json", document.get("made_from") or {})
        try:
            return [Estimate.model_validate(_restore_infinity(item)) for item in document.get("estimates", ())]
        except (ValidationError, TypeError):
            raise RunFolderError(
                f"{self.path / 'scores.json'} cannot be read. Run: plumbline score {self.path}"
            ) from None

    def reviews(self) -> list[Review]:
        """Every verdict of people, in the order they came; none if nobody has reviewed this run."""
        return list(self._read("reviews.jsonl", Review)) if (self.path / "reviews.jsonl").exists() else []

    # -------------------------------------------------------------- writing

    def append_output(self, output: Output, raw: bytes | None = None, seconds: float | None = None) -> None:
        """Append one answer and force it to disk before returning; safe from several threads."""
        if raw is not None:
            name = f"{output.call}.bin"
            write_atomically(self.path / "raw" / name, raw)
            output = output.model_copy(update={"raw": name})
        with self._appending:
            self._mend_tail("outputs.jsonl")
            with (self.path / "outputs.jsonl").open("ab") as journal:
                journal.write(_line(output).encode())
                journal.flush()
                os.fsync(journal.fileno())
            if seconds is not None:
                stamp = {"call": output.call, "seconds": round(seconds, 3), "at": round(time.time(), 3)}
                with (self.path / "times.jsonl").open("a") as times:
                    times.write(_dumps(stamp) + "\n")

    def append_reviews(self, reviews: Iterable[Review]) -> None:
        """Append verdicts and force them to disk; what is there is never changed."""
        if not (self.path / "reviews.jsonl").exists():
            self._start("reviews.jsonl")
        self._mend_tail("reviews.jsonl")
        with (self.path / "reviews.jsonl").open("ab") as journal:
            journal.write("".join(_line(review) for review in reviews).encode())
            journal.flush()
            os.fsync(journal.fileno())

    def settle(self, due: Iterable[Call] | None = None) -> None:
        """Put a complete journal into plan order, so that its bytes do not tell how it was interrupted.

        ``due`` are the calls that must be answered for it to be complete; all that were planned unless given.
        """
        outputs, calls = self.outputs(), self.calls()
        if all(call.id in outputs for call in (calls if due is None else due)):
            self._write_lines("outputs.jsonl", (outputs[call.id] for call in calls if call.id in outputs))

    def judged_by(self) -> Run:
        """The manifest, with the standard that the run is judged by: another one, if it was changed afterwards."""
        run = self.run()
        if not (self.path / CHANGED_STANDARD).exists():
            return run
        try:
            after = _Changed.model_validate_json(self._bytes(CHANGED_STANDARD))
        except ValidationError as error:
            raise RunFolderError(
                f"{self.path / CHANGED_STANDARD} cannot be read. {self._remedy('scores.json')}"
            ) from error
        before = f"{run.standard.name} {run.standard.version}, {run.standard_hash}"
        return run.model_copy(
            update={"standard": after.standard, "standard_hash": after.hash, "standard_before": before}
        )

    def judge_by(self, standard: Standard | None, digest: str = "") -> None:
        """Judge by another standard than the one fixed before the first call; None goes back to that one."""
        path = self.path / CHANGED_STANDARD
        if standard is None or digest == self.run().standard_hash:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, _dumps(_Changed(standard=standard, hash=digest).model_dump(mode="json")) + "\n")

    def judged_with(self, judge: str | None) -> None:
        """Record which model decides beside the rules; None: the rules alone."""
        path = self.path / "judge.json"
        if judge is None:
            path.unlink(missing_ok=True)
        else:
            write_atomically(path, _dumps({"judge": judge}) + "\n")

    def judge(self) -> str | None:
        """The model that decided beside the rules when the findings were last made, if one did."""
        if not (self.path / "judge.json").exists():
            return None
        judge = self._parsed("judge.json", self._bytes("judge.json")).get("judge")
        if not isinstance(judge, str) or not judge:
            raise RunFolderError(f"{self.path / 'judge.json'} names no judge. {self._remedy('scores.json')}")
        return judge

    def write_findings(self, findings: Iterable[Finding]) -> None:
        """Replace ``findings.jsonl``."""
        self._write_lines("findings.jsonl", findings)

    def write_counts(self, counts: Iterable[Count]) -> None:
        """Replace ``counts.jsonl``."""
        self._write_lines("counts.jsonl", counts)

    def write_estimates(self, estimates: Iterable[Estimate], signature: str) -> None:
        """Replace ``scores.json``; unbounded intervals are written as the words ``inf`` and ``-inf``."""
        document = {
            "made_from": self._sources("scores.json"),
            "signature": signature,
            "estimates": [_name_infinity(e.model_dump(mode="python")) for e in estimates],
        }
        write_atomically(
            self.path / "scores.json", json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        )

    def write_instrument(self, sentences: Iterable[str]) -> None:
        """Replace ``instrument.json``: what the checks said of the inputs themselves."""
        document = {"made_from": self._sources("instrument.json"), "sentences": list(sentences)}
        write_atomically(self.path / "instrument.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def instrument(self) -> list[str]:
        """Sentences about the checks, as last written."""
        document = self._parsed("instrument.json", self._bytes("instrument.json"))
        self._verify("instrument.json", document.get("made_from") or {})
        return [str(sentence) for sentence in document.get("sentences", ())]

    def write(self, name: str, content: bytes | str) -> Path:
        """Write a rendered file into the folder and return its path."""
        write_atomically(self.path / name, content)
        return self.path / name

    # -------------------------------------------------------------- hashes

    def content_hash(self, name: str) -> str:
        """SHA-256 of a file's lines in sorted order: the journal's order is a matter of timing, not of content."""
        return hashlib.sha256(b"".join(sorted(self._bytes(name).splitlines(keepends=True)))).hexdigest()

    def _sources(self, name: str) -> dict[str, str]:
        return {source: self.content_hash(source) for source in self._above(name)}

    def _above(self, name: str) -> tuple[str, ...]:
        reviewed = name == "findings.jsonl" and (self.path / "reviews.jsonl").exists()
        return (*MADE_FROM[name], "reviews.jsonl") if reviewed else MADE_FROM[name]

    def _verify(self, name: str, made_from: dict[str, str]) -> None:
        if set(made_from) != set(self._above(name)):
            raise RunFolderError(f"{self.path / name} does not name what it was made from. {self._remedy(name)}")
        for source, stated in made_from.items():
            if self.content_hash(source) != stated:
                raise RunFolderError(
                    f"{self.path / name} was made from another {source} than the one beside it. {self._remedy(name)}"
                )

    def _remedy(self, name: str) -> str:
        if name in _ASKED:
            return "Restore the folder as it was, or run again with --fresh."
        return f"Run: plumbline score {self.path}"

    # -------------------------------------------------------------- lines

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            raise RunFolderError(f"{self.path} has no {name}. {self._remedy(name)}") from None

    def _parsed(self, name: str, content: bytes) -> dict[str, Any]:
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise RunFolderError(f"{self.path / name} is damaged. {self._remedy(name)}")
        return value

    def _header(self, name: str) -> str:
        return _dumps({"file": name, "format": FORMAT, "made_from": self._sources(name)}) + "\n"

    def _start(self, name: str) -> None:
        write_atomically(self.path / name, self._header(name))

    def _write_lines(self, name: str, records: Iterable[Record]) -> None:
        write_atomically(self.path / name, self._header(name) + "".join(_line(r) for r in records))

    def _read(self, name: str, kind: type[R]) -> Iterator[R]:
        """Records of a file after its header; a torn last line (a kill in mid-write) is not an answer."""
        lines = self._bytes(name).split(b"\n")
        whole = lines[:-1]  # what follows the last newline was never finished
        if not whole:
            raise RunFolderError(f"{self.path / name} is empty. Run the stage that makes it again.")
        header = self._parsed(name, whole[0])
        if header.get("format") != FORMAT or header.get("file") != name:
            raise RunFolderError(
                f"{self.path / name} is not a {name} of format {FORMAT}. Use the Plumbline that made it."
            )
        self._verify(name, header.get("made_from") or {})
        for number, line in enumerate(whole[1:], start=2):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                raise RunFolderError(
                    f"{self.path / name}:{number}: not a {kind.__name__}: {error.errors()[0]['msg']}."
                ) from None

    def _mend_tail(self, name: str) -> None:
        """Cut a torn last line off the journal, keeping it in ``torn.txt``."""
        path = self.path / name
        with path.open("rb+") as journal:
            size = journal.seek(0, os.SEEK_END)
            if size == 0:
                return
            journal.seek(size - 1)
            if journal.read(1) == b"\n":
                return
            journal.seek(0)
            content = journal.read()
            end = content.rfind(b"\n") + 1
            with (self.path / "torn.txt").open("ab") as torn:
                torn.write(content[end:] + b"\n")
            journal.truncate(end)


_NUMBERS = frozenset({"value", "low", "high", "margin", "smallest_detectable", "p_adjusted"})


def _name_infinity(value: Any) -> Any:
    """Floats that JSON cannot write, as words."""
    if isinstance(value, dict):
        return {key: _name_infinity(item) for key, item in value.items()}
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return value


def _restore_infinity(value: Any) -> Any:
    """The words back to floats, in the fields that hold numbers (a tool may be called ``inf``)."""
    if not isinstance(value, dict):
        return value
    return {
        key: float(item) if key in _NUMBERS and item in ("inf", "-inf") else _restore_infinity(item)
        for key, item in value.items()
    }
