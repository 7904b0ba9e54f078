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
A replaces s to 6 when 97 -> amended s 6
AAPL prints 97 -> sent s/1 SELL 6

# The exits of an entry may be held as well, and are sized to its fills
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o -> sent o BUY 10 at 100
sim fills o 4 at 100 (f1) -> filled o 4, accepted o.stop, sent o.target SELL 4 at 110
sim fills o 6 at 100 (f2) -> filled o 6, amended o.stop 10, sent o.target2 SELL 6 at 110
ledger: o unprotected 0; A may buy 0 and sell 10 AAPL
AAPL prints 95 -> sent o.stop/1 SELL 10
sim accepts o.target -> opened
sim accepts o.target2 -> opened
sim fills o.stop/1 10 at 94.90 (f3) -> filled o.stop/1 10, cancel_sent o.target, cancel_sent o.target2
ledger: o.stop FILLED 10/10; A flat AAPL; o unprotected 0

# An exit that was set off is not doubled when the other exit fills meanwhile
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o -> sent o BUY 10 at 100
sim fills o 10 at 100 (f1) -> filled o 10, accepted o.stop, sent o.target SELL 10 at 110
sim accepts o.target -> opened
AAPL prints 95 -> sent o.stop/1 SELL 10
sim fills o.target 4 at 110 (f2) -> filled o.target 4, stopping o.stop CANCELED, cancel_sent o.stop/1
ledger: o unprotected 0
sim fills o.stop/1 5 at 95 (f3) -> filled o.stop/1 5, replace_sent o.target 5
sim cancels o.stop/1 -> canceled o.stop/1, ended o.stop CANCELED, accepted o.stop2
ledger: o unprotected 0; A long 1 AAPL

# An entry that the desk works has exits like any other
A buys 10 AAPL when 101 stop-loss 95 as o -> accepted o
AAPL prints 101 -> sent o/1 BUY 10
sim fills o/1 10 at 101 (f1) -> filled o/1 10, accepted o.stop
AAPL prints 95 -> sent o.stop/1 SELL 10
sim fills o.stop/1 4 at 95 (f2) -> filled
ledger: o unprotected 0; A long 6 AAPL
sim rejects o.stop/1 -> incident

# Conditions arm an order: a price, a time, a position, another order, and their combinations
A buys 10 AAPL if AAPL >= 101 as o -> accepted o
AAPL prints 100.99 -> nothing
AAPL prints 101 -> sent o/1 BUY 10
AAPL prints 102 -> nothing
A buys 10 AAPL at 100 if time >= 2012-06-21T13:31:00Z as t -> accepted t
59s pass -> nothing
1s pass -> sent t/1 BUY 10 at 100
A sells 10 AAPL if position AAPL >= 10 as p -> accepted p
sim fills o/1 10 at 100 (f1) -> filled o/1 10, sent p/1 SELL 10
A buys 1 AAPL at 99 if order p is FILLED and AAPL <= 99.50 as c -> accepted c
AAPL prints 99.50 -> nothing
AAPL prints 100 -> nothing
sim fills p/1 10 at 100 (f2) -> filled p/1 10, sent c/1 BUY 1 at 99
A buys 1 AAPL at 98 if (order p is CANCELED or position AAPL <= 5) as d -> accepted d, sent d/1 BUY 1 at 98

# What was met once stays met, over a restart too; and an armed stop is held twice
A sells 10 AAPL when 95 on LAST if AAPL >= 110 as s -> accepted s
AAPL prints 94 -> nothing
AAPL prints 110 -> accepted s/1
the desk restarts -> nothing
AAPL prints 95.01 -> nothing
AAPL prints 94.90 -> sent s/1/1 SELL 10
sim fills s/1/1 10 at 94.90 (f1) -> filled
ledger: s FILLED 10/10; s/1 FILLED 10/10; A may buy 0 and sell 0 AAPL

# A tactic may be armed
A buys 10 AAPL if AAPL >= 101 as p twap duration_s=20,slices=2,jitter=0 -> accepted p
AAPL prints 101 -> accepted p/1, sent p/1/1 BUY 5
sim fills p/1/1 5 at 100 (f1) -> filled
10s pass -> sent p/1/2 BUY 5
A cancels p -> stopping p CANCELED, stopping p/1 CANCELED, cancel_sent p/1/2
sim cancels p/1/2 -> canceled p/1/2, ended p/1 CANCELED, ended p CANCELED
ledger: p CANCELED 5/10; A may buy 0 and sell 0 AAPL

# A condition that makes no sense is refused
A buys 10 AAPL if MSFT >= 100 as o -> refused UNKNOWN_INSTRUMENT

# An order that nobody knows is never in any state, so nothing waits for it
A buys 10 AAPL if order zzz is FILLED as o -> refused UNKNOWN_ORDER
A buys 10 AAPL if (AAPL >= 101 or order zzz is FILLED) as n -> refused UNKNOWN_ORDER
A buys 10 AAPL if order m is FILLED as m -> refused UNKNOWN_ORDER
A buys 10 AAPL at 99 as p -> sent
A buys 10 AAPL if order p is FILLED as q -> accepted q
sim fills p 10 at 99 (f1) -> filled p 10, sent q/1 BUY 10

