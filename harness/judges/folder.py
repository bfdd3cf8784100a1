"""A model on disk: which files it has, what they hash to, and what is missing, before anything of it is loaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.errors import CommandError, MissingExtraError, ToolError, UserFileError

SETTINGS = "judge.json"
_HUB_NAME = re.compile(r"[\w.\-]+/[\w.\-]+")
_WANTED = ["*.json", "*.safetensors", "*.onnx", "*.onnx_data", "*.txt", "*.model"]
_MOST_CONFIG = 5_000_000


class Settings(BaseModel):
    """``judge.json``, optional, beside a model whose own files do not say how to read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    support: str | None = None
    """The label, or for a sequence-to-sequence model the answer, that says supported."""
    against: str | None = None
    """The answer that says not supported (sequence-to-sequence)."""
    contradiction: str | None = None
    prompt: str | None = Field(default=None, max_length=4000)
    """Sequence-to-sequence: the question, with {passage} and {statement}."""


@dataclass(frozen=True)
class ModelFolder:
    """A folder that can be loaded without running code of the model's own."""

    path: Path
    label: str
    """Its name, as findings and signatures give it."""
    runtime: Literal["torch", "onnx"]
    config: dict[str, Any]
    settings: Settings
    digest: str
    """SHA-256 of the weights, the configuration and the tokeniser."""
    graph: Path | None = None

    @property
    def name(self) -> str:
        return f"model:{self.label}@{self.digest[:8]}"


def locate(given: str, *, allow_hub: bool = False) -> tuple[Path, str]:
    """The folder of a model given by path, or by hub name if that is allowed; and what to call it.

    Raises:
        CommandError: there is no such folder.
        ToolError: the hub does not give it.
    """
    path = Path(given).expanduser()
    if path.is_dir():
        return path, label_of(path.resolve().name)
    if not _HUB_NAME.fullmatch(given) or path.exists():
        raise CommandError(
            f"There is no model folder {given}. Give a folder with config.json, tokenizer.json and model.safetensors "
            "or model.onnx; a hub name, as owner/model, with --allow-hub; or the address of an endpoint, as http://..."
        )
    if not allow_hub:
        raise CommandError(
            f"There is no folder {given}, and the hub is not asked unless you say so. Add --allow-hub to fetch the "
            "model by this name, or give a folder."
        )
    return _fetched(given), label_of(given)


def _fetched(name: str) -> Path:
    os.environ["HF_HUB_OFFLINE"] = "0"  # the person at the keyboard has just allowed it
    import huggingface_hub
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = False
    try:
        return Path(huggingface_hub.snapshot_download(name, allow_patterns=_WANTED))
    except Exception as error:
        raise ToolError(
            f"The model {name} could not be fetched from the hub: {type(error).__name__}. Check the name and the "
            "network, or give a folder."
        ) from error


def look(path: Path, label: str, *, have_torch: bool) -> ModelFolder:
    """Check a folder and say how it will be loaded: by torch if it has safetensors and torch is there, else by ONNX.

    Raises:
        ToolError: something is missing, in words that say what; MissingExtraError: torch is.
        UserFileError: judge.json is wrong.
    """
    config = _read_json(path / "config.json", f"{path} is not a model folder: it has no config.json.")
    if not (path / "tokenizer.json").is_file():
        raise ToolError(
            f"{path} has no tokenizer.json. Save its fast tokeniser there: "
            "AutoTokenizer.from_pretrained(...).save_pretrained(folder)."
        )
    tensors = sorted(path.glob("*.safetensors"))
    graph = next((g for g in (path / "model.onnx", path / "onnx" / "model.onnx") if g.is_file()), None)
    if not tensors and graph is None:
        pickled = sorted(p.name for pattern in ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.h5") for p in path.glob(pattern))
        has = f" It has {pickled[0]}, which can run code when it is opened, and is never read." if pickled else ""
        raise ToolError(
            f"{path} has neither model.safetensors nor model.onnx.{has} Save the model as safetensors: "
            "model.save_pretrained(folder)."
        )
    if tensors and not have_torch and graph is None:
        raise MissingExtraError(f"The model in {path} (safetensors)", "torch")
    by_torch = bool(tensors) and have_torch
    used = tensors if by_torch else [graph, *sorted(graph.parent.glob("*.onnx_data"))] if graph else []
    return ModelFolder(
        path, label, "torch" if by_torch else "onnx", config, _settings(path), _digest(path, used),
        None if by_torch else graph,
    )  # fmt: skip


def tokenizer_of(folder: ModelFolder) -> Any:
    """The fast tokeniser of a folder.

    Raises:
        ToolError: its files cannot be read, or ask to run code of their own.
    """
    try:
        from transformers import AutoTokenizer

        found = AutoTokenizer.from_pretrained(str(folder.path), local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise ToolError(f"The tokeniser in {folder.path} cannot be loaded: {first_line(error)}") from error
    if not getattr(found, "is_fast", False):
        raise ToolError(f"The tokeniser in {folder.path} is not a fast one. Save it with a tokenizer.json.")
    if found.pad_token_id is None:
        raise ToolError(f"The tokeniser in {folder.path} has no padding token. Set pad_token in tokenizer_config.json.")
    return found


def window_of(config: Mapping[str, Any], tokenizer: Any) -> int:
    """Tokens that the model can read at once, by whichever of its files says the least."""
    said = [config.get(k) for k in ("max_position_embeddings", "n_positions")] + [tokenizer.model_max_length]
    known = [int(n) for n in said if isinstance(n, int | float) and 0 < n < 1_000_000]
    if config.get("model_type") in ("roberta", "xlm-roberta", "camembert", "mpnet") and known:
        known = [min(known) - 2]  # two positions of these are for padding
    return min(known, default=512)


def first_line(error: BaseException) -> str:
    """Kind and beginning of another package's error."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else f"{type(error).__name__}."


def label_of(name: str) -> str:
    """A name that can stand in a signature."""
    return re.sub(r"[^\w.\-]", "_", name)[:60] or "model"


def _read_json(path: Path, missing: str) -> dict[str, Any]:
    if not path.is_file():
        raise ToolError(f"{missing} Give the folder that save_pretrained wrote.")
    try:
        if path.stat().st_size > _MOST_CONFIG:
            raise ValueError
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ToolError(f"{path} is not the configuration of a model.")
    return found


def _settings(path: Path) -> Settings:
    file = path / SETTINGS
    if not file.exists():
        return Settings()
    try:
        return Settings.model_validate_json(file.read_bytes())
    except ValidationError as error:
        item = error.errors()[0]
        where = ".".join(map(str, item["loc"])) or "the file"
        known = ", ".join(Settings.model_fields)
        raise UserFileError.single(file, None, f"'{where}': {item['msg']}.", f"It may hold: {known}.") from None


def _digest(path: Path, weights: list[Path]) -> str:
    digest = hashlib.sha256()
    rest = [path / name for name in ("config.json", "tokenizer.json", SETTINGS) if (path / name).is_file()]
    for file in [*weights, *rest]:
        with file.open("rb") as handle:
            digest.update(f"{file.name}:{hashlib.file_digest(handle, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()
