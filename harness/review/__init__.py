"""Blind review: findings to a sheet that people decide without knowing whom, and their verdicts back to the findings::

desk        a run folder -> its sheet, and back
items       findings -> the items of a sheet, drawn at random, and the key that says what they are
questions   items -> what a reviewer reads
mask        a text -> the same text with nothing left in it of who the people are
sheet       items -> review.xlsx and review.html
read        a filled sheet -> verdicts, or every fault in it
journal     verdicts -> reviews.jsonl, append only
apply       verdicts -> findings that people decided
report      verdicts -> agreement and (correction) what is true behind the flags, in sentences
"""

from __future__ import annotations

from harness.review.apply import decided, told
from harness.review.desk import hand_out, standing, take_in

__all__ = ["decided", "hand_out", "standing", "take_in", "told"]
