"""`monazite policy show ID`: what does one act say, rule by rule, with dates and sources?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.day_option import day_of
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.policy.library import Library
    from monazite.policy.record import Act

NAME = "policy"


def answer(
    action: Annotated[str, Argument(metavar="show|schema", help=help_text("policy_action"))],
    name: Annotated[str, Argument(metavar="ID", help=help_text("policy_id"))] = "",
    on: Annotated[str, Option("--on", metavar="DATE", help=help_text("policies_on"))] = "",
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Show one act, or the JSON schema of a kind of file."""
    from monazite.errors import DefinitionError, unknown_name
    from monazite.policy.library import library
    from monazite.policy.schema import MODELS, json_schema

    if action == "schema":
        kind = name or "act"
        if kind not in MODELS:
            raise unknown_name("command monazite policy schema", kind, MODELS, "kind of file")
        print_json(json_schema(kind))
        return 0
    if action != "show":
        raise unknown_name("command monazite policy", action, ("show", "schema"), "action")
    if not name:
        raise DefinitionError.one(
            where="command monazite policy show",
            found="no id",
            expected="the id of an act, such as cn/mofcom-gacc-2025-18",
            advice="monazite policies lists them",
        )
    acts = library()
    act = acts.act(name)
    day = day_of(on, "--on", date.today())
    if form is Form.JSON:
        print_json(_dict(act, acts, day))
    else:
        _print(act, acts, day, lang.value)
    return 0


def _dict(act: Act, acts: Library, day: date) -> dict[str, Any]:
    rules = [one for one in acts.rules if one.act.id == act.id]
    return {
        "id": act.id,
        "kind": act.kind,
        "title": {"original": act.title.original, "en": act.title.en, "zh": act.title.zh},
        "issuer": {"en": act.issuer.en, "zh": act.issuer.zh},
        "number": act.number,
        "summary": {"en": act.summary.en, "zh": act.summary.zh},
        "on": day.isoformat(),
        "state": acts.status(act.id, day).state,
        "calendar": [
            {
                "event": event.event,
                "date": str(event.date),
                "until": None if event.until is None else str(event.until),
                "by": event.by,
            }
            for event in act.calendar
        ],
        "rules": [
            {
                "id": one.id,
                "article": one.rule.article,
                "article_zh": one.rule.article_zh,
                "instrument": one.rule.instrument,
                "says": {"en": one.rule.says.en, "zh": one.rule.says.zh},
                "state": one.calendar.on(day).state,
                "items": [
                    {
                        "id": line.item.id,
                        "code": line.item.code,
                        "says": {"en": line.item.says.en, "zh": line.item.says.zh},
                        "hs": list(line.item.hs),
                        "seen": line.item.seen,
                    }
                    for line in one.lines
                ],
                "readings": [reading.id for reading in one.rule.readings],
                "market_effects": [block.id for block in one.rule.market],
            }
            for one in rules
        ],
        "citations": [
            {
                "id": citation.id,
                "title": citation.title,
                "publisher": citation.publisher,
                "date": str(citation.date),
                "address": citation.address,
                "language": citation.language,
                "grade": citation.grade,
                "note": citation.note,
            }
            for citation in act.citations
        ],
        "coverage": act.coverage.state,
        "missing": [{"en": part.says.en, "zh": part.says.zh} for part in act.coverage.missing],
        "left_out": [
            {"en": part.says.en, "zh": part.says.zh, "because": part.because}
            for part in act.coverage.left_out
        ],
        "open_points": [{"en": point.en, "zh": point.zh} for point in act.open_points],
    }


def _print(act: Act, acts: Library, day: date, lang: str) -> None:
    say = words("zh" if lang == "zh" else "en")
    print(act.title.text(lang))
    print(f"  {act.id} · {act.issuer.text(lang)}")
    state = say.say(f"state.{acts.status(act.id, day).state}")
    print(f"  {say.say('policy.state', day=day, state=state)}")
    print()
    print(act.summary.text(lang))
    print()
    print(say.say("policy.calendar"))
    for event in act.calendar:
        until = f" – {event.until}" if event.until is not None else ""
        by = f" ({event.by})" if event.by is not None else ""
        print(f"  {event.date}{until}  {say.say(f'event.{event.event}')}{by}")
    for one in acts.rules:
        if one.act.id != act.id:
            continue
        print()
        print(f"{one.rule.id} · {one.rule.instrument} · {one.rule.article_text(lang)}")
        print(f"  {one.rule.says.text(lang)}")
        print(f"  {say.say('state.' + one.calendar.on(day).state)}")
        for line in one.lines:
            code = f" {line.item.code}" if line.item.code else ""
            print(f"  -{code} {line.item.says.text(lang)}")
        for reading in one.rule.readings:
            print(f"  {say.say('policy.reading', id=reading.id, says=reading.says.text(lang))}")
    for part in act.coverage.missing:
        print()
        print(say.say("policy.missing", says=part.says.text(lang)))
    for left in act.coverage.left_out:
        print()
        reason = say.say(f"coverage.because.{left.because}")
        print(say.say("policy.left_out", says=left.says.text(lang), because=reason))
    for point in act.open_points:
        print()
        print(say.say("policy.open", says=point.text(lang)))
    print()
    print(say.say("policy.sources"))
    for citation in act.citations:
        print(
            f"  [{citation.grade}] {citation.title} · {citation.publisher} · {citation.date} · "
            f"{citation.address}"
        )
