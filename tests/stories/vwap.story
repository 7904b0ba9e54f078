// A VWAP parent: slices as large as the market usually is at their time.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Without a curve it is refused, unless it is to be flat
A buys 10 AAPL as p vwap duration_s=40,slices=4,jitter=0 -> refused NO_VOLUME_CURVE
A buys 8 AAPL as q vwap duration_s=40,slices=4,jitter=0,curve=flat -> accepted q, sent q/1 BUY 2

# A curve that makes no sense is refused
AAPL usually trades 0,0 each 10s -> no INVALID_CURVE
AAPL usually trades 1,2 each 0s -> no INVALID_CURVE
MSFT usually trades 1,2 each 10s -> no UNKNOWN_INSTRUMENT

# Slices follow the curve, and a restart in between repeats nothing
AAPL usually trades 100,300,400,200 each 10s from 48600s -> curve AAPL
A buys 10 AAPL as p vwap duration_s=40,slices=4,jitter=0,correction=0 -> accepted p, sent p/1 BUY 1
sim fills p/1 1 at 100 (f1) -> filled
10s pass -> sent p/2 BUY 3
sim fills p/2 3 at 100 (f2) -> filled
the desk restarts -> nothing
10s pass -> sent p/3 BUY 4
sim fills p/3 4 at 100 (f3) -> filled
10s pass -> sent p/4 BUY 2
sim fills p/4 2 at 100 (f4) -> filled
ledger: p FILLED 10/10

# A day that trades faster than its own level so far is followed, whatever the level of the curve
AAPL usually trades 100,300,400,200 each 10s from 48600s -> curve AAPL
A buys 100 AAPL as p vwap duration_s=40,slices=4,jitter=0,correction=0.5 -> accepted p, sent p/1 BUY 10
sim fills p/1 10 at 100 (f1) -> filled
the market trades 900 AAPL at 100
10s pass -> sent p/2 BUY 30
sim fills p/2 30 at 100 (f2) -> filled
the market trades 5400 AAPL at 100
10s pass -> sent p/3 BUY 46
