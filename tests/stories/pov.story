// A POV parent: its share of what the market trades.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# It follows the market's volume, and stands still with it
A buys 100 AAPL as p pov duration_s=60,rate=0.1,jitter=0 -> accepted p
5s pass -> nothing
the market trades 100 AAPL at 100
5s pass -> sent p/1 BUY 10
sim fills p/1 10 at 100.01 (f1) -> filled
10s pass -> nothing
the market trades 55 AAPL at 100
5s pass -> sent p/2 BUY 5
30s pass -> nothing
5s pass -> stopping p EXPIRED, cancel_sent p/2

# What traded before a crash is counted, and no slice goes out twice
A buys 100 AAPL as p pov duration_s=60,rate=0.1,jitter=0 -> accepted p
the market trades 100 AAPL at 100
5s pass -> sent p/1 BUY 10
sim fills p/1 10 at 100.01 (f1) -> filled
the desk restarts -> nothing
10s pass -> nothing
the market trades 100 AAPL at 100
