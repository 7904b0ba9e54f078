// Every refusal of the first gate names what was measured, the limit and what is left.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
limits of A: order_qty 1000, order_value 50000, collar 0.05, position 1500, age 60s

# Too many units
A buys 1001 AAPL at 10 as o1 -> refused ORDER_QTY_MAX 1001 over 1000 leaves 1000
ledger: o1 REFUSED 0/1001; A may buy 0 and sell 0 AAPL; A open 0
wire: nothing

# Too much value, a market order at the ask plus the collar
A buys 501 AAPL at 100 as o1 -> refused ORDER_VALUE_MAX 50100 over 50000 leaves 50000
A buys 477 AAPL as o2 -> refused ORDER_VALUE_MAX 50090.0085 over 50000 leaves 50000
A buys 476 AAPL as o3 -> sent
ledger: A open 49984.998

# A sale is worth the bid at least
A sells 501 AAPL at 95 as o1 -> refused ORDER_VALUE_MAX 50094.99 over 50000

# A limit too far through the market
A buys 1 AAPL at 105.01 as o1 -> refused PRICE_COLLAR 0.0501 over 0.05 leaves 0.05
A buys 1 AAPL at 105 as o2 -> sent
A sells 1 AAPL at 94.99 as o3 -> refused PRICE_COLLAR 0.0501 over 0.05
A buys 1 AAPL at 1 as o4 -> sent

# A stop-limit is held to the price it will meet
A sells 1 AAPL at 79 when 80 as o1 -> sent
A sells 1 AAPL at 70 when 80 as o2 -> refused PRICE_COLLAR 0.125 over 0.05 leaves 0.05
A buys 1 AAPL at 121 when 120 as o3 -> sent
A buys 1 AAPL at 110 when 90 as o4 -> refused PRICE_COLLAR 0.1 over 0.05

# A quote that is too old, or none
60s pass -> nothing
A buys 1 AAPL at 100 as o1 -> sent
1s pass -> nothing
A buys 1 AAPL at 100 as o2 -> refused STALE_REFERENCE 61000000000 over 60000000000 leaves 60000000000
market AAPL is dark
A buys 1 AAPL at 100 as o3 -> refused NO_REFERENCE
A buys 1 AAPL as o4 -> refused NO_REFERENCE & NO_REFERENCE
market AAPL 0/100.01
A buys 1 AAPL at 100 as o5 -> refused NO_REFERENCE

# An order that only reduces may go by an old quote
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
100s pass -> nothing
A sells 11 AAPL at 99 as o2 -> refused STALE_REFERENCE
A sells 10 AAPL at 99 as o3 -> sent
A sells 1 AAPL at 99 as o4 -> refused STALE_REFERENCE

# More than the account can pay for, all that is open counted
limits of A: position 100000
A buys 1500 AAPL at 100 as o1 -> sent
A buys 500 AAPL at 100 as o2 -> sent
A buys 1 AAPL at 100 as o3 -> refused BUYING_POWER 100 over 0 leaves 0
A sells 1 AAPL at 101 as o4 -> refused BUYING_POWER 101 over 0
sim rejects o2 -> rejected
A buys 500 AAPL at 100 as o5 -> sent

# A cash account pays in full and sells only what it has
C has 1000 USD in a cash account
C buys 11 AAPL at 100 as o1 -> refused BUYING_POWER 1100 over 1000 leaves 1000
C buys 9 AAPL at 100 as o2 -> sent
sim fills o2 9 at 100 (f1) -> filled
C sells 10 AAPL at 100 as o3 -> refused BUYING_POWER 1000 over 0 leaves 0
C sells 5 AAPL at 100 as o4 -> sent
C sells 5 AAPL at 100 as o5 -> refused BUYING_POWER
C buys 1 AAPL at 100 as o6 -> sent
C buys 1 AAPL at 100 as o7 -> refused BUYING_POWER 100 over 0

# A position that could outgrow its limit
limits of A: position 15
A buys 10 AAPL at 100 as o1 -> sent
A buys 6 AAPL at 100 as o2 -> refused POSITION_LIMIT 16 over 15 leaves 5
A sells 16 AAPL at 101 as o3 -> refused POSITION_LIMIT 16 over 15 leaves 15
A buys 5 AAPL at 100 as o4 -> sent
sim fills o1 10 at 100 (f1) -> filled
sim cancels o4 -> canceled
A sells 25 AAPL at 101 as o5 -> sent
A sells 1 AAPL at 101 as o6 -> refused POSITION_LIMIT 16 over 15 leaves 0

