// A bracket: each filled share has one stop and one target, and one of them ends the other.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Exits are sized at every fill
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent o1
wire: place o1
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95, sent o1.target SELL 4 at 110
wire: place o1.stop; place o1.target
ledger: o1 unprotected 0; A may buy 6 and sell 4 AAPL
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim fills o1 6 at 100 (f2) -> filled, replace_sent o1.stop 10 when 95, replace_sent o1.target 10 at 110
wire: amend o1.stop to 10; amend o1.target to 10
ledger: o1 unprotected 0; A may buy 0 and sell 10 AAPL
sim replaces o1.stop -> replaced
sim replaces o1.target -> replaced
ledger: o1 FILLED 10/10; o1.stop NEW 0/10; o1.target NEW 0/10; o1 unprotected 0

# A fill while the stop is in flight gets a stop of its own
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95
sim fills o1 2 at 100 (f2) -> filled, sent o1.stop2 SELL 2 when 95
ledger: o1 unprotected 0
sim accepts o1.stop -> opened
sim fills o1 3 at 100 (f3) -> filled, replace_sent o1.stop 7 when 95
sim fills o1 1 at 100 (f4) -> filled, sent o1.stop3 SELL 1
ledger: o1 unprotected 0; A may buy 0 and sell 10 AAPL
sim replaces o1.stop -> replaced
sim accepts o1.stop2 -> opened
sim accepts o1.stop3 -> opened
ledger: o1 unprotected 0

# A target that fills shrinks the stop, and ends it when it is done
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim fills o1.target 3 at 110 (f2) -> filled, replace_sent o1.stop 7 when 95
ledger: o1 unprotected 0; A long 7 AAPL
sim replaces o1.stop -> replaced
sim fills o1.target 7 at 110 (f3) -> filled, cancel_sent o1.stop
sim cancels o1.stop -> canceled
ledger: A flat AAPL; A may buy 0 and sell 0 AAPL; o1 unprotected 0; A realised 100 AAPL

# A stop that fills shrinks the target, and ends it when it is done
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim triggers o1.stop -> triggered
sim fills o1.stop 6 at 95 (f2) -> filled, replace_sent o1.target 4 at 110
sim replaces o1.target -> replaced
sim fills o1.stop 4 at 95 (f3) -> filled, cancel_sent o1.target
sim cancels o1.target -> canceled
ledger: A flat AAPL; A may buy 0 and sell 0 AAPL; A realised -50 AAPL

# A short entry is protected above
A sells 10 AAPL at 100 stop-loss 105 stop-limit 106 take-profit 90 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop BUY 10 at 106 when 105, sent o1.target BUY 10 at 90
ledger: A short 10 AAPL; A may buy 10 and sell 0 AAPL

# A stop-limit exit far under the market passes the collar
A buys 10 AAPL at 100 stop-loss 80 stop-limit 79 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 at 79 when 80
ledger: o1 unprotected 0

# An exit passes limits that were lowered under what is held
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
limits of A: order_qty 1, order_value 1, position 1, age 0s
5s pass -> nothing
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 when 95

# An exit that the venue rejects leaves an incident, and the open quantity is shown
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim rejects o1.stop -> rejected, incident o1
ledger: o1 unprotected 10

# An exit needs no limit, since it only reduces
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
limits of A: position missing
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop

# An exit that the desk refuses leaves an incident
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
AAPL trades at sim, tick 10
sim fills o1 10 at 100 (f1) -> filled, refused TICK, incident o1
ledger: o1 unprotected 10

# An exit that the venue ends by itself is sent again, but not for ever
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim cancels o1.stop -> canceled, sent o1.stop2 SELL 10
sim expires o1.stop2 -> expired, sent o1.stop3
sim cancels o1.stop3 -> canceled, sent o1.stop4
sim cancels o1.stop4 -> canceled, sent o1.stop5
sim is silent on o1.stop5 -> unknown, query_sent
sim has o1.stop5 CANCELED 0/10 -> found o1.stop5 CANCELED, sent o1.stop6
ledger: o1 unprotected 0
sim cancels o1.stop6 -> canceled, incident o1
ledger: o1 unprotected 10

