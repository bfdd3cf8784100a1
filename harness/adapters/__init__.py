"""Stage 3: how to reach a tool, a file each. Opens a Tool by the name of its adapter.

function                        a Python function
command                         a program: text in, text out
by_hand                         a folder that people put documents into
lead, graph                     real extractive note tools, built in
reference, planted_*            simulated tools that write from the fact ledger, some with a planted fault
recogniser, or pocketsphinx     a real speech recogniser, built in (extra ``speech``)
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from harness.adapters.base import MAX_REPLY_BYTES, Adapter
from harness.errors import CommandError, MissingExtraError
from harness.records import Task, Tool, Variant

__all__ = [
    "ADAPTERS",
    "MAX_REPLY_BYTES",
    "Adapter",
    "embedded_tools",
    "open_tool",
    "recognisers",
    "reference_note",
    "refuse_task",
]

ADAPTERS = {
    "function": "harness.adapters.function:Function",
    "command": "harness.adapters.command:Command",
    "by_hand": "harness.adapters.by_hand:ByHand",
    "lead": "harness.adapters.embedded:Lead",
    "graph": "harness.adapters.embedded:Graph",
    "reference": "harness.adapters.reference:Reference",
    "planted_drops": "harness.adapters.reference:PlantedDrops",
    "planted_invents": "harness.adapters.reference:PlantedInvents",
    "planted_hearsay": "harness.adapters.reference:PlantedHearsay",
    "recogniser": "harness.adapters.recogniser:Recogniser",
}
"""Adapter name to the class that opens it, imported only when it is asked for."""


TASKS = {"recogniser": (Task.TRANSCRIBE,)}
"""What an adapter can be asked to do; all others are sent text, so they can only summarise. A tool that is to
transcribe must never be sent the words it should hear."""


def refuse_task(tool: Tool) -> None:
    """Refuse a tool whose adapter does not exist or cannot do its task.

    Raises:
        CommandError: saying what it can do.
    """
    if tool.adapter not in ADAPTERS:
        raise CommandError(
            f"Tool '{tool.name}': there is no adapter '{tool.adapter}'. Choose from: {', '.join(ADAPTERS)}."
        )
    can = TASKS.get(tool.adapter, (Task.SUMMARISE,))
    if tool.task not in can:
        raise CommandError(
            f"Tool '{tool.name}': the {tool.adapter} adapter cannot {tool.task} in this version. "
            f"Write task: {' or '.join(can)}."
        )


def open_tool(tool: Tool, *, base: Path | None = None, audio: Path | None = None) -> Adapter:
    """Open a tool. Use the adapter's own ``tool`` from here on: a simulated tool has its ``planted`` filled in.

    Args:
        tool: what to open.
        base: where relative paths in its settings start; default: the working directory.
        audio: for a recogniser, the folder of recordings, before the setting of that name.

    Raises:
        CommandError: no such adapter, or settings it does not have.
        ToolError: the tool cannot be used at all.
    """
    refuse_task(tool)
    module, _, name = ADAPTERS[tool.adapter].partition(":")
    try:
        opener = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"The {tool.adapter} adapter", "speech") from error
    adapter: Adapter
    if module.endswith(".recogniser"):
        setting = tool.settings.get("audio")
        if audio is None and isinstance(setting, str) and setting:
            audio = (base or Path()) / setting
        adapter = opener(tool, audio)
    else:
        adapter = opener(tool, base=base)
    return adapter


def embedded_tools() -> dict[str, Tool]:
    """The tools that come with Plumbline and need nothing: two real ones, a reference and three planted ones."""
    from harness.adapters.reference import PLANTED

    labels = {
        "lead": "Lead (first sentences)",
        "graph": "Graph (central sentences)",
        "reference": "Reference writer (simulated)",
        "planted_drops": "Planted: drops critical facts about women (simulated)",
        "planted_invents": "Planted: invents a dangerous statement (simulated)",
        "planted_hearsay": "Planted: turns hearsay into fact (simulated)",
    }
    return {
        name: Tool(name=name, version="1", task=Task.SUMMARISE, adapter=name, label=label, planted=PLANTED.get(name))
        for name, label in labels.items()
    }


def recognisers() -> list[Tool]:
    """The speech recogniser that comes with the ``speech`` extra, in its two configurations.

    Raises:
        MissingExtraError: the extra is not installed.
    """
    from harness.adapters import recogniser

    return list(recogniser.tools())


def reference_note(variant: Variant) -> str:
    """A faithful note of a variant, from its own fact ledger."""
    from harness.adapters.reference import Reference

    return Reference(embedded_tools()["reference"]).send(variant).text or ""
