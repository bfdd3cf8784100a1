"""Word lists that turn many ways of writing one thing into a single canonical form.

Written for British social care conversations and records. Nothing here was learnt from data.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


STOP = words(
    """a an the this that these those there here it its itself and or but if so as than then of to in on at by for
    from with within about into onto over under up down out off through between against is am are was were be been
    being has have had having do does did doing done will would shall should can could may might must ought
    i me my mine myself you your yours yourself we us our ours ourselves who whom whose which what when where why how
    also just very really quite rather too well oh um uh er erm ah okay ok right yes yeah yep please thank thanks
    some any all each every other another such own same both either neither more most much many few less least
    get gets got getting go goes going let like thing things bit lot kind sort way etc however therefore although
    though because while during per via again only even still yet now currently ever mr mrs ms miss dr
    anybody anyone anything somebody someone something everybody everything
    mm hmm mhm know mean see say says said i'd there's perhaps maybe
    """
)
"""Words that carry no content of their own. Negators and quantities are never among them."""

PRONOUNS = words("he she they him her them his hers their theirs himself herself themself themselves")

NEGATORS = words("no not never none nobody nothing nowhere without nil neither nor nope nah denies denied deny denying")

EXPAND = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "ain't": "is not",
    "unable": "not able", "unsafe": "not safe", "unwilling": "not willing", "reluctant": "not keen",
    "declined": "not accept", "declines": "not accept", "refused": "not accept", "refuses": "not accept",
    "refuse": "not accept", "refusing": "not accept", "refusal": "not accept", "objected": "not accept",
    "objects": "not accept", "disputes": "not accept", "disputed": "not accept", "disagrees": "not agree",
    "disagreed": "not agree", "disagree": "not agree", "withheld": "not give", "unaware": "not aware",
    "unhappy": "not happy", "unwell": "not well", "dislikes": "not like", "dislike": "not like",
    "lacks": "not have", "gonna": "going to", "wanna": "want to", "gotta": "got to", "dunno": "do not know",
    "twice": "2 times", "thrice": "3 times", "fortnight": "2 weeks", "fortnightly": "every 2 weeks",
    "o'clock": "o'clock", "everyone": "every one", "let's": "let us",
    "sw": "social worker", "ot": "occupational therapist", "cpn": "community psychiatric nurse",
    "'cause": "because", "cos": "because",
}  # fmt: skip

CLITICS = {"ll": "will", "re": "are", "ve": "have", "m": "am", "d": "would"}

IS_CLITIC_HOSTS = words("it that there what who where how he she here when")
"""Words after which 's is short for "is"; after others it is taken as a possessive."""

IRREGULAR = {
    "fell": "fall", "fallen": "fall", "went": "go", "gone": "go", "took": "take", "taken": "take", "gave": "give",
    "given": "give", "came": "come", "made": "make", "told": "tell", "felt": "feel", "left": "leave", "kept": "keep",
    "slept": "sleep", "asleep": "sleep", "thought": "think", "bought": "buy", "brought": "bring", "caught": "catch",
    "found": "find", "lost": "lose", "met": "meet", "paid": "pay", "ran": "run", "sent": "send", "spent": "spend",
    "stood": "stand", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak", "broke": "break",
    "broken": "break", "ate": "eat", "eaten": "eat", "drank": "drink", "drunk": "drink", "drove": "drive",
    "driven": "drive", "woke": "wake", "woken": "wake", "wore": "wear", "hid": "hide", "hidden": "hide",
    "held": "hold", "heard": "hear", "hurt": "hurt", "knew": "know", "known": "know", "saw": "see", "seen": "see",
    "shook": "shake", "stole": "steal", "stolen": "steal", "began": "begin", "begun": "begin", "became": "become",
    "chose": "choose", "chosen": "choose", "forgot": "forget", "forgotten": "forget", "grew": "grow",
    "threw": "throw", "thrown": "throw", "understood": "understand", "agreed": "agree", "died": "die",
    "hrs": "hour", "wks": "week", "yrs": "year", "mins": "minute", "cried": "cry", "tried": "try", "dried": "dry",
    "dying": "die", "dies": "die", "children": "child", "women": "woman", "men": "man", "people": "person",
    "feet": "foot", "teeth": "tooth", "wives": "wife", "lives": "live", "better": "better", "worse": "worse",
    "bled": "bleed", "fed": "feed", "led": "lead", "rang": "ring", "rung": "ring", "sat": "sit", "set": "set",
    "laid": "lay", "badly": "bad", "said": "say", "says": "say", "sold": "sell", "struck": "strike", "swore": "swear",
    "taught": "teach", "shut": "shut", "built": "build", "burnt": "burn", "dealt": "deal", "meant": "mean",
}  # fmt: skip

