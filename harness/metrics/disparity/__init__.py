"""The ``disparity`` module."""
