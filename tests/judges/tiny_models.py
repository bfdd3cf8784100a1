"""Tiny models for the tests: ONNX graphs whose answers are known, and random ones for torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

WORDS = "worker mrs okoro fell falls twice near the stairs son comes on tuesday tuesdays shopping no she was in".split()
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def tokenizer(folder: Path, *, window: int = 64, extra: tuple[str, ...] = ()) -> None:
    """A word-level fast tokeniser with the pair template of BERT."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *extra, *WORDS])}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        eos_token="[SEP]", model_max_length=window,
    ).save_pretrained(folder)  # fmt: skip


def onnx_model(
    folder: Path,
    logits: tuple[float, ...],
    labels: tuple[str, ...],
    *,
    word: str | None = None,
    lift: tuple[float, ...] = (),
    window: int = 64,
) -> Path:
    """A graph that gives every pair the same logits; ``lift`` is added where the *first* half holds ``word``.

    "First half" is told by token_type_ids, so it proves that passages and statements are not mixed up.
    """
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer(folder, window=window)
    config: dict[str, Any] = {"model_type": "bert", "max_position_embeddings": window}
    config |= {"id2label": {str(i): label for i, label in enumerate(labels)}} if labels else {"num_labels": len(logits)}
    (folder / "config.json").write_text(json.dumps(config))
    wanted = 10_000 if word is None else 4 + WORDS.index(word)
    lift = lift or tuple(0.0 for _ in logits)
    constant = {
        "wanted": np.array([wanted], np.int64), "one": np.array(1, np.int64), "axes": np.array([1], np.int64),
        "base": np.array([logits], np.float32), "lift": np.array([lift], np.float32),
    }  # fmt: skip
    nodes = [
        helper.make_node("Equal", ["input_ids", "wanted"], ["is_word"]),
        helper.make_node("Cast", ["is_word"], ["as_number"], to=TensorProto.INT64),
        helper.make_node("Sub", ["one", "token_type_ids"], ["in_first"]),
        helper.make_node("Mul", ["as_number", "in_first"], ["here"]),
        helper.make_node("ReduceMax", ["here", "axes"], ["held"], keepdims=1),
        helper.make_node("Cast", ["held"], ["held_float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["held_float", "lift"], ["lifted"]),
        helper.make_node("Add", ["base", "lifted"], ["logits"]),
    ]
    shape = ["batch", "length"]
    graph = helper.make_graph(
        nodes, "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", len(logits)])],
        [numpy_helper.from_array(value, name) for name, value in constant.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(made)
    onnx.save(made, folder / "model.onnx")
    return folder


def torch_classifier(folder: Path, labels: tuple[str, ...], *, window: int = 64) -> Path:
    """A random BERT of a few thousand weights, saved as safetensors."""
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(11)
    config = BertConfig(
        vocab_size=64, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        initializer_range=1.0, max_position_embeddings=window, num_labels=len(labels), id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)}, pad_token_id=0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer(folder, window=window)
    return folder


def torch_yes_no(folder: Path) -> Path:
    """A random T5."""
    torch = pytest.importorskip("torch")
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(11)
    config = T5Config(
        vocab_size=64, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2, pad_token_id=0, eos_token_id=3,
        decoder_start_token_id=0, initializer_factor=2.0,
    )  # fmt: skip
    T5ForConditionalGeneration(config).save_pretrained(folder)
    tokenizer(folder, window=512, extra=("0", "1", "predict:"))
    return folder


def chat_model(folder: Path) -> Path:
    """A random Llama with a chat template."""
    torch = pytest.importorskip("torch")
    from transformers import AutoTokenizer, GenerationConfig, LlamaConfig, LlamaForCausalLM

    torch.manual_seed(11)
    tokenizer(folder, window=1024)
    tokens = AutoTokenizer.from_pretrained(folder)
    tokens.chat_template = "{% for m in messages %}{{ m['role'] }} {{ m['content'] }} {% endfor %}"
    tokens.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(tokens), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=1024, pad_token_id=0, bos_token_id=2, eos_token_id=3,
        initializer_range=1.0,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(
        pad_token_id=0, eos_token_id=3, bos_token_id=2, suppress_tokens=[0, 1, 2, 3]
    )
    model.save_pretrained(folder)
    return folder
