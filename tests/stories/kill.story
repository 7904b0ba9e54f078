// A kill stops its scope first and then cancels all that is open in it; two persons end it.
A has 1000000 USD
AAPL trades at sim
MSFT trades at sim
market AAPL 99.99/100.01
market MSFT 399.99/400.01

# Everything in scope is cancelled, unknown orders too, and nothing new passes
A buys 10 AAPL at 99 as o1 -> sent
A buys 5 MSFT at 390 as o2 -> sent
A buys 7 AAPL at 98 as o3 -> sent
sim accepts o1 -> opened
sim is silent on o3 -> unknown o3, query_sent o3
trader kills instrument=AAPL because a wrong price -> stopped instrument=AAPL HALTED kill, cancel_sent o1, cancel_sent o3
A buys 1 AAPL at 99 as o4 -> refused KILLED
A sells 1 AAPL as o5 reduce-only -> refused KILLED & POSITION_LIMIT 1 over 0 leaves 0
A buys 1 MSFT at 390 as o6 -> sent
sim cancels o1 -> canceled
ledger: o1 CANCELED 0/10; o3 UNKNOWN 0/7; o2 SENT 0/5

# Asked again it cancels again what is still there, and only that
A buys 10 AAPL at 99 as o1 -> sent
A buys 10 AAPL at 98 as o2 -> sent
trader kills account=A because wild -> stopped, cancel_sent o1, cancel_sent o2
sim cancels o1 -> canceled
trader kills account=A because wild -> cancel_sent o2
sim cancels o2 -> canceled
trader kills account=A because wild -> nothing

# It needs neither a right nor a reason, but a scope that exists
nobody kills everything because it burns -> stopped firm HALTED kill
nobody kills account=AA because it burns -> no UNKNOWN_ACCOUNT
nobody kills instrument=APPL because it burns -> no UNKNOWN_INSTRUMENT

# It outlives a restart, which cancels what is still open
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
trader kills everything because wild -> stopped, cancel_sent o1
the desk restarts -> query_sent o1, cancel_sent o1
market AAPL 99.99/100.01
A buys 1 AAPL at 99 as o2 -> refused KILLED

# One person cannot end it, two can
trader kills account=A because wild -> stopped
trader lifts kill of account=A -> no NOT_OVERRIDABLE
trader resets the kill of account=A -> proposed ResetKill
A buys 1 AAPL at 99 as o1 -> refused KILLED
trader approves -> no SAME_PERSON
second approves -> approved by second, lifted account=A kill
A buys 1 AAPL at 99 as o2 -> sent
second resets the kill of account=A -> no NOTHING_TO_DO

# Reducing orders pass where the kill says so
A buys 10 AAPL as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
trader kills account=A but for what reduces because wild -> stopped account=A HALTED kill
A buys 1 AAPL at 99 as o2 -> refused KILLED
A sells 11 AAPL as o3 reduce-only -> refused KILLED & POSITION_LIMIT 11 over 10 leaves 10
A sells 10 AAPL as o4 -> refused KILLED
A sells 10 AAPL as o5 reduce-only -> sent

# One order is killed: it is not changed any more, and others are
A buys 10 AAPL at 99 as o1 -> sent
A buys 11 AAPL at 99 as o2 -> sent
sim accepts o1 -> opened
sim accepts o2 -> opened
trader kills order o1 because mistyped -> stopped, cancel_sent o1
sim rejects the cancel of o1 -> cancel_rejected o1, query_sent o1
A replaces o1 at 99.50 -> no KILLED
A replaces o2 at 99.50 -> replace_sent o2 11 at 99.50

# A parent stops, its slices are cancelled, and no more come
A buys 10 AAPL as p twap duration_s=40,slices=4,jitter=0 -> accepted p, sent p/1 BUY 2
trader kills strategy=s because wild -> stopped
10s pass -> sent p/2 BUY 3
trader kills everything because wild -> stopped firm HALTED kill, stopping p CANCELED, cancel_sent p/1, cancel_sent p/2
100s pass -> nothing
sim cancels p/1 -> canceled
sim cancels p/2 -> canceled p/2, ended p CANCELED

# Exits go too, and what is then held without a stop is an incident
A buys 10 AAPL at 100 as o1 stop-loss 95 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95
trader kills account=A because wild -> stopped, cancel_sent o1, bracket_ended o1, cancel_sent o1.stop, incident o1 held without a stop after a kill
sim fills o1 2 at 100 (f2) -> filled, incident o1 held without a stop after a kill

# What fills after the kill is protected only where reducing orders pass
A buys 10 AAPL at 100 as o1 stop-loss 95 -> sent
trader kills account=A but for what reduces because wild -> stopped, cancel_sent o1
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95
trader kills account=A because wild -> stopped, cancel_sent o1, bracket_ended o1, cancel_sent o1.stop, incident

# Without that it is refused and told
A buys 10 AAPL at 100 as o1 stop-loss 95 -> sent
trader kills account=A because wild -> stopped, cancel_sent o1
sim fills o1 4 at 100 (f1) -> filled, refused KILLED, incident o1 exit STOP_LOSS of 4 was refused
ledger: o1 unprotected 4
