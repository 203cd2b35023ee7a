"""One transaction with everything looked up that rules ask of it.

Answers to questions about routes, parties, end uses and conditions stand here, in one place for
all instruments; each answer is yes, no or not known, with what would decide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from monazite.policy.answer import NO, UNKNOWN, YES, Answer, opposite, some
from monazite.policy.condition_answer import Values, answer_condition
from monazite.policy.goods_profile import GoodsProfile, profile
from monazite.policy.licensing import Licensing
from monazite.policy.party import same_party
from monazite.policy.places import Places
from monazite.policy.question import Finding
from monazite.policy.register import registers
from monazite.policy.scope import Circumstances, Parties
from monazite.policy.transaction import Transaction

if TYPE_CHECKING:
    from monazite.policy.cases import Branch
    from monazite.policy.goods_index import NearGoods
    from monazite.policy.goods_matching import Line
    from monazite.policy.jurisdiction import Jurisdiction, ReadFamily
    from monazite.policy.library import Library
    from monazite.policy.rule import Rule

HOLDS = Finding(YES, "applies")


class Inquiry:
    """What can be asked of one transaction?

    transaction, day : what is to be shipped, and when
    goods, values    : its goods and its parameters
    near             : lines that these goods could be, None if all have to be looked at
    answered         : number of a ready rule -> what was found of these goods before
    plain            : the same for rules without thresholds, shared by goods of one substance
    in_families      : number of a family of goods -> do these belong to it
    lists            : control list -> do these goods stand on it
    listed           : as answered, of rules that ask a control list
    """

    __slots__ = (
        "answered",
        "branches",
        "day",
        "goods",
        "in_families",
        "library",
        "listed",
        "lists",
        "near",
        "plain",
        "transaction",
        "values",
    )

    def __init__(
        self,
        transaction: Transaction,
        library: Library,
        branches: Mapping[str, Branch] | None = None,
        goods: GoodsProfile | None = None,
    ) -> None:
        self.transaction = transaction
        self.library = library
        self.day: date = transaction.date
        self.goods = profile(transaction) if goods is None else goods
        self.values = Values(
            self.goods.numbers,
            transaction.parameters,
            {
                "chinese_content_value_share": transaction.chinese_content_value_share,
                "made_with_chinese_technology": transaction.made_with_chinese_technology,
                "value_usd": transaction.value_usd,
                "quantity_kg": transaction.quantity_kg,
            },
            self.day,
            library.member,
        )
        self.branches: Mapping[str, Branch] = branches or {}
        self.lists: dict[str, Finding] = {}
        self.listed: dict[int, Finding] = {}
        self.answered: dict[int, Finding] = {}
        self.near: NearGoods | None = None
        self.plain: dict[int, Finding] | None = None
        self.in_families: dict[int, bool] = {}

    def act_of(self, rule: Rule) -> str:
        """Return the id of the act a rule stands in."""
        return self.library.act_of(rule)

    def route(self, when: Circumstances, crossing: str) -> Finding:
        """Does the shipment take a route of these circumstances?"""
        shipment = self.transaction
        crosses = shipment.crosses
        if crossing != "any":
            if crosses is None:
                answer: Answer = UNKNOWN
            else:
                answer = YES if crosses != (crossing == "domestic") else NO
            if answer == NO:
                return Finding(NO, "no_border_crossed" if crosses is False else "route_not_covered")
        else:
            answer = YES
        asks = ["from"] if answer == UNKNOWN else []
        answers = [answer]
        for places, place, name in (
            (when.exporting, shipment.from_, "from"),
            (when.destinations, shipment.to, "to"),
            (when.end_user_countries, shipment.end_user_country, "end_user_country"),
        ):
            if places is None:
                continue
            answer = self.library.holds(places, place, self.day)
            if answer == NO:
                return Finding(NO, "route_not_covered", (), ((name, str(place)),))
            if answer == UNKNOWN:
                asks.append(name)
            answers.append(answer)
        if UNKNOWN in answers:
            return Finding(UNKNOWN, "route_unclear", tuple(dict.fromkeys(asks)))
        return HOLDS

    def origin(self, places: Places | None) -> Finding:
        """Were the goods made in one of these places?"""
        if places is None:
            return HOLDS
        made = self.transaction.origin
        answer = self.library.holds(places, made, self.day)
        if answer == YES:
            return HOLDS
        if answer == NO:
            return Finding(NO, "origin_not_covered", (), (("origin", str(made)),))
        return Finding(UNKNOWN, "origin_unclear", ("origin",))

    def parties(self, when: Circumstances, act: str) -> Finding:
        """Are exporter and end user among the parties meant?"""
        found = []
        if when.exporters is not None:
            found.append(self._party(when.exporters, self.transaction.exporter, "exporter"))
        if when.end_users is not None:
            found.append(self._party(when.end_users, self.transaction.end_user, "end_user"))
        return _first(found)

    def end_use(self, when: Circumstances) -> Finding:
        """Is the end use one of those meant?"""
        if not when.end_uses and not when.except_end_uses:
            return HOLDS
        use = self.transaction.end_use
        if use is None or use == "unknown":
            return Finding(UNKNOWN, "end_use_unclear", ("end_use",))
        if when.end_uses and use not in when.end_uses:
            return Finding(NO, "end_use_not_covered", (), (("end_use", use),))
        if use in when.except_end_uses:
            return Finding(NO, "end_use_not_covered", (), (("end_use", use),))
        return HOLDS

    def conditions(self, when: Circumstances) -> Finding:
        """Do all conditions hold?"""
        if not when.conditions:
            return HOLDS
        return _first([answer_condition(one, self.values) for one in when.conditions])

    def circumstances(self, when: Circumstances, rule: str, act: str) -> Finding:
        """Do all circumstances hold (special cases and exemptions)?"""
        return _first(
            [
                self.route(when, "any"),
                self.origin(when.origins),
                self.parties(when, act),
                self.end_use(when),
                self.conditions(when),
            ]
        )

    def on_register(self, register: str) -> Finding:
        """Do the goods stand on a control list on that day? Worked out once."""
        if register not in self.lists:
            from monazite.policy.rule_matching import register_finding

            self.lists[register] = register_finding(register, self, self.branches)
        return self.lists[register]

    def list_was_read(self, register: str) -> bool:
        """Was everything read that a control list holds for goods like these?"""
        return any(
            register in family.complete_lists and self._in_family(lines)
            for _, family, lines in self.library.families
        )

    def families_of(self, economy: str) -> tuple[tuple[Jurisdiction, ReadFamily], ...]:
        """For which families that these goods belong to was an economy's export law read?"""
        return tuple(
            (jurisdiction, family)
            for jurisdiction, family, lines in self.library.families_in(economy, self.day)
            if (family.since is None or family.since.reached(self.day) == YES)
            and self._in_family(lines)
        )

    def jurisdictions_of(self, economy: str) -> tuple[Jurisdiction, ...]:
        """Which files say what of an economy's law was read?"""
        return self.library.jurisdictions_of(economy, self.day)

    def _in_family(self, lines: tuple[Line, ...]) -> bool:
        known = self.in_families.get(lines[0].number) if lines else False
        if known is None:
            known = self.in_families[lines[0].number] = _belongs(self.goods, self.values, lines)
        return known

    def general_licence(self, terms: Licensing) -> Answer:
        """Does the shipment go under a general licence, as said or as listed?"""
        told = self.values.known("general_licence")
        if isinstance(told, bool):
            return YES if told else NO
        if terms.general_licence is not None and self.transaction.end_user is not None:
            parties = Parties(listed_in=(terms.general_licence,))
            if self._party(parties, self.transaction.end_user, "end_user").answer == YES:
                return YES
        return UNKNOWN

    def _party(self, parties: Parties, name: str | None, role: str) -> Finding:
        answers: list[Answer] = []
        if parties.names:
            answers.append(
                UNKNOWN if name is None else some(same_party(name, one) for one in parties.names)
            )
        for act in parties.listed_in:
            answers.append(self._listed(act, name, role, parties))
        for register in parties.on_lists:
            lists = self.library.lists_of(register)
            answers += [self._listed(act, name, role, parties) for act in lists]
            if not lists and not registers()[register].complete:
                answers.append(UNKNOWN)
        for act in parties.not_listed_in:
            answers.append(opposite(self._listed(act, name, role, parties)))
        answer = some(answers)
        if answer == YES:
            return Finding(YES, "applies", (), ((role, str(name)),))
        if answer == NO:
            return Finding(NO, "party_not_covered", (), ((role, str(name)),))
        asks = (
            [role] if name is None else [role, f"{role}_country"] if role == "end_user" else [role]
        )
        if name is None and role == "end_user" and self.transaction.end_user_country is None:
            asks.append("end_user_country")
        return Finding(UNKNOWN, "party_unclear", tuple(asks))

    def _listed(self, act: str, name: str | None, role: str, parties: Parties) -> Answer:
        country = (
            self.transaction.end_user_country if role == "end_user" else self.transaction.from_
        )
        answer = self.library.listed(act, name, country, self.day, self.branches)
        if answer == YES or parties.affiliates_from_pct is None:
            return answer
        parent = self.transaction.parameters.get("end_user_parent")
        if parent in (None, "unknown"):
            return answer
        above = self.library.listed(act, str(parent), None, self.day, self.branches)
        share = self.values.numbers.get("parent_share_pct")
        if above != YES:
            return answer
        if share is None:
            return UNKNOWN
        held = share.compare(">=", parties.affiliates_from_pct)
        return some((answer, held))


def _belongs(goods: GoodsProfile, values: Values, lines: tuple[Line, ...]) -> bool:
    """Are goods, and all parts named, surely among these lines?

    Every kind of matter named has to fit: the scrap of an electrode is no electrode.
    """
    return any(line.matches(goods, values, exception=True).answer == YES for line in lines) and all(
        _belongs(part, values.of_part(part), lines) for part in goods.parts or ()
    )


def _first(found: Iterable[Finding]) -> Finding:
    """Return the first no, else the first unknown with everything that is asked, else yes."""
    open_one: Finding | None = None
    asks: list[str] = []
    for finding in found:
        if finding.answer == NO:
            return finding
        if finding.answer == UNKNOWN:
            open_one = open_one or finding
            asks += finding.asks
    if open_one is None:
        return HOLDS
    return Finding(UNKNOWN, open_one.code, tuple(dict.fromkeys(asks)), open_one.facts)
