"""Fits the weights of the checks on the project's own scenarios: ``python -m harness.fitting`` writes them.

``statements``, ``notes`` and ``facts`` make what is fitted on, ``associations`` learns which words stand for each
other, ``regression`` fits, ``__main__`` writes ``findings/data/*.json``.
"""
