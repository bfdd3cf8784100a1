"""Lists statements that may be untrue of anybody, by kind of fault, for scenarios whose authors wrote none of it.

Each is used only where none of its telling words is in the talk or the ledger. ``{name}`` is the person the record is
about; ``{their}`` and ``{them}`` are that person's pronouns. Verbs never follow a pronoun, so that arms agree.
"""

from __future__ import annotations

Untruth = tuple[str, tuple[str, ...]]

GENERIC: dict[str, tuple[Untruth, ...]] = {
    "F1": (
        ("{name} drinks alcohol most evenings.", ("alcohol", "drink", "beer", "wine", "drunk")),
        ("{name} has a dog.", ("dog", "puppy", "pet")),
        ("{name} has recently moved house.", ("moved", "move", "new house")),
        ("{name} owes money on a loan.", ("loan", "debt", "owe")),
        ("{name} used to work in a bakery.", ("bakery", "baker")),
    ),
    "F2": (
        ("{name} has thoughts of ending {their} life.", ("suicid", "end my life", "kill", "thoughts of")),
        ("{name} has been hurt at home by somebody in the family.", ("abuse", "hurt", "hit")),
        ("{name} leaves the cooker on overnight.", ("cooker", "gas", "oven", "fire")),
        ("{name} has been harming {themself} by cutting.", ("harm", "cut")),
    ),
    "F3": (
        ("{name} takes antidepressants.", ("antidepress", "depress")),
        ("{name} has diabetes.", ("diabet", "insulin", "sugar")),
        ("{name} has been diagnosed with epilepsy.", ("epilep", "seizure", "fit")),
        ("{name} is prescribed a blood thinner.", ("blood thinner", "warfarin", "blood")),
    ),
    "F4": (
        ("The social worker will refer {name} for counselling.", ("counsel",)),
        ("The social worker will request a visit from the fire service.", ("fire",)),
        ("A letter will be sent to the housing department about a transfer.", ("housing", "transfer", "letter")),
    ),
    "F5": (
        ("{name} denied any thoughts of self-harm.", ("self-harm", "harm", "suicid")),
        ("There are no concerns about alcohol or drugs.", ("alcohol", "drug", "drink")),
        ("{name} has no allergies.", ("allerg",)),
        ("{name} has never been in trouble with the police.", ("police",)),
        ("There is no history of domestic abuse.", ("abuse", "violen")),
    ),
    "F6": (
        ("{name} said, \"I know I have let everybody down.\"", ("let everybody down", "let everyone down")),
        ("{name} said, \"I could not be happier with how things are.\"", ("happier",)),
    ),
    "F7": (
        ("{name} appeared well presented and engaged well throughout.", ("well presented", "engaged well")),
        ("The home was clean, warm and tidy throughout.", ("tidy", "clean")),
        ("Diet and appetite are good.", ("appetite", "diet")),
    ),
    "E4": (
        ("{name} lacks capacity to decide where to live.", ("capacity",)),
        ("{name} has capacity to make this decision.", ("capacity",)),
        ("{name} lacks insight into the situation.", ("insight",)),
    ),
    "E5": (
        ("The threshold for a statutory assessment is met.", ("threshold",)),
        ("{name} does not meet the criteria for support.", ("criteria", "eligib")),
    ),
    "L1": (
        ("{name} was difficult and non-compliant.", ("difficult", "complian")),  # Park et al. 2021
        ("{name} refused to engage.", ("engage", "refus")),  # CARE-SD; word lists of Rickman 2025
        ("{name} was demanding and manipulative.", ("demanding", "manipulat")),  # Park et al. 2021
        ("{name} put {themself} at risk.", ("at risk",)),  # Children's Society and NAPAC 2024: victim blaming
        ("{name} is attention-seeking.", ("attention",)),  # TACT, Language that Cares
        ("{name} makes poor lifestyle choices.", ("lifestyle", "choices")),  # Durham's list of blaming phrases
    ),
}  # fmt: skip

HEADINGS = {
    "{name} appeared well presented and engaged well throughout.": "Presentation:",
    "The home was clean, warm and tidy throughout.": "Home conditions:",
    "Diet and appetite are good.": "Nutrition:",
}
"""The heading that a form would have, over a statement with nothing behind it."""

AUTHORED = {
    "F1": {"invented_fact"}, "F2": {"invented_risk"}, "F3": {"invented_diagnosis", "invented_medication"},
    "F4": {"invented_action"}, "F5": {"invented_negative"}, "F6": {"invented_quotation"}, "F7": {"template_filling"},
    "E3": {"causal_invention"}, "E4": {"capacity_conclusion", "invented_consent"}, "E5": {"eligibility_conclusion"},
    "P1": {"polarity_flip"}, "P2": {"status_flip"}, "A2": {"wrong_subject"}, "A4": {"reversal"}, "N1": {"wrong_number"},
    "N2": {"wrong_name"}, "V1": {"softened"}, "V2": {"escalated"}, "V3": {"certainty_raised"}, "L1": {"stigma"},
    "X3": {"third_party_leak"}, "X4": {"obeyed_instruction"},
}  # fmt: skip
"""Kinds of fault to the kinds that authors write under ``not_said``."""
