"""The sheets of several authorities, consolidated: yearly totals, who brings what, what is missing.

Every number is exact: sums are made of fractions and rounded once, when they are shown.
"""

from needs.diagnosis.answers import AnswerRow, said_or_blank, say_answer
from needs.diagnosis.gaps import Gap
from needs.diagnosis.joint import Diagnosis, as_dict, consolidate
from needs.diagnosis.sheets import Sheet, SiteFacts, VolumeLine
from needs.diagnosis.totals import Share, SiteRow, Total

__all__ = [
    "AnswerRow",
    "Diagnosis",
    "Gap",
    "Share",
    "Sheet",
    "SiteFacts",
    "SiteRow",
    "Total",
    "VolumeLine",
    "as_dict",
    "consolidate",
    "said_or_blank",
    "say_answer",
]
