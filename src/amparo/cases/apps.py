from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amparo.cases"

    def ready(self) -> None:
        """Tells the floor below what happens when a report is taken up (docs/decisions/0003-take-up.md)."""
        from amparo.cases import actions
        from amparo.cases.justice import actions as justice
        from amparo.cases.lifecycle import blockers
        from amparo.cases.obligations.blocking import running_clocks
        from amparo.cases.referral.blocking import open_referral
        from amparo.cases.retention import due
        from amparo.reports import decisions

        decisions.register(
            decisions.TakingUp(open=actions.open_case, undo=actions.let_go, address=actions.address_of)
        )
        blockers.register(blockers.open_hand_over)
        blockers.register(blockers.open_plan_actions)
        blockers.register(open_referral)
        blockers.register(due.open_hold)
        blockers.register(running_clocks)
        blockers.register(justice.keeps_open)
