// An implementation shortfall parent: sooner rather than later.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Urgent slices shrink as time goes by, and a restart repeats none
A buys 100 AAPL as p is duration_s=40,slices=4,jitter=0,urgency=2 -> accepted p, sent p/1 BUY 41
sim fills p/1 41 at 100.01 (f1) -> filled
10s pass -> sent p/2 BUY 26
sim fills p/2 26 at 100.02 (f2) -> filled
the desk restarts -> nothing
10s pass -> sent p/3 BUY 18
sim fills p/3 18 at 100.02 (f3) -> filled
10s pass -> sent p/4 BUY 15
sim fills p/4 15 at 100.02 (f4) -> filled
ledger: p FILLED 100/100

# Parameters that do not fit each other are refused by name
A buys 100 AAPL as p is duration_s=40,risk_aversion=1 -> refused INVALID_TACTIC