SYNONYMS = (
    "mother mum mom mam mummy",
    "father dad daddy",
    "grandmother nan gran nana granny",
    "grandfather grandad grandpa",
    "doctor gp",
    "medication medicine meds tablet pill medicinal",
    "toilet loo lavatory",
    "live reside",
    "help assist support assistance",
    "need require",
    "begin start commence",
    "frighten scare afraid scared frightened",
    "phone call telephone ring",
    "child kid",
    "hospital ward",
    "buy purchase",
    "say state report tell mention advise",
    "worry concern anxious worried concerned",
    "sad upset",
    "argue row quarrel argument",
    "angry cross",
    "stairs stair step upstairs downstairs staircase",
    "tired fatigue exhausted",
    "fridge refrigerator",
    "meal dinner tea lunch",
    "fall trip tumble",
    "want wish desire keen hope prefer agree consent accept willing allow permission",
    "stop cease rest",
    "remain stay",
    "try attempt consider",
    "end finish",
    "home house flat",
    "talk speak discuss discussion",
    "day daily",
    "week weekly",
    "month monthly",
    "night nightly",
    "year annual yearly",
    "partner spouse",
    "school class",
    "suicide suicidal",
    "violence violent",
    "aggression aggressive",
    "confuse confusion",
    "depress depression depressive",
    "isolate isolation",
    "independence independent",
    "continence continent",
    "incontinence incontinent",
    "pregnancy pregnant",
    "lonely loneliness",
    "refer referral",
    "arrange arrangement",
    "prescribe prescription",
    "injure injury",
    "fracture break",
    "difficult hard difficulty struggle",
    "money cash finance",
)
"""Each line: words taken as one; the first names the group."""

BRITISH = {
    "colour": "color", "behaviour": "behavior", "labour": "labor", "favour": "favor", "favourite": "favorite",
    "neighbour": "neighbor", "honour": "honor", "humour": "humor", "rumour": "rumor", "tumour": "tumor",
    "harbour": "harbor", "odour": "odor", "vigour": "vigor", "endeavour": "endeavor", "flavour": "flavor",
    "neighbourhood": "neighborhood", "behavioural": "behavioral", "centre": "center", "metre": "meter",
    "litre": "liter", "theatre": "theater", "fibre": "fiber", "programme": "program", "grey": "gray",
    "tyre": "tire", "cheque": "check", "kerb": "curb", "mum": "mom", "mummy": "mommy", "pyjamas": "pajamas",
    "licence": "license", "practise": "practice", "defence": "defense", "offence": "offense", "catalogue": "catalog",
    "dialogue": "dialog", "diarrhoea": "diarrhea", "oedema": "edema", "anaemia": "anemia", "paediatric": "pediatric",
    "haemorrhage": "hemorrhage", "gynaecology": "gynecology", "oestrogen": "estrogen", "anaesthetic": "anesthetic",
    "foetus": "fetus", "manoeuvre": "maneuver", "ageing": "aging", "judgement": "judgment", "enrol": "enroll",
    "fulfil": "fulfill", "skilful": "skillful", "jewellery": "jewelry", "counsellor": "counselor",
    "travelled": "traveled", "travelling": "traveling", "traveller": "traveler", "cancelled": "canceled",
    "cancelling": "canceling", "labelled": "labeled", "signalled": "signaled", "counselling": "counseling",
    "analyse": "analyze", "analysed": "analyzed", "paralysed": "paralyzed", "storey": "story",
    "sceptical": "skeptical",
    "cosy": "cozy", "plough": "plow", "draught": "draft", "mould": "mold", "moustache": "mustache",
    "aeroplane": "airplane",
    "learnt": "learned", "burnt": "burned", "dreamt": "dreamed", "spelt": "spelled", "whilst": "while",
    "amongst": "among", "towards": "toward", "specialise": "specialize",
}  # fmt: skip
"""British to American, used only to make the two equal; nothing is ever shown in this form."""

