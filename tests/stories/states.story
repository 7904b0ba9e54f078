// States by command, and a desk that is armed once its venues have answered and its tests pass.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Halted: only what says that it reduces, and does
A buys 10 AAPL as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
trader halts account=A because news -> stopped account=A HALTED command
A buys 1 AAPL at 99 as o2 -> refused TRADING_HALTED
A sells 10 AAPL as o3 -> refused TRADING_HALTED
A sells 10 AAPL as o4 reduce-only -> sent
A cancels o4 -> cancel_sent o4

# Reducing: whatever can only reduce
A buys 10 AAPL as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
trader limits instrument=AAPL to reducing because news -> stopped instrument=AAPL REDUCING command
A buys 1 AAPL at 99 as o2 -> refused REDUCING_ONLY
A sells 11 AAPL as o3 -> refused REDUCING_ONLY
A sells 10 AAPL as o4 -> sent

# A halt stops the exits of no bracket
A buys 10 AAPL at 100 as o1 stop-loss 95 -> sent
trader halts everything because news -> stopped firm HALTED command
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95

# A state with an end ends there; one without is lifted
trader halts account=A for 60s because news -> stopped
59s pass
market AAPL 99.99/100.01
A buys 1 AAPL at 99 as o1 -> refused TRADING_HALTED
1s pass
market AAPL 99.99/100.01
A buys 1 AAPL at 99 as o2 -> sent
trader limits account=A to reducing because late -> stopped
A buys 1 AAPL at 98 as o3 -> refused REDUCING_ONLY
trader lifts command of account=A -> lifted account=A command
A buys 1 AAPL at 98 as o4 -> sent

# A slice of a halted parent is refused, and goes on when the halt is over
A buys 10 AAPL as p twap duration_s=40,slices=4,jitter=0 -> accepted p, sent p/1 BUY 2
trader halts account=A because news -> stopped
10s pass -> refused TRADING_HALTED
trader lifts command of account=A -> lifted account=A command
10s pass -> sent p/2 BUY 5

# A desk that starts again only reduces until its venue has answered
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
the desk restarts and is not armed -> query_sent o1
the self-test finds nothing -> faults reconciliation
market AAPL 99.99/100.01
A buys 1 AAPL at 98 as o2 -> refused NOT_ARMED
sim has o1 NEW 0/10 at 99 -> told o1
A buys 1 AAPL at 98 as o3 -> refused NOT_ARMED
sim has told all of A -> told_all A, faults none, armed by desk
A buys 1 AAPL at 98 as o4 -> sent

# A failed self-test keeps the desk reducing until it passes, or a person answers for it
the self-test finds clock, feed sim -> faults clock feed sim
A buys 1 AAPL at 99 as o1 -> refused NOT_ARMED
trader answers for disk -> no NOT_OVERRIDABLE
trader answers for clock -> trader answers for clock
A buys 1 AAPL at 99 as o2 -> refused NOT_ARMED
trader answers for feed sim -> trader answers for feed sim, armed by trader
A buys 1 AAPL at 99 as o3 -> sent
the self-test finds nothing -> faults none
the self-test finds clock -> faults clock
A buys 1 AAPL at 98 as o4 -> refused NOT_ARMED
the self-test finds nothing -> faults none, armed by desk
