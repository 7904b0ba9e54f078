// An adaptive parent: it rests where that is likely to trade, and crosses where waiting is dearer.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.95/100.05 sized 500/500

# In time it rests, late it crosses, and at the end it has completed
A buys 4 AAPL at 101 as p adaptive duration_s=40,slices=4,urgency=high -> accepted p, sent p/1 BUY 1 at 99.95
sim accepts p/1 -> opened
9s pass -> nothing
1s pass -> replace_sent p/1 1 at 100.05
sim replaces p/1 -> replaced
sim fills p/1 1 at 100.05 (f1) -> filled
1s pass -> sent p/2 BUY 1 at 99.95
sim accepts p/2 -> opened
sim fills p/2 1 at 99.95 (f2) -> filled
8s pass -> nothing
1s pass -> sent p/3 BUY 1 at 99.95
sim accepts p/3 -> opened
sim fills p/3 1 at 99.95 (f3) -> filled
10s pass -> sent p/4 BUY 1 at 99.95
sim accepts p/4 -> opened
7s pass -> nothing
1s pass -> replace_sent p/4 1 at 100.05
sim replaces p/4 -> replaced
sim fills p/4 1 at 100.05 (f4) -> filled
ledger: p FILLED 4/4

# A touch that leans away has it cross at once
market AAPL 99.95/100.05 sized 900/0
A buys 4 AAPL at 101 as p adaptive duration_s=40,slices=4 -> accepted, sent p/1 BUY 1 at 100.05
sim expires p/1 -> expired
1s pass -> sent p/2 BUY 1 at 100.05

# A restart in the middle repeats nothing
A buys 4 AAPL at 101 as p adaptive duration_s=40,slices=4 -> accepted, sent p/1 BUY 1 at 99.95
sim accepts p/1 -> opened
5s pass -> nothing
the desk restarts -> query_sent p/1
sim has p/1 NEW 0/1 -> nothing
4s pass -> nothing
ledger: p committed 1
sim fills p/1 1 at 99.95 (f1) -> filled
1s pass -> sent p/2 BUY 1

# It needs an end
A buys 4 AAPL as p adaptive -> refused INVALID_TACTIC
