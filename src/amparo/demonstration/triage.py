"""How the made-up officers decide: by what the story is, when it came and what belongs together."""

from datetime import timedelta

from amparo.accounts.models import Institution
from amparo.demonstration import themes
from amparo.demonstration.draw import Draw
from amparo.demonstration.plan import Planned
from amparo.reports.decisions import Choice
from amparo.reports.models import Level, Report, SendingBasis, Verdict

_LATE = 0.08
_PRANK = {Verdict.DISMISS: 9, Verdict.KEEP: 1}
_QUESTION = {Verdict.KEEP: 9, Verdict.TAKE_UP: 1}
_STORY = {Verdict.TAKE_UP: 55, Verdict.KEEP: 18, Verdict.SEND_ON: 24, Verdict.DISMISS: 3}


def delay(draw: Draw, level: Level) -> timedelta:
    """How long a report waits for its decision; a few wait longer than they should."""
    if level == Level.IMMEDIATE:
        return timedelta(minutes=draw.uniform(65, 240) if draw.maybe(_LATE) else draw.uniform(4, 52))
    return timedelta(hours=draw.uniform(25, 75) if draw.maybe(_LATE) else draw.uniform(0.4, 19))


def choose(
    planned: Planned, draw: Draw, report: Report, joinable: Report | None, receivers: list[Institution]
) -> Choice:
    """What the officer decides; `joinable` belongs together with the report, `receivers` are nearer to it."""
    if joinable is not None and draw.maybe(0.8):
        return Choice(Verdict.JOIN, _reason(draw, "join"), joined_to=joinable)
    verdict = draw.weighted(_weights(planned))
    if verdict == Verdict.SEND_ON and receivers:
        receiver = draw.choice(receivers)
        basis = SendingBasis.IMMINENT_DANGER if report.danger else SendingBasis.REFERRAL
        return Choice(verdict, _reason(draw, f"send_{receiver.kind}"), sent_to=receiver, basis=basis)
    if verdict in {Verdict.TAKE_UP, Verdict.SEND_ON}:
        return take_up(draw, report)
    return Choice(verdict, _reason(draw, _words_for(planned, verdict)))


def take_up(draw: Draw, report: Report) -> Choice:
    """A case is opened."""
    return Choice(Verdict.TAKE_UP, _reason(draw, f"take_up_{report.matter}"))


def _words_for(planned: Planned, verdict: Verdict) -> str:
    if verdict == Verdict.KEEP:
        return "keep_question" if planned.told.theme.code == "questions" else "keep"
    return "dismiss_false" if planned.told.theme.in_earnest else "dismiss"


def _weights(planned: Planned) -> dict[Verdict, int]:
    if not planned.told.theme.in_earnest:
        return _PRANK
    return _QUESTION if planned.told.theme.code == "questions" else _STORY


def _reason(draw: Draw, name: str) -> str:
    return draw.choice(themes.conversation(themes.PORTUGUESE, name))
