// Orders that the venue lacks are worked by the desk: it holds them, and gives out what the venue knows.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01
sim works only market, limit, day, gtc, gtd, ioc, fok, post-only, reduce-only

# What a venue works goes to it as it is
sim works only market, limit, stop, day
A sells 10 AAPL when 95 as s -> sent s SELL 10 when 95

# A stop is held until its price is met, then a market order leaves, once
A sells 10 AAPL when 95 as s -> accepted s
ledger: s NEW 0/10; s reserves 10; A may buy 0 and sell 10 AAPL
wire: nothing
AAPL prints 95.01 -> nothing
AAPL prints 94.98 -> sent s/1 SELL 10
ledger: s committed 10; s reserves 0; A may buy 0 and sell 10 AAPL
AAPL prints 94 -> nothing
AAPL prints 96 -> nothing
AAPL prints 94 -> nothing
sim fills s/1 10 at 94.97 (f1) -> filled s/1 10
ledger: s FILLED 10/10; A short 10 AAPL; A may buy 0 and sell 0 AAPL
wire: place s/1

# A quote meets it too, where it does not say which price
A sells 10 AAPL when 95 as s -> accepted s
market AAPL 94.99/95.03
0s pass -> sent s/1 SELL 10

# One that looks at the last price is not met by a quote
A sells 10 AAPL when 95 on LAST as s -> accepted s
market AAPL 94.90/94.99
0s pass -> nothing
AAPL prints 95 -> sent s/1 SELL 10

# Mid, and the side that it trades with
A sells 10 AAPL when 95 on MID as m -> accepted m
A buys 10 AAPL when 105 on BID_ASK as b -> accepted b
AAPL prints 90 -> nothing
market AAPL 104.98/104.99
0s pass -> nothing
market AAPL 104.98/105
0s pass -> sent b/1 BUY 10
market AAPL 94.90/95.10
0s pass -> sent m/1 SELL 10

# A stop whose price is met already leaves at once
A sells 10 AAPL when 105 as s -> accepted s, sent s/1 SELL 10

# A restart before the trigger goes on waiting, one after it sends nothing again
A sells 10 AAPL when 95 as s -> accepted s
the desk restarts -> nothing
AAPL prints 94 -> sent s/1 SELL 10
the desk restarts -> unknown s/1, query_sent s/1
AAPL prints 93 -> nothing
sim has s/1 NEW 0/10 -> found s/1 NEW
AAPL prints 92 -> nothing
sim fills s/1 10 at 92 (f1) -> filled
ledger: s FILLED 10/10
wire: query s/1; account A

# A stop-limit becomes a limit order, and ends as that does
A sells 10 AAPL at 94 when 95 on LAST as s -> accepted s
market AAPL 94.90/95.01
AAPL prints 95 -> sent s/1 SELL 10 at 94
sim accepts s/1 -> opened
sim cancels s/1 -> canceled s/1, stopping s CANCELED, ended s CANCELED
ledger: s CANCELED 0/10; A may buy 0 and sell 0 AAPL

# What the venue rejects is not sent again
A sells 10 AAPL when 95 as s -> accepted s
AAPL prints 95 -> sent s/1 SELL 10
sim rejects s/1 -> rejected s/1, stopping s CANCELED, ended s CANCELED
AAPL prints 94 -> nothing

# Cancelled while it is held it ends at once
A sells 10 AAPL when 95 as s -> accepted s
A cancels s -> stopping s CANCELED, ended s CANCELED
AAPL prints 94 -> nothing

# Market-if-touched and limit-if-touched wait for the better price
A buys 10 AAPL touch 98 on LAST as m -> accepted m
A sells 10 AAPL touch 102 at 101.50 on LAST as l -> accepted l
AAPL prints 100 -> nothing
AAPL prints 98 -> sent m/1 BUY 10
AAPL prints 102 -> sent l/1 SELL 10 at 101.50

# A trailing stop follows and never loosens, whatever restarts
A sells 10 AAPL trail 2 on LAST as t -> accepted t
AAPL prints 100 -> nothing
AAPL prints 105 -> nothing
AAPL prints 104 -> nothing
the desk restarts -> nothing
AAPL prints 103.01 -> nothing
AAPL prints 103 -> sent t/1 SELL 10
AAPL prints 90 -> nothing

# In percent of the best price, by ticks, from an activation price, as a limit order
A buys 10 AAPL trail 1% on LAST as p -> accepted p
A sells 10 AAPL trail 50t activates 101 offset 0.10 on LAST as t -> accepted t
AAPL prints 100 -> nothing
AAPL prints 99 -> nothing
AAPL prints 99.98 -> nothing
AAPL prints 99.99 -> sent p/1 BUY 10
AAPL prints 101 -> nothing
AAPL prints 100.50 -> sent t/1 SELL 10 at 100.40

# What only a venue can promise is refused
sim works only market, limit, day
A buys 20 AAPL at 100 FOK as o1 -> refused UNSUPPORTED
A buys 20 AAPL at 100 all-or-none as o2 -> refused UNSUPPORTED
A buys 20 AAPL at 100 min 10 as o3 -> refused UNSUPPORTED
A buys 20 AAPL at 100 post-only as o4 -> refused UNSUPPORTED

# Replaced while it is held it waits for the new price
A sells 10 AAPL when 95 as s -> accepted s
A replaces s to 6 when 97 -> amended s 6 when 97
AAPL prints 97 -> sent s/1 SELL 6

# The exits of an entry may be held as well, and are sized to its fills
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o -> sent o BUY 10 at 100
sim fills o 4 at 100 (f1) -> filled o 4, accepted o.stop, sent o.target SELL 4 at 110
sim fills o 6 at 100 (f2) -> filled o 6, amended o.stop 10 when 95, sent o.target2 SELL 6 at 110
ledger: o unprotected 0; A may buy 0 and sell 10 AAPL
AAPL prints 95 -> sent o.stop/1 SELL 10
sim accepts o.target -> opened
sim accepts o.target2 -> opened
sim fills o.stop/1 10 at 94.90 (f3) -> filled o.stop/1 10, cancel_sent o.target, cancel_sent o.target2
ledger: o.stop FILLED 10/10; A flat AAPL; o unprotected 0

# An entry that the desk works has exits like any other
A buys 10 AAPL when 101 stop-loss 95 as o -> accepted o
AAPL prints 101 -> sent o/1 BUY 10
sim fills o/1 10 at 101 (f1) -> filled o/1 10, accepted o.stop
AAPL prints 95 -> sent o.stop/1 SELL 10
sim fills o.stop/1 4 at 95 (f2) -> filled
ledger: o unprotected 0; A long 6 AAPL
sim rejects o.stop/1 -> incident
