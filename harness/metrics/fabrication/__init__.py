"""The ``fabrication`` module."""
