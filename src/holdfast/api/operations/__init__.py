"""What can be asked: one operation per file, each a request, a reply, a scope and a handler.

An operation is an `Operation` (api.operation) and knows no protocol. To add one: write its
file, add its line to OPERATIONS.
"""

from typing import Any

from holdfast.api.operation import Operation
from holdfast.api.operations.check_constraints import check_constraints
from holdfast.api.operations.health import health
from holdfast.api.operations.order_state import order_state
from holdfast.api.operations.submit_orders import submit_orders

OPERATIONS: tuple[Operation[Any, Any], ...] = (
    health,
    check_constraints,
    submit_orders,
    order_state,
)

__all__ = ["OPERATIONS"]
