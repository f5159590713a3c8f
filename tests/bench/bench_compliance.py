"""Blocking findings of `check_tender` against those a lawyer would expect, and its speed."""

import json
import time
from collections import Counter
from pathlib import Path

from tenders.compliance import TenderFacts, check

BLIND = Path(__file__).parents[1] / "data" / "law" / "tenders_blind.jsonl"
TENDERS = Path(__file__).parents[1] / "data" / "law" / "tenders.jsonl"


def main() -> None:
    records = [json.loads(line) for line in TENDERS.read_text(encoding="utf-8").splitlines()]
    found, missed, extra = Counter[str](), Counter[str](), Counter[str]()
    for record in records:
        given = {f.rule for f in check(TenderFacts.from_dict(record["input"])).blocking}
        expected = set(record["blocking"])
        found.update(given & expected)
        missed.update(expected - given)
        extra.update(given - expected)
    print(
        f"{len(records)} marchés, {found.total() + missed.total()} remarques bloquantes attendues"
    )
    print(f"trouvées {found.total()}, manquées {missed.total()}, en trop {extra.total()}")
    for title, rules in (("manquée", missed), ("en trop", extra)):
        for rule, count in sorted(rules.items()):
            print(f"    {title} : {rule} ({count})")
    blind = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]
    print(f"à l'aveugle, pairs : {judged(blind[::2])}")
    print(f"à l'aveugle, impairs : {judged(blind[1::2])}")
    print(f"vitesse : {speed(records):,.0f} marchés par seconde".replace(",", " "))


def judged(records: list[dict]) -> str:
    """Against articles, for whoever wrote these cases did not know our rules."""
    expected = missed = extra = minima = 0
    for record in records:
        found = check(TenderFacts.from_dict(record["input"]))
        wanted = [set(one["legal_ref"]) for one in record["blocking_refs"]]
        cited = {article for finding in found.blocking for article in finding.legal_ref}
        allowed = set(record["allow_refs"]).union(*wanted)
        expected += len(wanted)
        missed += sum(not articles & cited for articles in wanted)
        extra += sum(not set(finding.legal_ref) & allowed for finding in found.blocking)
        for name in ("minimum_procedure", "publicity_minimum"):
            minima += record[name] not in (None, getattr(found, name))
    return (
        f"{len(records)} marchés, {expected} remarques attendues, manquées {missed}, "
        f"en trop {extra}, minima faux {minima}"
    )


def speed(records: list[dict], rounds: int = 5) -> float:
    began = time.process_time()
    for _ in range(rounds):
        for record in records:
            check(TenderFacts.from_dict(record["input"]))
    return rounds * len(records) / (time.process_time() - began)


if __name__ == "__main__":
    main()
