"""Writes a suite as a Hugging Face dataset that opens offline, and proves that what opens is what was written."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice, zip_longest
from pathlib import Path

from harness import suites, variants
from harness.errors import CommandError, UserFileError
from harness.records import Variant
from harness.store import write_atomically
from harness.suites import publish
from harness.suites.load import Suite, label

DATA, CARD, LEDGER = "data/variants.parquet", "README.md", "plumbline.json"
BATCH = 200
"""Variants held at once: a suite of any size is written in a few dozen megabytes."""
SEED = 11


def write(folder: Path, to: Path, *, seed: int = SEED, progress: Callable[[int], None] = lambda done: None) -> int:
    """Publish every variant of a suite on every axis that it allows; return how many rows were written.

    Writes ``data/variants.parquet``, a dataset card and ``plumbline.json`` (suite, hash, seed, schema version).

    Raises:
        CommandError: the folder is there already, or the suite is a sealed edition.
        UserFileError: the suite is wrong.
    """
    import pyarrow.parquet as parquet

    if to.exists():
        raise CommandError(f"{to} is there already. Give another folder, or delete it.")
    suite = suites.load(folder)
    if suite.edition is not None:
        raise CommandError(
            f"{folder} is a sealed edition: once published it is worth nothing. Publish its public suite."
        )
    made = _variants(suite, seed)
    part = Path(tempfile.mkdtemp(prefix=".publish-", dir=_parent(to)))
    try:
        (part / "data").mkdir()
        rows, writer = 0, None
        while batch := list(islice(made, BATCH)):
            table = publish.dataset(batch, canary=suite.canary, licence=suite.licence).with_format("arrow")[:]
            writer = writer or parquet.ParquetWriter(part / DATA, table.schema, compression="zstd")
            writer.write_table(table)
            rows += len(batch)
            progress(rows)
        if writer is None:
            raise CommandError(f"{label(suite)} has no variant to publish: it allows no axis.")
        writer.close()
        write_atomically(part / CARD, publish.card(suite, rows))
        ledger = {
            "suite": label(suite),
            "hash": suite.content_hash,
            "seed": seed,
            "rows": rows,
            "schema": publish.SCHEMA,
        }
        write_atomically(part / LEDGER, json.dumps(ledger, indent=1) + "\n")
        part.chmod(0o755)  # a temporary folder is closed to everybody else
        part.rename(to)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return rows


def _parent(to: Path) -> Path:
    parent = to.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    return parent


def check(folder: Path, published: Path) -> int:
    """Prove the round trip: ``load_dataset`` and streaming give, row by row, the variants of the suite.

    Returns the number of rows compared.

    Raises:
        UserFileError: the folder is no published suite, or a row is not what the suite gives today.
    """
    file = published / LEDGER
    try:
        ledger = json.loads(file.read_text(encoding="utf-8"))
        seed, schema = int(ledger["seed"]), str(ledger["schema"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UserFileError.single(
            file, None, "This folder is no published suite.", "Give the folder that publish wrote."
        ) from None
    if schema != publish.SCHEMA:
        raise UserFileError.single(
            file,
            None,
            f"It was written with schema {schema}, and this Plumbline writes {publish.SCHEMA}.",
            "Publish again.",
        )
    suite = suites.load(folder)
    if ledger.get("hash") != suite.content_hash:
        raise UserFileError.single(
            file, None, f"It was made from another {suite.name} than {folder} holds now.", "Publish again."
        )
    made = _variants(suite, seed)
    with tempfile.TemporaryDirectory() as cache:
        whole, streamed = _opened(published / DATA, Path(cache))
        rows = 0
        expected = (publish.row(variant, suite.canary, suite.licence) for variant in made)
        for rows, (wanted, loaded, passed) in enumerate(zip_longest(expected, whole, streamed), start=1):
            if wanted != loaded or wanted != passed:
                what = (wanted or loaded or {}).get("id", "?")
                raise UserFileError.single(
                    published / DATA, rows, f"Row {rows} ({what}) is not what the suite gives.", "Publish again."
                )
    return rows


def _opened(file: Path, cache: Path) -> tuple[Iterator[dict[str, object]], Iterator[dict[str, object]]]:
    """Rows as ``load_dataset`` gives them from its cache, and as it streams them. No network: the file is local."""
    os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_UPDATE_DOWNLOAD_COUNTS", "0")
    import datasets

    datasets.disable_progress_bars()
    files = {"train": file.as_posix()}
    whole = datasets.load_dataset("parquet", data_files=files, split="train", cache_dir=str(cache), keep_in_memory=True)
    streamed = datasets.load_dataset("parquet", data_files=files, split="train", streaming=True)
    return iter(whole), iter(streamed)


def _variants(suite: Suite, seed: int) -> Iterator[Variant]:
    home = suites.identities_beside(suite.folder)
    axes = suites.identities(home)
    return variants.expand(suite, axes, suites.names(home), list(axes), seed)
