// An iceberg parent: a part at a time is shown, and the next once that is gone.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01 sized 500/500

# One part after the other, each after a delay
A buys 10 AAPL at 99.99 as p iceberg display_qty=4,variance=0,jitter=0,refresh_s=2 -> accepted p, sent p/1 BUY 4 at 99.99
sim accepts p/1 -> opened
60s pass -> nothing
sim fills p/1 1 at 99.99 (f1) -> filled
60s pass -> nothing
sim fills p/1 3 at 99.99 (f2) -> filled
1s pass -> nothing
1s pass -> sent p/2 BUY 4 at 99.99
sim fills p/2 4 at 99.99 (f3) -> filled
2s pass -> sent p/3 BUY 2 at 99.99
sim fills p/3 2 at 99.99 (f4) -> filled
ledger: p FILLED 10/10; A long 10 AAPL

# Pegged parts follow the touch
A sells 10 AAPL as p iceberg display_qty=4,variance=0,peg=true -> accepted, sent p/1 SELL 4 at 100.01
sim accepts p/1 -> opened
1s pass -> nothing
market AAPL 99.97/99.99 sized 500/500
0s pass -> replace_sent p/1 4 at 99.99

# A restart between two parts shows neither twice
A buys 10 AAPL at 99.99 as p iceberg display_qty=4,variance=0,jitter=0,refresh_s=5 -> accepted, sent p/1
sim fills p/1 4 at 99.99 (f1) -> filled
2s pass -> nothing
the desk restarts -> nothing
2s pass -> nothing
1s pass -> sent p/2 BUY 4
the desk restarts -> unknown p/2, query_sent p/2
60s pass -> query_sent p/2
ledger: p committed 8

# An unknown part keeps its share until it is proved dead
A buys 10 AAPL at 99.99 as p iceberg display_qty=4,variance=0,jitter=0 -> accepted, sent p/1
sim is silent on p/1 -> unknown, query_sent
10s pass -> query_sent
sim knows no p/1 for sure -> rejected
3s pass -> sent p/2 BUY 4
ledger: p committed 4

# A market order needs a peg
A buys 10 AAPL as p iceberg display_qty=4 -> refused INVALID_TACTIC
