// Who may, with whose consent and until when. Trader and second are two persons with every role,
// ann and bob may trade.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
limits of A: order_qty 100, order_value 50000, collar 0.05, position 1500, age 6000s

# One person tightens at once
trader sets order_qty_max of A to 10
A buys 11 AAPL at 100 as o1 -> refused ORDER_QTY_MAX 11 over 10 leaves 10
A buys 10 AAPL at 100 as o2 -> sent

# A raise takes a second person, and ends by itself
A buys 200 AAPL at 100 as o1 -> refused ORDER_QTY_MAX
trader sets order_qty_max of A to 200 for 60s because a block -> proposed SetLimits
A buys 200 AAPL at 100 as o2 -> refused ORDER_QTY_MAX
second approves -> approved by second
A buys 200 AAPL at 100 as o3 -> sent
60s pass -> limits_back account=A
A buys 200 AAPL at 99 as o4 -> refused ORDER_QTY_MAX 200 over 100 leaves 100

# A raise needs a reason and an end
trader sets order_qty_max of A to 200 for 60s -> no INVALID_LIMIT
trader sets order_qty_max of A to 200 because a block -> no INVALID_LIMIT
trader sets order_qty_max of A to NaN for good because a slip -> no INVALID_LIMIT

# Nobody approves their own proposal, nobody without the role, nobody twice
trader sets order_qty_max of A to 200 for good because growth -> proposed SetLimits
trader approves -> no SAME_PERSON
ann approves -> no NOT_ENTITLED
second approves -> approved by second
second approves -> no NOT_PROPOSED
ann sets order_qty_max of A to 1 -> no NOT_ENTITLED
config sets order_qty_max of A to 1 -> no NOT_ENTITLED

# A proposal that nobody answers lapses
trader sets order_qty_max of A to 200 for good because growth -> proposed SetLimits
3600s pass -> proposal_lapsed
second approves -> no NOT_PROPOSED

# A raise outlives a restart, and not its end
trader sets order_qty_max of A to 200 for 60s because a block
second approves
the desk restarts
60s pass -> limits_back account=A

# A soft block is acknowledged by its id, with a reason, and passes once
trader sets order_value_soft of A to 1000
A buys 20 AAPL at 100 by ann as o1 -> refused ORDER_VALUE_SOFT
ann acknowledges ORDER_VALUE_SOFT of o1 -> no PERMIT_INVALID
ann acknowledges ORDER_VALUE_SOFT of o1 because it is meant -> acknowledged ORDER_VALUE_SOFT by ann
ann acknowledges ORDER_VALUE_SOFT of o1 because it is meant -> no PERMIT_INVALID
A buys 21 AAPL at 100 by ann as o2 -> refused ORDER_VALUE_SOFT
A buys 20 AAPL at 100 by ann as o3 -> sent, permit_used o3
A buys 20 AAPL at 100 by ann as o4 -> refused ORDER_VALUE_SOFT

# A hard block is not the submitter's to override
A buys 101 AAPL at 100 by ann as o1 -> refused ORDER_QTY_MAX
ann acknowledges ORDER_QTY_MAX of o1 because please -> no NOT_OVERRIDABLE
ann authorises o1 past ORDER_QTY_MAX for 60s because please -> no NOT_ENTITLED

# A second person authorises one order, once, for a time
A buys 101 AAPL at 100 by ann as o1 -> refused ORDER_QTY_MAX
second authorises o1 past ORDER_QTY_MAX for 60s because a block -> authorised ORDER_QTY_MAX by second
A buys 102 AAPL at 100 by ann as o2 -> refused ORDER_QTY_MAX
A buys 101 AAPL at 100 by bob as o3 -> refused ORDER_QTY_MAX
A buys 101 AAPL at 100 by ann as o4 -> sent, permit_used o4
A buys 101 AAPL at 100 by ann as o5 -> refused ORDER_QTY_MAX
second authorises o1 past ORDER_QTY_MAX for 60s because a block -> authorised
60s pass -> permit_lapsed
A buys 101 AAPL at 99 by ann as o6 -> refused ORDER_QTY_MAX

# Nobody authorises an order of their own
A buys 101 AAPL at 100 by second as o1 -> refused ORDER_QTY_MAX
second authorises o1 past ORDER_QTY_MAX for 60s because mine -> authorised
A buys 101 AAPL at 100 by second as o2 -> refused ORDER_QTY_MAX

# A check in shadow records, and refuses again at its end
trader puts order_qty in shadow because too tight -> no INVALID_ORDER
trader puts entitlement in shadow for 60s because too tight -> no NOT_OVERRIDABLE
trader puts order_qty in shadow for 60s because too tight -> proposed SetRuleMode
second approves -> approved by second, shadow order_qty
A buys 101 AAPL at 100 as o1 -> sent, shadow ORDER_QTY_MAX
60s pass -> enforced order_qty
A buys 101 AAPL at 99 as o2 -> refused ORDER_QTY_MAX

# An order names somebody who may
A buys 1 AAPL at 100 by nobody as o1 -> refused NOT_ENTITLED