# Where the venue will not resize an exit, another is sent beside it
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4
sim accepts o1.stop -> opened
sim fills o1 6 at 100 (f2) -> filled, replace_sent o1.stop 10
sim rejects the replace of o1.stop -> replace_rejected, query_sent, sent o1.stop2 SELL 6 when 95
ledger: o1 unprotected 0; A may buy 0 and sell 10 AAPL
sim has o1.stop NEW 0/4 -> nothing

# Where the venue will not shrink an exit, it is cancelled and sent anew
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim fills o1.target 3 at 110 (f2) -> filled, replace_sent o1.stop 7
sim rejects the replace of o1.stop -> replace_rejected, query_sent
sim has o1.stop NEW 0/10 -> cancel_sent o1.stop, sent o1.stop2 SELL 7 when 95
ledger: o1 unprotected 0
sim cancels o1.stop -> canceled
ledger: o1 unprotected 0; A may buy 0 and sell 7 AAPL

# A resize that never left is done another way at once
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4
sim accepts o1.stop -> opened
sim fills o1 6 at 100 (f2) -> filled, replace_sent o1.stop 10
sim is out of reach for o1.stop -> replace_rejected, sent o1.stop2 SELL 6

# A surplus in flight is taken back when it lands
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim fills o1.target 3 at 110 (f2) -> filled
sim accepts o1.stop -> opened, replace_sent o1.stop 7
ledger: o1 unprotected 0
sim accepts o1.target -> opened

# A stop and a target that both fill are an incident
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim fills o1.target 10 at 110 (f2) -> filled, cancel_sent o1.stop
sim fills o1.stop 10 at 95 (f3) -> filled, incident o1
ledger: A short 10 AAPL; incidents 1

# A busted entry fill takes its exits back
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim fills o1 6 at 100 (f2) -> filled, sent o1.stop2, sent o1.target2
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim accepts o1.stop2 -> opened
sim accepts o1.target2 -> opened
sim busts f1 of o1 -> busted, cancel_sent o1.stop, cancel_sent o1.target
ledger: A long 6 AAPL; o1 unprotected 0

# A busted entry whose exits have closed it is an incident
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim fills o1.stop 10 at 95 (f2) -> filled
sim busts f1 of o1 -> busted, incident o1
ledger: A short 10 AAPL

# A busted exit fill is covered again
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim fills o1.stop 10 at 95 (f2) -> filled
sim busts f2 of o1.stop -> busted, sent o1.stop2 SELL 10
ledger: A long 10 AAPL; o1 unprotected 0

# A late fill of a cancelled entry is protected too
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
A cancels o1 -> cancel_sent
sim cancels o1 -> canceled
sim fills o1 3 at 100 (f1) -> filled, sent o1.stop SELL 3

# A trader who cancels an exit ends the bracket, and what is left of it still shrinks
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
A cancels o1.stop -> bracket_ended o1, cancel_sent o1.stop
sim fills o1.stop 4 at 95 (f2) -> filled, replace_sent o1.target 6
sim cancels o1.stop -> canceled
ledger: o1.target PENDING_REPLACE 0/10; o1 unprotected 0

# The price of an exit is the trader's, its size the desk's
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim accepts o1.stop -> opened
A replaces o1.stop to 100000 -> no UNSUPPORTED
A replaces o1.stop when 97 -> replace_sent o1.stop 10 when 97
sim replaces o1.stop -> replaced

# The entry may be a TWAP, and each slice's fill is protected
A buys 10 AAPL stop-loss 95 take-profit 110 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1 BUY 5
sim fills p/1 2 at 100 (f1) -> filled, sent p.stop SELL 2, sent p.target SELL 2
sim accepts p.stop -> opened
sim accepts p.target -> opened
sim fills p/1 3 at 100 (f2) -> filled, replace_sent p.stop 5, replace_sent p.target 5
sim replaces p.stop -> replaced
sim replaces p.target -> replaced
ledger: p unprotected 0; A may buy 5 and sell 5 AAPL
10s pass -> sent p/2 BUY 5
the desk restarts -> query_sent p.stop, query_sent p.target, unknown p/2, query_sent p/2
sim fills p/2 5 at 100 (f3) -> filled, replace_sent p.stop 10, replace_sent p.target 10
ledger: p FILLED 10/10; p unprotected 0

