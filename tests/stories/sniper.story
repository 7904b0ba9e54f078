// A sniper: nothing is shown, and what is displayed at its limit or better is taken when it is enough.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01 sized 500/500

# It sleeps until the price is good and the size is enough
A buys 300 AAPL at 100.00 as p sniper size_min=200 -> accepted p
600s pass -> nothing
market AAPL 99.98/100.00 sized 500/100
2s pass -> nothing
market AAPL 99.98/100.00 sized 500/250
1s pass -> sent p/1 BUY 250 at 100.00
wire: place p/1
sim fills p/1 250 at 100.00 (f1) -> filled
market AAPL 99.98/99.99 sized 500/250
0s pass -> nothing
1s pass -> sent p/2 BUY 50 at 99.99
sim fills p/2 50 at 99.99 (f2) -> filled
ledger: p FILLED 300/300

# What a shot missed is shot at again, after it has cooled down
A sells 300 AAPL at 99.99 as p sniper size_min=100,cool_down_s=5 -> accepted, sent p/1 SELL 300 at 99.99
sim fills p/1 100 at 99.99 (f1) -> filled
sim expires p/1 -> expired
4s pass -> nothing
1s pass -> sent p/2 SELL 200 at 99.99
ledger: p committed 300

# A shot that nobody answers is the last until its end is known
A buys 300 AAPL at 100.01 as p sniper size_min=100 -> accepted, sent p/1
sim is silent on p/1 -> unknown, query_sent
60s pass -> query_sent
sim knows no p/1 for sure -> rejected
1s pass -> sent p/2 BUY 300

# A restart while it cools down shoots no earlier
A buys 300 AAPL at 100.01 as p sniper size_min=100,cool_down_s=10 -> accepted, sent p/1
sim fills p/1 100 at 100.01 (f1) -> filled
sim expires p/1 -> expired
5s pass -> nothing
the desk restarts -> nothing
4s pass -> nothing
1s pass -> sent p/2 BUY 200

# It needs a limit
A buys 10 AAPL as p sniper size_min=4 -> refused INVALID_TACTIC
