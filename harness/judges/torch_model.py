"""Entailment, consistency and yes/no models by ``transformers`` with torch: safetensors only, never remote code."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.errors import MissingExtraError, ToolError
from harness.judges.batches import WIDEST, Pair, ScoresPairs
from harness.judges.families import is_sequence_to_sequence, labels_of, read
from harness.judges.folder import SETTINGS, ModelFolder, first_line, tokenizer_of, window_of


def open_torch(folder: ModelFolder) -> Classifier | YesNo:
    """The model of a folder, by its family.

    Raises:
        MissingExtraError: torch is not installed.
        ToolError: the folder cannot be loaded.
    """
    return YesNo(folder) if is_sequence_to_sequence(folder.config) else Classifier(folder)


def _loaded(folder: ModelFolder, kind: str) -> tuple[Any, Any]:
    """The model, ready to answer, and the names of what its file lacks."""
    try:
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The model in {folder.path}", "torch") from error
    try:
        transformers.logging.disable_progress_bar()
        model, told = getattr(transformers, kind).from_pretrained(
            str(folder.path), local_files_only=True, trust_remote_code=False, use_safetensors=True,
            output_loading_info=True, dtype=torch.float32,
        )  # fmt: skip
    except Exception as error:
        raise ToolError(f"The model in {folder.path} cannot be loaded: {first_line(error)}") from error
    lacking = sorted(map(str, told.get("missing_keys") or ()))
    if lacking:  # they would be filled at random, and judge at random
        raise ToolError(
            f"The weights in {folder.path} lack {lacking[0]}{f' and {len(lacking) - 1} more' if lacking[1:] else ''}: "
            "it is not a model fitted for this. Give one that was trained for entailment or fact checking."
        )
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return model.to(device).eval(), device


class Classifier(ScoresPairs):
    """A cross-encoder over passage and statement with one, two or three labels."""

    def __init__(self, folder: ModelFolder) -> None:
        self.name = folder.name
        self._labels = labels_of(folder)
        self._tokenizer: Any = tokenizer_of(folder)
        self._model, self._device = _loaded(folder, "AutoModelForSequenceClassification")
        whole = self._model.config.to_dict()  # config.json leaves out what is as usual for the kind of model
        self._window = window_of(whole, self._tokenizer)
        types = whole.get("type_vocab_size", 0)
        self._typed = isinstance(types, int) and types > 1

    def _score(self, pairs: list[Pair]) -> list[tuple[float, float]]:
        import torch

        made = self._tokenizer(
            [p for p, _ in pairs], [s for _, s in pairs], padding=True, return_tensors="pt",
            return_token_type_ids=self._typed, verbose=False,
        ).to(self._device)  # fmt: skip
        with torch.inference_mode():
            logits = self._model(**made).logits
        return read(logits.float().cpu().numpy(), self._labels)


class YesNo(ScoresPairs):
    """A sequence-to-sequence checker: the share of the first answer token that says supported, against the other.

    Without ``judge.json`` it is asked as MiniCheck-Flan-T5 was trained (Tang and others 2024): "predict: ", the
    passage, the end token, the statement; "1" is supported and "0" is not.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self.name = folder.name
        self._tokenizer: Any = tokenizer_of(folder)
        self._model, self._device = _loaded(folder, "AutoModelForSeq2SeqLM")
        # T5 names no window, and was trained on 512.
        self._window = min(window_of(self._model.config.to_dict(), self._tokenizer), 512)
        wanted = folder.settings
        end = self._tokenizer.eos_token or ""
        self._prompt = wanted.prompt or f"predict: {{passage}}{end}{{statement}}"
        if "{passage}" not in self._prompt or "{statement}" not in self._prompt:
            raise ToolError(f"The prompt in {folder.path / SETTINGS} must hold {{passage}} and {{statement}}.")
        answers = [wanted.against or "0", wanted.support or "1"]
        ids = [self._tokenizer(answer, add_special_tokens=False)["input_ids"] for answer in answers]
        if not all(ids) or ids[0][0] == ids[1][0]:
            raise ToolError(
                f"The model in {folder.path} cannot tell the answers '{answers[1]}' and '{answers[0]}' apart by their "
                f"first token. Name others as support and against in {folder.path / SETTINGS}."
            )
        self._answers = [ids[0][0], ids[1][0]]
        start = self._model.config.decoder_start_token_id
        self._start = self._tokenizer.pad_token_id if start is None else start
        self._frame = self.length(self._filled("", "")) + 2

    def _filled(self, passage: str, statement: str) -> str:
        before, _, rest = self._prompt.partition("{passage}")
        if "{statement}" in before:
            return before.replace("{statement}", statement, 1) + passage + rest
        return before + passage + rest.replace("{statement}", statement, 1)

    def room(self, statement: str) -> int:
        """Tokens of source that fit beside the statement."""
        return min(WIDEST, self._window - self._frame - self.length(statement))

    def _score(self, pairs: list[Pair]) -> list[tuple[float, float]]:
        import torch

        made = self._tokenizer(
            [self._filled(*pair) for pair in pairs], padding=True, return_tensors="pt", return_token_type_ids=False,
            verbose=False,
        ).to(self._device)  # fmt: skip
        begin = torch.full((len(pairs), 1), self._start, dtype=torch.long, device=self._device)
        with torch.inference_mode():
            logits = self._model(**made, decoder_input_ids=begin).logits[:, 0, self._answers]
        p = torch.softmax(logits.float(), dim=-1)[:, 1].cpu().numpy()
        if not np.isfinite(p).all():
            raise ToolError("The model gives answers that are no numbers. Is its file whole?")
        return [(float(one), 0.0) for one in p]
