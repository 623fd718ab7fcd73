"""Which step of the justice system can follow which. Pure."""

from amparo.cases.models import JusticeStepKind as Kind

NEXT: dict[Kind | None, tuple[Kind, ...]] = {
    None: (Kind.REPORTED, Kind.INQUIRY_OPENED),
    Kind.REPORTED: (Kind.INQUIRY_OPENED, Kind.ARCHIVED),
    Kind.INQUIRY_OPENED: (Kind.CHARGED, Kind.ARCHIVED),
    Kind.CHARGED: (Kind.ACCEPTED, Kind.ARCHIVED, Kind.RETURNED),
    Kind.ACCEPTED: (Kind.TRIAL, Kind.RETURNED),
    Kind.TRIAL: (Kind.JUDGMENT, Kind.RETURNED),
    Kind.RETURNED: (Kind.CHARGED, Kind.ARCHIVED),
    Kind.JUDGMENT: (Kind.APPEAL, Kind.FINAL),
    Kind.APPEAL: (Kind.FINAL, Kind.TRIAL),
    Kind.FINAL: (),
    Kind.ARCHIVED: (Kind.INQUIRY_OPENED,),  # new evidence opens it again
}
ENDS = frozenset({Kind.FINAL, Kind.ARCHIVED})


def can_follow(last: Kind | None) -> tuple[Kind, ...]:
    """The steps that can come next. A complaint can be withdrawn at any time before the end."""
    steps = NEXT[last]
    return steps if last is None or last in ENDS else (*steps, Kind.WITHDRAWN)