# Lowered under what is held only reducing orders pass
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
limits of A: position 5
A buys 1 AAPL at 100 as o2 -> refused POSITION_LIMIT 11 over 5
A sells 10 AAPL at 101 as o3 -> sent

# Reduce-only does not open
A sells 1 AAPL at 101 reduce-only as o1 -> refused POSITION_LIMIT 1 over 0 leaves 0
A buys 10 AAPL at 100 as o2 -> sent
sim fills o2 10 at 100 (f1) -> filled
A sells 11 AAPL at 101 reduce-only as o3 -> refused POSITION_LIMIT 11 over 10 leaves 10
A sells 10 AAPL at 101 reduce-only as o4 -> sent

# All breaches are told at once
limits of A: order_qty 10, order_value 1000, collar 0.01, position 20, age 1s
2s pass -> nothing
A buys 3000 AAPL at 110 as o1 -> refused ORDER_QTY_MAX 3000 over 10 & ORDER_VALUE_MAX 330000 over 1000 & STALE_REFERENCE 2000000000 over 1000000000 & PRICE_COLLAR 0.1 over 0.01 leaves 0.01 & BUYING_POWER 330000 over 200000 leaves 200000 & POSITION_LIMIT 3000 over 20

# A limit that is missing refuses
limits of A: order_qty missing, order_value missing, collar missing, position missing, age missing
A buys 1 AAPL at 100 as o1 -> refused LIMIT_MISSING & LIMIT_MISSING & LIMIT_MISSING & LIMIT_MISSING & LIMIT_MISSING

# Who and what must be known
Z buys 1 AAPL at 100 -> refused UNKNOWN_ACCOUNT
A buys 1 MSFT at 100 -> refused UNKNOWN_INSTRUMENT

# An order that makes no sense gets no further, every fault told
AAPL trades at sim, lot 10, tick 0.05, minimum 20
A buys 5 AAPL at 100.01 as o1 -> refused LOT & TICK
A buys 10 AAPL at 100 as o2 -> refused LOT
A buys 0 AAPL at 0 as o3 -> refused INVALID_ORDER & INVALID_ORDER
A buys 20 AAPL at 100 all-or-none as o4 -> refused UNSUPPORTED
A buys 20 AAPL at 100 CLS as o5 -> refused UNSUPPORTED
A buys 20 AAPL at 100 GTD as o6 -> refused INVALID_ORDER
A buys 20 AAPL post-only as o7 -> refused INVALID_ORDER
A buys 20 AAPL at 100 type MARKET as o8 -> refused INVALID_ORDER
A buys 20 AAPL type STOP as o9 -> refused INVALID_ORDER
A buys 20 AAPL type PEGGED as o10 -> refused INVALID_ORDER
A buys 20 AAPL at 100 stop-loss 101 take-profit 99 as o11 -> refused INVALID_ORDER & INVALID_ORDER & INVALID_ORDER
A buys 20 AAPL stop-loss 100 take-profit 99 as o12 -> refused INVALID_ORDER
A buys 20 AAPL stop-limit 99 as o13 -> refused INVALID_ORDER
A buys 20 AAPL stop-loss 99.01 as o14 -> refused TICK
A buys 20 AAPL stop-loss 0 as o15 -> refused INVALID_ORDER
A sells 20 AAPL at 100 stop-loss 99 take-profit 101 as o16 -> refused INVALID_ORDER & INVALID_ORDER & INVALID_ORDER

# Another currency has no rate
VOD trades at sim, currency GBP
market VOD 99.99/100.01
A buys 1 VOD at 100 as o1 -> refused NO_REFERENCE

# A multiplier counts
OPT trades at sim, multiplier 100
market OPT 1.99/2.01
A buys 250 OPT at 2 as o1 -> sent
ledger: A open 50000
A buys 251 OPT at 2 as o2 -> refused ORDER_VALUE_MAX 50200 over 50000
sim fills o1 10 at 2 (f1) -> filled
ledger: A cash 98000 USD; A open 48000; A long 10 OPT
