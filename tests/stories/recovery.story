// A restart goes on where the journal ends, and asks after everything that was open.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# What was in flight is unknown and asked after, never sent again
A buys 10 AAPL at 100 as o1 -> sent
A buys 10 AAPL at 99 as o2 -> sent
sim accepts o2 -> opened
A buys 10 AAPL at 98 as o3 -> sent
sim fills o3 10 at 98 (f1) -> filled
the desk restarts -> unknown o1, query_sent o1, query_sent o2
wire: query o1; query o2; account A
ledger: o1 UNKNOWN 0/10; o2 NEW 0/10; A may buy 20 and sell 0 AAPL
sim has o1 NEW 0/10 -> found
sim has o2 NEW 0/10 -> nothing
sim holds 10 AAPL for A -> nothing
ledger: o1 NEW 0/10; incidents 0

# What happened while the desk was down is told by the venue
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
the desk restarts -> query_sent o1
sim fills o1 10 at 100 (f1) -> filled
sim has o1 FILLED 10/10 -> nothing
ledger: o1 FILLED 10/10; A long 10 AAPL

# A cancel in flight is asked after and sent again
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
the desk restarts -> query_sent
sim has o1 NEW 0/10 -> found, cancel_sent

# A position that differs is raised once
sim holds 5 AAPL for A -> differs POSITION
sim holds 5 AAPL for A -> nothing
sim holds 6 AAPL for A -> differs POSITION
sim holds 0 AAPL for A -> gone POSITION
sim holds 5 AAPL for nobody -> unmapped nobody 5 AAPL, differs ACCOUNT_UNKNOWN
sim holds 5 AAPL for nobody -> nothing

# A reconcile asks about all that is open, and twice asks twice but changes nothing
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
wire: place o1
the desk reconciles -> query_sent o1
sim has o1 NEW 0/10 -> nothing
the desk reconciles -> query_sent o1
wire: query o1; account A; query o1; account A

# A restart in the middle of a restart asks again, and sends nothing again
A buys 10 AAPL at 100 as o1 -> sent
wire: place o1
the desk restarts -> unknown o1, query_sent o1
the desk restarts -> query_sent o1
the desk restarts -> query_sent o1
wire: query o1; account A
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
1s pass -> query_sent o1
sim accepts o1 -> opened
ledger: o1 NEW 0/10

# A bracket goes on where it was, and what could not leave is sent after the restart
A buys 10 AAPL at 100 stop-loss 95 as b -> sent
sim fills b 10 at 100 (f1) -> filled, sent b.stop SELL 10
sim is out of reach for b.stop -> rejected, incident b, exits_postponed b
the desk restarts -> nothing
ledger: b unprotected 10
1s pass -> exits_resumed b, sent b.stop2 SELL 10
the desk restarts -> unknown b.stop2, query_sent b.stop2
600s pass -> query_sent b.stop2
ledger: b unprotected 0
sim knows no b.stop2 for sure -> rejected, sent b.stop3 SELL 10
sim accepts b.stop3 -> opened
ledger: b unprotected 0; A may buy 0 and sell 10 AAPL

# A slice that is unknown when the desk restarts keeps its share, and no slice comes twice
A buys 10 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
the desk restarts -> unknown p/1, query_sent p/1
the desk restarts -> query_sent p/1
10s pass -> query_sent p/1, sent p/2 BUY 3
the desk restarts -> query_sent p/1, unknown p/2, query_sent p/2
sim fills p/1 2 at 100 (f1) -> filled
sim fills p/2 3 at 100 (f2) -> filled
ledger: p PARTIALLY_FILLED 5/10; p committed 5
10s pass -> sent p/3 BUY 2

# A session that was down when the desk stopped is asked anew
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim goes down -> down sim
the desk restarts -> query_sent o1
A buys 5 AAPL at 98 as o2 -> sent