# Children of a parent are not the caller's to change
A buys 10 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1 BUY 5
sim accepts p/1 -> opened
A replaces p/1 to 9 -> no UNSUPPORTED
A replaces p to 4 -> no PARENT_OVERRUN
A replaces p to 9 -> amended p 9 at 100

# Everything cancelled means exits too
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop
A cancels everything -> cancel_sent o1, bracket_ended o1, cancel_sent o1.stop
A cancels everything -> nothing

# A surplus exit whose cancel never left is an incident
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim fills o1.target 10 at 110 (f2) -> filled, cancel_sent o1.stop
sim is out of reach for o1.stop -> cancel_rejected, incident o1, exits_postponed o1
1s pass -> exits_resumed o1, cancel_sent o1.stop
sim is out of reach for o1.stop -> cancel_rejected, incident o1, exits_postponed o1
sim has o1.stop NEW 0/10 -> cancel_sent o1.stop

# An exit that is found with its cancel forgotten is cancelled again
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim is silent on o1.stop -> unknown, query_sent
sim fills o1.target 10 at 110 (f2) -> filled, cancel_sent o1.stop
sim replaces o1.stop as V2 -> replaced, incident, cancel_sent o1.stop

# An exit that a crash kept from leaving is sent again once the venue has proved that it has none
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
the desk restarts -> unknown o1.stop, query_sent o1.stop, unknown o1.target, query_sent o1.target
sim knows no o1.stop -> nothing
ledger: o1 unprotected 0
sim knows no o1.stop for sure -> rejected, sent o1.stop2 SELL 10 when 95
sim accepts o1.target -> opened
ledger: o1 unprotected 0; o1.stop2 SENT 0/10

# A sale by hand shrinks the exits of what it closes, the oldest entry's first
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
A buys 5 AAPL at 100 stop-loss 94 as o2 -> sent
sim fills o2 5 at 100 (f2) -> filled, sent o2.stop
sim accepts o2.stop -> opened
A sells 12 AAPL at 100 as o3 -> sent
sim fills o3 4 at 100 (f3) -> filled, bracket_reduced o1, replace_sent o1.stop 6, replace_sent o1.target 6
sim replaces o1.stop to 6 -> replaced
sim replaces o1.target to 6 -> replaced
sim fills o3 8 at 100 (f4) -> filled, bracket_reduced o1, cancel_sent o1.stop, cancel_sent o1.target, bracket_reduced o2, replace_sent o2.stop 3
ledger: A long 3 AAPL; o1 unprotected 0; o2 unprotected 0

# A sale by hand closes first what has no exits
A buys 20 AAPL at 100 as o1 -> sent
sim fills o1 20 at 100 (f1) -> filled
A buys 10 AAPL at 100 stop-loss 95 as o2 -> sent
sim fills o2 10 at 100 (f2) -> filled, sent o2.stop
sim accepts o2.stop -> opened
A sells 24 AAPL at 100 as o3 -> sent
sim fills o3 15 at 100 (f3) -> filled
sim fills o3 9 at 100 (f4) -> filled, bracket_reduced o2, replace_sent o2.stop 6
ledger: A long 6 AAPL; o2 unprotected 0

# A sale that opens the other side leaves no exit behind
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop
sim accepts o1.stop -> opened
A sells 15 AAPL at 100 as o2 -> sent
sim fills o2 15 at 100 (f2) -> filled, bracket_reduced o1, cancel_sent o1.stop
sim cancels o1.stop -> canceled
ledger: A short 5 AAPL; o1 unprotected 0

