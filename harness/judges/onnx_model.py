"""An entailment or consistency classifier by ONNX Runtime: no torch, no code of the model's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.errors import MissingExtraError, ToolError
from harness.judges.batches import Pair, ScoresPairs
from harness.judges.families import is_sequence_to_sequence, labels_of, read
from harness.judges.folder import ModelFolder, first_line, tokenizer_of, window_of

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class OnnxModel(ScoresPairs):
    """A folder with ``model.onnx``, ``config.json`` and ``tokenizer.json``.

    Raises:
        MissingExtraError: onnxruntime is not installed.
        ToolError: the graph cannot be loaded, or wants or gives something else than such a model does.
    """

    def __init__(self, folder: ModelFolder) -> None:
        try:
            import onnxruntime
        except ModuleNotFoundError as error:
            raise MissingExtraError(f"The model in {folder.path} (ONNX)", "onnx") from error
        if is_sequence_to_sequence(folder.config):
            raise ToolError(f"{folder.path} is a sequence-to-sequence model; as ONNX only classifiers are read.")
        self.name = folder.name
        self._path = folder.path
        self._labels = labels_of(folder)
        self._tokenizer: Any = tokenizer_of(folder)
        self._window = window_of(folder.config, self._tokenizer)
        try:
            options = onnxruntime.SessionOptions()
            options.log_severity_level = 4
            self._session: Any = onnxruntime.InferenceSession(
                str(folder.graph), sess_options=options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise ToolError(f"{folder.graph} cannot be loaded: {first_line(error)}") from error
        self._inputs = [item.name for item in self._session.get_inputs()]
        strange = [name for name in self._inputs if name not in _INPUTS]
        if strange or "input_ids" not in self._inputs:
            raise ToolError(
                f"{folder.graph} asks for {', '.join(self._inputs)}. A classifier of text asks for "
                f"{', '.join(_INPUTS)}: export it for sequence classification."
            )

    def _score(self, pairs: list[Pair]) -> list[tuple[float, float]]:
        made = self._tokenizer(
            [p for p, _ in pairs], [s for _, s in pairs], padding=True, return_tensors="np",
            return_token_type_ids="token_type_ids" in self._inputs, return_attention_mask=True, verbose=False,
        )  # fmt: skip
        try:
            logits = self._session.run(None, {name: made[name].astype(np.int64) for name in self._inputs})[0]
        except Exception as error:
            raise ToolError(f"The model in {self._path} fails on its input: {first_line(error)}") from error
        return read(np.asarray(logits), self._labels)
