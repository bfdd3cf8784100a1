"""The ``fidelity`` module."""