NOT_ISE = words(
    """exercise advise advised advises advising surprise surprised surprises promise promised promises raise raised
    raises rise rises wise otherwise likewise noise disguise despise devise comprise compromise compromised supervise
    supervised supervises supervising revise improvise televise advertise excise precise concise arise praise bruise
    bruised bruises bruising cruise exercised exercises exercising raising rising promising premise expertise franchise
    merchandise paradise poise treatise vise"""
)

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
ONES = {word: n for n, word in enumerate(_ONES.split())}
TENS = {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
ORDINALS = {word: n for n, word in enumerate(_ORDINALS.split(), start=1)} | {"thirtieth": 30}

_DAYS = words("monday tuesday wednesday thursday friday saturday sunday")
WEEKDAYS = {form: day for day in sorted(_DAYS) for form in (day, day + "s")} | {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday", "thu": "thursday",
    "thur": "thursday", "thurs": "thursday", "fri": "friday",
}  # fmt: skip
_WHOLE_MONTHS = words("january february april june july august september october november december")
MONTHS = {month: month for month in sorted(_WHOLE_MONTHS)} | {
    "jan": "january", "feb": "february", "apr": "april", "aug": "august", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december",
}  # fmt: skip
"""March and May are months only beside a number or a preposition of time."""

DURATION_UNITS = {"second": "second", "minut": "minute", "min": "minute", "hour": "hour", "hr": "hour", "day": "day",
                  "night": "night", "week": "week", "wk": "week", "month": "month", "year": "year", "yr": "year",
                  "decad": "decade"}  # fmt: skip
DOSE_UNITS = {"mg": "mg", "milligram": "mg", "mcg": "mcg", "microgram": "mcg", "g": "g", "gram": "g", "ml": "ml",
              "millilitr": "ml", "milliliter": "ml", "unit": "unit", "kg": "kg", "kilo": "kg", "kilogram": "kg",
              "ston": "stone", "lb": "lb", "cm": "cm", "metr": "m", "meter": "m", "mil": "mile", "puff": "puff",
              "drop": "drop"}  # fmt: skip
MONEY_UNITS = {"pound": "£", "quid": "£", "penc": "p", "penni": "p", "dollar": "$", "euro": "€"}

ATTRIBUTION = words(
    "say think feel believe allege claim hear describe accord suspect worry wonder view opinion quote express explain "
    "indicate impression consider ask recall disclose appear seem apparently reckon complain raise insist acknowledge "
    "reportedly per assume guess understand perceive fear"
)
"""Stems that show a record is passing on what somebody said or thinks."""

SAYING = words(
    "say believe think feel allege claim accuse suspect reckon assume guess understand perceive fear worry wonder "
    "describe explain express indicate recall disclose complain insist acknowledge confirm voice warn suggest consider "
    "dispute"
)
"""Verbs that make what follows somebody's word or thought, where somebody is their subject."""

OWN_VIEW = words("view opinion impression belief account")
"""Nouns that do the same with an owner: "in the nurse's view"."""

HEARSAY = words("reportedly allegedly apparently supposedly")

ROLES = words(
    "worker nurse teacher headteacher doctor chemist pharmacist neighbour landlord officer friend niece nephew parent "
    "relative manager adviser assistant carer therapist physiotherapist visitor staff interpreter coordinator matron "
    "registrar chair supervisor tutor advocate consultant paramedic broker warden receptionist secretary volunteer "
    "dietitian psychologist psychiatrist midwife solicitor caller lead constable sergeant paediatrician supporter"
)
"""Words for people who may say something."""

BODIES = words("school ward police family council college team letter form record referral association")
"""Bodies and papers that may: but "School:" before a statement is a topic, not a speaker."""

QUALIFIERS = words(
    "social district occupational personal key health housing class support foster day home care centre youth duty "
    "ward community return family special speech language school discharge hospital police night outreach mental"
)
"""What may stand before a role in a speaker's label."""

KIN_WORDS = words(
    "mother mum father dad parent daughter son child sister brother aunt uncle grandmother grandfather nan wife "
    "husband partner niece nephew"
)
"""Relations, where nobody is masked: in a heading."""

WEAK = words(
    "want need take go come tell ask make put use give feel think keep try help look start stop able happen find work "
    "leave bring call day time today now new old good bad first next last back way place own part"
)
"""Words common in any case note: finding one is little evidence that a fact is meant."""

RECORD = words(
    "ask describe report discuss explain express experience appear remain continue directly currently presently "
    "confirm identify note record provide require attend include regard relate due outline highlight additional "
    "visit session meeting conversation aware reason tired busy cope manage regularly usually generally often "
    "sometimes"
)
"""Words that a record uses of any matter: that nobody spoke them shows nothing."""

STANCE = words("want agree consent accept willing allow permission mind happy content rather sooner object")
"""Words of wish and consent: "she wants to stay" is not kept by "she stays"."""

SCOPE_ENDS = words("but although however because though which who so except while whereas")
