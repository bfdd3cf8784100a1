"""Fits the weights of the checks on the project's own scenarios: ``python -m harness.fitting`` writes them.

``statements`` and ``facts`` make what is fitted on, ``regression`` fits, ``__main__`` writes ``findings/data/*.json``.
"""
