"""The joint diagnosis: what the sheets of a project say together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from needs.diagnosis.answers import AnswerRow, say_answer
from needs.diagnosis.figures import plain
from needs.diagnosis.gaps import Gap, find_gaps
from needs.diagnosis.measures import MEASURES
from needs.diagnosis.sheets import Sheet, SiteFacts, named_alike
from needs.diagnosis.totals import Share, SiteRow, Total, add_up, gather, rows_by_site
from needs.questions import JointAnswer, QuestionSet, join
from procurement.typography import NBSP, number


@dataclass(frozen=True)
class Diagnosis:
    members: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    totals: tuple[Total, ...]
    site_rows: tuple[SiteRow, ...]
    gaps: tuple[Gap, ...]
    questions: QuestionSet
    lead: str = ""

    @property
    def sites(self) -> list[tuple[Sheet, SiteFacts]]:
        return [(sheet, site) for sheet in self.sheets for site in sheet.sites]

    @property
    def communes(self) -> list[str]:
        return sorted({site.insee for _, site in self.sites})

    @cached_property
    def joint_answers(self) -> list[JointAnswer]:
        """Questions whose answers make one for the whole diagnosis."""
        joined = (
            join(question, (sheet.answers.get(question.id) for sheet in self.sheets))
            for question in self.questions.questions
        )
        return [answer for answer in joined if answer]

    @property
    def answer_rows(self) -> list[AnswerRow]:
        joint = {answer.question.id: answer for answer in self.joint_answers}
        rows = []
        for question in self.questions.questions:
            given = tuple(
                (sheet.name, say_answer(question, sheet.answers[question.id]))
                for sheet in self.sheets
                if question.id in sheet.answers
            )
            if given:
                one = joint.get(question.id)
                said = say_answer(question, one.value) if one else ""
                rows.append(AnswerRow(question.label, question.unit, given, said))
        return rows

    def facts(self) -> dict[str, Decimal | int | str]:
        """What is known of the whole, under the ids that clauses and rules use."""
        known: dict[str, Decimal | int | str] = {
            answer.question.fact: plain(answer.value)
            for answer in self.joint_answers
            if answer.question.fact
        }
        known |= {
            fact: value
            for fact, measure in MEASURES.items()
            if (value := measure.over(self.sheets)) is not None
        }
        if self.sites:
            known |= {"sites": len(self.sites), "communes": len(self.communes)}
        if self.lead:
            known["lead_name"] = self.lead
        return known


def consolidate(
    sheets: Sequence[Sheet],
    *,
    questions: QuestionSet,
    members: Sequence[str] = (),
    lead: str = "",
) -> Diagnosis:
    """The joint diagnosis of these sheets; `members` are those who joined, sheet or not."""
    sheets = named_alike(sheets)
    everybody = tuple(dict.fromkeys([*members, *(sheet.member for sheet in sheets)]))
    gathered = gather(sheets)
    return Diagnosis(
        members=everybody,
        sheets=sheets,
        totals=tuple(map(add_up, gathered)),
        site_rows=tuple(rows_by_site(sheets, gathered)),
        gaps=tuple(find_gaps(sheets, everybody, questions)),
        questions=questions,
        lead=lead,
    )


def as_dict(result: Diagnosis) -> dict[str, Any]:
    """The diagnosis as the API gives it; amounts as exact texts, in their base unit."""
    return {
        "members": list(result.members),
        "totals": [
            {
                "component": total.component,
                "unit": total.unit,
                "per": "an" if total.is_flow else None,
                "value": str(total.base),
                "said": f"{number(total.value)}{NBSP}{total.units}",
                "by_member": _shares_as_list(total.by_member),
                "by_site": _shares_as_list(total.by_site),
                "by_label": _shares_as_list(total.by_label),
            }
            for total in result.totals
        ],
        "sites": [
            {
                "name": site.name,
                "insee": site.insee,
                "commune": site.commune,
                "member": sheet.member,
            }
            for sheet, site in result.sites
        ],
        "gaps": [{"kind": gap.kind, "what": gap.what, "why": gap.why} for gap in result.gaps],
        "facts": {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in result.facts().items()
        },
    }


def _shares_as_list(shares: Iterable[Share]) -> list[dict[str, str]]:
    return [{"name": s.name, "detail": s.detail, "value": str(s.base)} for s in shares]
