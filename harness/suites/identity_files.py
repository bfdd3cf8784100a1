"""The keys of ``<axis>.yaml`` and ``names.yaml``: what turns those files into checked records."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from harness.records import Name, Record, Text, Voice

Sex = Annotated[str, Field(pattern="^(female|male)$")]


class GroupFile(Record):
    """One group as written."""

    id: Name
    label: Text
    of: dict[Name, Name] = Field(default_factory=dict)
    """On an axis that crosses others: the group of each of them that this one is made of."""
    slots: dict[Name, Text] = Field(default_factory=dict)
    sex: Sex | None = None
    pronouns: Annotated[str, Field(pattern="^(she|he|they)$")] | None = None
    age: int | None = Field(default=None, ge=0, le=110)
    names: Name | None = None
    redraws: bool = False
    """On an axis of controls: one value of the case (a day, a street) is another one; the person is the same."""
    voices: tuple[Voice, ...] = ()


class AxisFile(Record):
    """The keys of ``<axis>.yaml``."""

    axis: Name
    title: Text
    medium: Literal["text", "voice"] = "text"
    characteristic: Name | None = None
    """The protected characteristic of the Equality Act 2010 that it stands for, if it stands for one."""
    carried: bool = True
    """Whether a record must state what the axis changes; not so of a way of speaking, which it may put plainly."""
    crosses: tuple[Name, ...] = ()
    """Axes whose groups are combined here: an intersection, or the signals of one axis taken apart."""
    control: bool = False
    """Whether nothing that should matter changes: what such an axis shows is noise, and no group is judged by it."""
    about: Text
    baseline: Name
    warnings: tuple[Text, ...] = ()
    sources: tuple[Any, ...] = ()
    groups: tuple[GroupFile, ...] = Field(min_length=1)


class NameSource(Record):
    """Where a list of names comes from; ``grade`` as in the project's own papers (V, D, S, K, P)."""

    id: Name
    title: Text
    grade: Text
    url: Text | None = None


class FirstNames(Record):
    """First names of one group, sex and range of years of birth, as written."""

    group: Name
    sex: Sex
    born: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    source: Name
    names: tuple[Text, ...] = Field(min_length=1)


class LastNames(Record):
    """Surnames of one group, as written."""

    group: Name
    source: Name
    names: tuple[Text, ...] = Field(min_length=1)


class NamesFile(Record):
    """The keys of ``names.yaml``."""

    sources: tuple[NameSource, ...]
    first: tuple[FirstNames, ...] = Field(min_length=1)
    last: tuple[LastNames, ...] = Field(min_length=1)
