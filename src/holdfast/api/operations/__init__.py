"""What can be asked: one operation per file, each a request, a reply, a scope and a handler.

An operation is an `Operation` (api.operation) and knows no protocol. To add one: write its
file, add its line to OPERATIONS.
"""

from holdfast.api.operation import AnyOperation
from holdfast.api.operations.accounts import accounts
from holdfast.api.operations.acknowledge import acknowledge
from holdfast.api.operations.acknowledge_alert import acknowledge_alert
from holdfast.api.operations.alerts import alerts
from holdfast.api.operations.amend import amend
from holdfast.api.operations.approve import approve
from holdfast.api.operations.authorize import authorize
from holdfast.api.operations.cancel import cancel
from holdfast.api.operations.cancel_all import cancel_all
from holdfast.api.operations.cancel_orders import cancel_orders
from holdfast.api.operations.check_constraints import check_constraints
from holdfast.api.operations.check_order import check_order
from holdfast.api.operations.close_session import close_session
from holdfast.api.operations.costs import costs
from holdfast.api.operations.discrepancies import (
    discrepancies,
    discrepancy,
    resolve_discrepancy,
)
from holdfast.api.operations.explain import explain
from holdfast.api.operations.fills import fills
from holdfast.api.operations.health import health
from holdfast.api.operations.heartbeat import heartbeat
from holdfast.api.operations.instruments import instruments
from holdfast.api.operations.kill import kill
from holdfast.api.operations.limits import limits
from holdfast.api.operations.open_session import open_session
from holdfast.api.operations.order_state import order_state
from holdfast.api.operations.orders import orders
from holdfast.api.operations.override_blocker import override_blocker
from holdfast.api.operations.pause import pause
from holdfast.api.operations.plans import plans
from holdfast.api.operations.portfolio import portfolio
from holdfast.api.operations.positions import positions
from holdfast.api.operations.principals import principals
from holdfast.api.operations.proposals import proposals
from holdfast.api.operations.quotes import quotes
from holdfast.api.operations.readiness import readiness
from holdfast.api.operations.reconcile import reconcile
from holdfast.api.operations.replace import replace
from holdfast.api.operations.reset_kill import reset_kill
from holdfast.api.operations.resume import resume
from holdfast.api.operations.rules import rules
from holdfast.api.operations.set_disconnect_policy import set_disconnect_policy
from holdfast.api.operations.set_limits import set_limits
from holdfast.api.operations.set_principal import set_principal
from holdfast.api.operations.set_rule_mode import set_rule_mode
from holdfast.api.operations.set_state import set_state
from holdfast.api.operations.set_volume_curve import set_volume_curve
from holdfast.api.operations.set_watch_policy import set_watch_policy
from holdfast.api.operations.split import split
from holdfast.api.operations.spreads import spreads, submit_spread
from holdfast.api.operations.start_strategy import start_strategy
from holdfast.api.operations.submit_batch import submit_batch
from holdfast.api.operations.submit_list import submit_list
from holdfast.api.operations.submit_order import submit_order
from holdfast.api.operations.submit_orders import submit_orders
from holdfast.api.operations.watch import watch

OPERATIONS: tuple[AnyOperation, ...] = (
    health,
    check_constraints,
    submit_orders,
    order_state,
    submit_order,
    submit_list,
    submit_batch,
    check_order,
    submit_spread,
    spreads,
    replace,
    cancel,
    cancel_orders,
    cancel_all,
    pause,
    resume,
    amend,
    set_volume_curve,
    orders,
    fills,
    explain,
    positions,
    accounts,
    plans,
    portfolio,
    costs,
    instruments,
    quotes,
    limits,
    set_limits,
    proposals,
    approve,
    acknowledge,
    authorize,
    principals,
    set_principal,
    rules,
    set_rule_mode,
    start_strategy,
    kill,
    reset_kill,
    set_state,
    readiness,
    override_blocker,
    reconcile,
    discrepancies,
    discrepancy,
    resolve_discrepancy,
    split,
    alerts,
    acknowledge_alert,
    watch,
    open_session,
    heartbeat,
    close_session,
    set_disconnect_policy,
    set_watch_policy,
)

__all__ = ["OPERATIONS"]