# Several targets share what the stop protects, the nearest first
A buys 10 AAPL at 100 bracket stop=95,target=105:3,target=110 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95, sent o1.target SELL 3 at 105, sent o1.target2 SELL 1 at 110
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim accepts o1.target2 -> opened
sim fills o1 6 at 100 (f2) -> filled, replace_sent o1.stop 10 when 95, replace_sent o1.target2 7 at 110
sim replaces o1.stop -> replaced
sim replaces o1.target2 -> replaced
ledger: o1 unprotected 0; A may buy 0 and sell 10 AAPL
sim fills o1.target 3 at 105 (f3) -> filled, replace_sent o1.stop 7 when 95
sim replaces o1.stop -> replaced
sim triggers o1.stop -> triggered
sim fills o1.stop 5 at 95 (f4) -> filled, replace_sent o1.target2 2 at 110
sim replaces o1.target2 -> replaced
sim fills o1.stop 2 at 95 (f5) -> filled, cancel_sent o1.target2
sim cancels o1.target2 -> canceled
ledger: A flat AAPL; o1 unprotected 0; incidents 0

# Shares of an entry are rounded down to lots, and the last target takes the rest
A buys 10 AAPL at 100 bracket target=105:25%,target=110:50%,target=115 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.target SELL 2 at 105, sent o1.target2 SELL 5 at 110, sent o1.target3 SELL 3 at 115
ledger: A may buy 0 and sell 10 AAPL

# In full mode exits wait until the entry is complete
A buys 10 AAPL at 100 bracket stop=95,target=105,full as o1 -> sent
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
the desk restarts -> query_sent o1
sim fills o1 6 at 100 (f2) -> filled, sent o1.stop SELL 10 when 95, sent o1.target SELL 10 at 105, exits_due o1
ledger: o1 unprotected 0

# In full mode the end of the entry sends the exits of what it has
A buys 10 AAPL at 100 bracket stop=95,full as o1 -> sent
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
sim expires o1 -> expired, exits_due o1, sent o1.stop SELL 4 when 95

# The stop moves to break-even once the first target is filled
A buys 10 AAPL at 100 bracket stop=95,target=105:4,target=110,even=1:0.1 as o1 -> sent
sim fills o1 10 at 100.017 (f1) -> filled, sent o1.stop SELL 10 when 95, sent o1.target, sent o1.target2
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim accepts o1.target2 -> opened
sim fills o1.target 2 at 105 (f2) -> filled, replace_sent o1.stop 8 when 95
sim replaces o1.stop -> replaced
sim fills o1.target 2 at 105 (f3) -> filled, stop_moved o1 100.11, replace_sent o1.stop 6 when 100.11
sim replaces o1.stop -> replaced
ledger: o1 unprotected 0

# A stop in flight is moved when it lands
A sells 10 AAPL at 100 short bracket stop=105,stop_limit=106,target=98:5,move=1:99 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop BUY 10 at 106 when 105, sent o1.target BUY 5 at 98
sim accepts o1.target -> opened
sim fills o1.target 5 at 98 (f2) -> filled, stop_moved o1 99
sim accepts o1.stop -> opened, replace_sent o1.stop 5 at 100 when 99
sim replaces o1.stop -> replaced

# The stop moves when a price is reached, once, and a restart forgets nothing
A buys 10 AAPL at 100 bracket stop=95,even@=104 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 when 95
sim accepts o1.stop -> opened
market AAPL 103.99/104.01
the desk restarts -> query_sent o1.stop
market AAPL 104.00/104.02
0s pass -> stop_moved o1 100, replace_sent o1.stop 10 when 100
sim replaces o1.stop -> replaced
market AAPL 103.00/103.02
0s pass -> nothing
market AAPL 105.00/105.02
0s pass -> nothing

# A trailing stop follows the best price and never loosens
A buys 10 AAPL at 100 bracket trail=2 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, stop_moved o1 98, sent o1.stop SELL 10 when 98
sim accepts o1.stop -> opened
market AAPL 100.10/100.12
0s pass -> nothing
market AAPL 101.00/101.02
0s pass -> stop_moved o1 99.00, replace_sent o1.stop 10 when 99.00
market AAPL 102.00/102.02
0s pass -> stop_moved o1 100.00
sim replaces o1.stop -> replaced, replace_sent o1.stop 10 when 100.00
market AAPL 99.50/99.52
0s pass -> nothing
sim replaces o1.stop -> replaced
ledger: o1 unprotected 0

