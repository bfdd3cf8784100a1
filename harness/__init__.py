"""Plumbline: can an AI transcription or note-writing tool be trusted with social work records?

The folder listing is the pipeline. Each stage reads what the one before it wrote::

    1  suites      files -> Scenario              load, check, identities, publish
    2  variants    Scenario x Identity -> Variant fill the slots, prove the arms differ only there, speak
    3  adapters    how to reach a tool            function, command, by_hand, embedded, reference, recogniser
       planting    Variant -> note, one fault     faults planted on purpose, to measure the checks with
    4  outputs     Variant x Tool -> Output       plan, collect (resumable), reconcile
    5  findings    Output -> Finding              validity, facts, claims, transcript
    6  stats       Finding -> Estimate            counts, intervals, paired tests, verdicts
    7  scorecard   Estimate -> Scorecard          gates, evidence, limits, one page

Around them: ``records`` (the nouns), ``errors`` (what a user can cause), ``measures`` (what is
counted), ``masking`` (hiding who the person is), ``notes`` (what faithful notes share), ``store``
(a run folder), ``evaluation`` (what to run, from a file), ``planning`` and ``piloting`` (what a run
would take and could see), ``pipeline`` (the stages joined), ``preview`` and ``publishing`` (a suite
as a page, as a dataset), ``review`` (people decide), ``fitting`` and ``selftest`` (the checks'
weights, and the checks measured), ``measure`` (each measure alone, on your own material),
``judges`` (optional models beside the rules), ``metrics`` (the same as Hugging Face ``evaluate``
modules) and ``cli``.

From Python::

    from harness import pipeline, store
    folder = store.RunFolder.open(Path("results/2026-11-24_demo"))
    folder.findings_frame(), folder.estimates_frame()
"""

from __future__ import annotations

import os

__version__ = "0.1.0"

__all__ = ["__version__"]

# Nothing leaves the machine: set before any Hugging Face package is imported. A user who wants the
# hub sets these to 0 beforehand.
for _name in ("HF_HUB_OFFLINE", "HF_EVALUATE_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "TRANSFORMERS_NO_ADVISORY_WARNINGS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("HF_UPDATE_DOWNLOAD_COUNTS", "0")
