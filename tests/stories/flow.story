// How many, how fast, how alike: what leaves is counted as it goes.
A has 1000000 USD
AAPL trades at sim
MSFT trades at sim
market AAPL 99.99/100.01
market MSFT 99.99/100.01

# Three messages a second: cancels count and are never held back
limits of A: rate 3
A buys 1 AAPL at 99 as o1 -> sent
A buys 2 AAPL at 99 as o2 -> sent
A cancels o1 -> cancel_sent
A buys 3 AAPL at 99 as o3 -> refused ORDER_RATE_MAX 4 over 3 leaves 0
A cancels o2 -> cancel_sent
1s pass -> nothing
A buys 3 AAPL at 99 as o4 -> sent

# What only reduces passes the rate
limits of A: rate 1
A buys 5 AAPL at 100 as o1 -> sent
sim fills o1 5 at 100 (f1) -> filled
A sells 5 AAPL at 101 as o2 -> sent

# So much value a minute, whatever became of it
limits of A: value_rate 10000
A buys 60 AAPL at 100 as o1 -> sent
sim rejects o1 -> rejected
A buys 50 AAPL at 100 as o2 -> refused VALUE_RATE_MAX 11000 over 10000 leaves 4000
A buys 40 AAPL at 100 as o3 -> sent
60s pass -> nothing
A buys 100 AAPL at 100 as o4 -> sent

# A twin is held up, and a trader lets one pass
limits of A: twins 3s
A buys 10 AAPL at 99 as o1 -> sent
1s pass -> nothing
A buys 10 AAPL at 99 as o2 -> refused LOOK_ALIKE 1000000000 over 3000000000 leaves 2000000000
A buys 11 AAPL at 99 as o3 -> sent
trader acknowledges LOOK_ALIKE of o2 because meant twice -> acknowledged LOOK_ALIKE by trader
A buys 10 AAPL at 99 as o4 -> sent, permit_used o4
4s pass -> nothing
A buys 11 AAPL at 99 as o5 -> sent

# A strategy that repeats itself is disabled until a person lets it go on
limits of A: repeats 2, repeats_within 60s
A buys 1 AAPL at 99 as o1 strategy s -> sent
A buys 2 AAPL at 99 as o2 strategy s -> sent
A buys 3 AAPL at 99 as o3 strategy s -> refused REPEATED 3 over 2 leaves 0, stopped strategy=s HALTED repeated
the desk restarts -> unknown, query_sent, unknown, query_sent
120s pass -> query_sent o1, query_sent o2
A buys 3 AAPL at 99 as o4 strategy s -> refused TRADING_HALTED
A buys 3 AAPL at 99 as o5 -> sent
ann lets s go on after repeated -> lifted strategy=s repeated
A buys 3 AAPL at 99 as o6 strategy s -> sent

# A person is told before too many orders for each fill, then no more leave
limits of A: orders_a_fill 3, orders_first 2
A buys 1 AAPL at 99 as o1 -> sent
A buys 2 AAPL at 99 as o2 -> sent
A buys 3 AAPL at 99 as o3 -> sent, near order_fill_ratio 3 of 3
A buys 4 AAPL at 99 as o4 -> refused ORDER_FILL_RATIO 4 over 3 leaves 0
sim fills o1 1 at 99 (f1) -> filled
sim fills o2 2 at 99 (f2) -> filled
A buys 4 AAPL at 99 as o5 -> sent

# One instrument of one; a strategy that lacks limits does not start
limits of A: instruments 1
A buys 1 AAPL at 99 as o1 -> sent
A buys 1 MSFT at 99 as o2 -> refused MANIFEST 2 over 1 leaves 0
ann starts strategy s -> no MANIFEST & MANIFEST & MANIFEST & MANIFEST & MANIFEST & MANIFEST