# A trail in percent begins at its activation price
A buys 10 AAPL at 100 bracket stop=90,trail=10%@110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 when 90
sim accepts o1.stop -> opened
market AAPL 109.00/109.02
0s pass -> nothing
market AAPL 110.00/110.02
0s pass -> stop_moved o1 99.00, replace_sent o1.stop 10 when 99.00

# A bracket that makes no sense is refused with every fault by its path
A buys 10 AAPL at 100 bracket stop=101,target=110:3,target=105 as o1 -> refused INVALID_ORDER & INVALID_ORDER
A buys 10 AAPL at 100 bracket target=110:11 as o2 -> refused INVALID_ORDER
A buys 10 AAPL at 100 bracket stop=95.001,target=110 as o3 -> refused TICK
A buys 10 AAPL at 100 bracket stop=95,move=1:98 as o4 -> refused INVALID_ORDER
A buys 10 AAPL at 100 bracket stop=95,target=110,move=1:94 as o5 -> refused INVALID_ORDER
A buys 10 AAPL at 100 stop-loss 95 bracket stop=95 as o6 -> refused INVALID_ORDER
A buys 10 AAPL bracket stop=101 as o7 -> refused BRACKET_SIDE 101

# What a target could trade beyond the stops is reserved, anew as a stop ends
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 6 at 100 (f1) -> filled, sent o1.stop SELL 6 when 95, sent o1.target SELL 6 at 110
sim fills o1 4 at 100 (f2) -> filled, sent o1.stop2 SELL 4 when 95, sent o1.target2 SELL 4 at 110
sim accepts o1.stop -> opened
sim accepts o1.stop2 -> opened
sim accepts o1.target -> opened
sim accepts o1.target2 -> opened
ledger: A may buy 0 and sell 10 AAPL; o1.stop reserves 6; o1.target reserves 0; o1.target2 reserves 0
A cancels o1.stop -> bracket_ended, cancel_sent
ledger: A may buy 0 and sell 16 AAPL; o1.target2 reserves 4
sim cancels o1.stop -> canceled
ledger: A may buy 0 and sell 10 AAPL; o1.target reserves 2; o1.target2 reserves 4
sim fills o1.target 5 at 110 (f3) -> filled
ledger: A long 5 AAPL; A may buy 0 and sell 5 AAPL

# A target whose stop has filled in part reserves what it is to shrink by, and no money after that
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop, sent o1.target
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim triggers o1.stop -> triggered
sim fills o1.stop 4 at 95 (f2) -> filled, replace_sent o1.target 6 at 110
ledger: A may buy 0 and sell 10 AAPL; o1.target reserves 4
sim replaces o1.target -> replaced
ledger: A may buy 0 and sell 6 AAPL; o1.target reserves 0; A open 0
sim fills o1.stop 6 at 95 (f3) -> filled, cancel_sent o1.target
ledger: A flat AAPL; A may buy 0 and sell 6 AAPL; A open 660
sim cancels o1.target -> canceled
ledger: A may buy 0 and sell 0 AAPL; A open 0

# Where a target goes because its stop has filled, what is left of the stop reserves no money again
A buys 10 AAPL at 100 bracket stop=95,target=105:5,target=110 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 when 95, sent o1.target SELL 5 at 105, sent o1.target2 SELL 5 at 110
sim accepts o1.stop -> opened
sim accepts o1.target -> opened
sim accepts o1.target2 -> opened
sim triggers o1.stop -> triggered
sim fills o1.stop 5 at 95 (f2) -> filled, cancel_sent o1.target2
ledger: A may buy 0 and sell 10 AAPL; A open 1025
sim cancels o1.target2 -> canceled
ledger: A long 5 AAPL; A may buy 0 and sell 5 AAPL; A open 0