# The id of a change names its order in conditions, too
A buys 10 AAPL at 99 as p -> sent
sim accepts p -> opened
A replaces p to 12 as p2 -> replace_sent p 12 at 99
sim replaces p -> replaced
A buys 10 AAPL if order p2 is FILLED as q -> accepted q
sim fills p 12 at 99 (f1) -> filled p 12, sent q/1 BUY 10

# What waits unseen for a least first fill cannot show a part of itself
A buys 100 AAPL at 100 display 30 min 50 as i -> refused INVALID_ORDER & UNSUPPORTED

# An iceberg shows one part after the other
A buys 100 AAPL at 100 display 30 as i -> accepted i, sent i/1 BUY 30 at 100
sim fills i/1 30 at 100 (f1) -> filled i/1 30, sent i/2 BUY 30 at 100
sim fills i/2 10 at 100 (f2) -> filled i/2 10
the desk restarts -> query_sent i/2
sim fills i/2 20 at 100 (f3) -> filled i/2 20, sent i/3 BUY 30 at 100
sim fills i/3 30 at 100 (f4) -> filled i/3 30, sent i/4 BUY 10 at 100
sim fills i/4 10 at 100 (f5) -> filled
ledger: i FILLED 100/100; A long 100 AAPL

# A pegged order is moved as its reference moves, never beyond its limit
A buys 10 AAPL at 100.05 pegged primary as g -> accepted g, sent g/1 BUY 10 at 99.99
sim accepts g/1 -> opened
market AAPL 100.02/100.05
1s pass -> replace_sent g/1 10 at 100.02
sim replaces g/1 -> replaced
market AAPL 100.09/100.12
1s pass -> replace_sent g/1 10 at 100.05
sim replaces g/1 -> replaced
sim fills g/1 10 at 100.05 (f1) -> filled
ledger: g FILLED 10/10

# Where the venue changes nothing it is cancelled, and sent anew once that is sure
sim works only market, limit, day, gtc and replaces nothing
A sells 10 AAPL pegged mid offset 0.02 as g -> accepted g, sent g/1 SELL 10 at 100.02
sim accepts g/1 -> opened
market AAPL 100.09/100.11
0s pass -> cancel_sent g/1
5s pass -> nothing
sim fills g/1 4 at 100.02 (f1) -> filled
sim cancels g/1 -> canceled g/1, sent g/2 SELL 6 at 100.12

# A time in force that the venue lacks is kept by the desk
sim works only market, limit, gtc
A buys 10 AAPL at 99 GTD expires 1340285410000000000 as o -> accepted o, sent o/1 BUY 10 at 99
sim accepts o/1 -> opened
9s pass -> nothing
1s pass -> stopping o EXPIRED, cancel_sent o/1
sim cancels o/1 -> canceled o/1, ended o EXPIRED
A buys 10 AAPL at 99 IOC as i -> accepted i, sent i/1 BUY 10 at 99
sim accepts i/1 -> opened
1s pass -> stopping i CANCELED, cancel_sent i/1
sim fills i/1 3 at 99 (f1) -> filled
sim cancels i/1 -> canceled i/1, ended i CANCELED
ledger: i CANCELED 3/10

# A post-only that would cross slides, where it may
market AAPL 99.99/100.01
A buys 10 AAPL at 100.05 slide as o -> accepted o, sent o/1 BUY 10 at 100.00
sim rejects o/1 -> rejected o/1, sent o/2 BUY 10 at 100.00

# Reduce-only is kept by the desk where the venue does not know it
sim works only market, limit, day, gtc, post-only
A buys 10 AAPL as o -> sent o
sim fills o 10 at 100 (f1) -> filled
A sells 10 AAPL at 105 reduce-only as r -> accepted r, sent r/1 SELL 10 at 105
sim accepts r/1 -> opened
A sells 4 AAPL as s -> sent s
sim fills s 4 at 100 (f2) -> filled s 4, replace_sent r/1 6 at 105
sim replaces r/1 -> replaced
ledger: r/1 asks 6 at 105
A sells 6 AAPL as s2 -> sent s2
sim fills s2 6 at 100 (f3) -> filled s2 6, stopping r CANCELED, cancel_sent r/1

# For so much money, at the limit or the quote, rounded down to the lot
A buys 0 AAPL worth 1050 as m -> sent m BUY 10
A buys 0 AAPL worth 1050 as m -> nothing
A buys 0 AAPL worth 1051 as m -> no CLIENT_ORDER_ID_CONFLICT
A buys 0 AAPL at 50 worth 1050 as l -> sent l BUY 21 at 50
A buys 0 AAPL worth 100 as t -> refused LOT
A buys 1 AAPL worth 1050 as q -> refused INVALID_ORDER

# To hold so much: only the difference to what is held and on its way is sent
A buys 0 AAPL target 10 as t1 -> sent t1 BUY 10
A buys 0 AAPL target 10 as t1 -> nothing
A buys 0 AAPL target 15 as t2 -> sent t2 BUY 5
sim fills t1 10 at 100 (f1) -> filled
sim fills t2 5 at 100 (f2) -> filled
A buys 0 AAPL target 15 as t3 -> refused NOTHING_TO_DO
A buys 0 AAPL target -5 as t4 -> sent t4 SELL 20

# On the close and on the open need sessions
A buys 10 AAPL type MARKET_ON_CLOSE as c -> refused UNSUPPORTED
A buys 10 AAPL at 100 OPG as o -> refused UNSUPPORTED
