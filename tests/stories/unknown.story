// Silence is a question, never an answer: exposure stays reserved until there is proof.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent

# An unknown order that the venue has goes on
sim is silent on o1 -> unknown, query_sent
wire: place o1; query o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim has o1 NEW 0/10 -> found o1 NEW
ledger: o1 NEW 0/10; A may buy 10 and sell 0 AAPL
sim has o1 NEW 0/10 -> nothing

# An unknown order may answer for itself
sim is silent on o1 -> unknown, query_sent
sim accepts o1 -> opened
ledger: o1 NEW 0/10

# An unknown order may turn out filled
sim is silent on o1 -> unknown, query_sent
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL
sim fills o1 6 at 100 (f2) -> filled
sim has o1 FILLED 10/10 -> nothing
ledger: o1 FILLED 10/10; incidents 0

# An unknown order that never arrived is rejected, once the venue is sure
sim is silent on o1 -> unknown, query_sent
sim knows no o1 -> nothing
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim knows no o1 for sure -> rejected
ledger: o1 REJECTED 0/10; A may buy 0 and sell 0 AAPL
sim knows no o1 for sure -> nothing

# An order that was thought absent and shows up is an incident
sim is silent on o1 -> unknown, query_sent
sim knows no o1 for sure -> rejected
sim has o1 NEW 0/10 -> incident o1
sim accepts o1 -> incident o1
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10; A long 10 AAPL; A may buy 0 and sell 0 AAPL

# A venue that denies an order it had accepted is not believed
sim accepts o1 -> opened
sim knows no o1 for sure -> incident o1
ledger: o1 NEW 0/10

# A venue found to have ended an unknown order ends it
sim is silent on o1 -> unknown, query_sent
sim has o1 CANCELED 0/10 -> found o1 CANCELED
ledger: o1 CANCELED 0/10; A may buy 0 and sell 0 AAPL

# An answer whose fills were not told is an incident
sim is silent on o1 -> unknown, query_sent
sim has o1 FILLED 10/10 -> incident o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL

# Terms that differ at the venue are an incident
sim is silent on o1 -> unknown, query_sent
sim has o1 NEW 0/20 -> found, incident o1 has other terms
ledger: o1 NEW 0/10

# Silence about an order that has answered means nothing
sim accepts o1 -> opened
sim is silent on o1 -> nothing
ledger: o1 NEW 0/10

# A cancel of an unknown order is kept in mind until it is found
sim is silent on o1 -> unknown, query_sent
A cancels o1 -> cancel_sent
sim rejects the cancel of o1 -> nothing
ledger: o1 UNKNOWN 0/10
sim has o1 NEW 0/10 -> found, cancel_sent
ledger: o1 PENDING_CANCEL 0/10
sim cancels o1 -> canceled

# A cancel of an unknown order is repeated when the order answers
A cancels o1 -> cancel_sent
sim is silent on o1 -> unknown, query_sent
sim accepts o1 -> opened, cancel_sent
ledger: o1 PENDING_CANCEL 0/10

# A silent cancel is asked after, and sent again where the order still works
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
A cancels o1 -> cancel_sent
sim is silent on o1 -> query_sent
ledger: o1 PENDING_CANCEL 4/10
sim has o1 PARTIALLY_FILLED 4/10 -> found, cancel_sent
ledger: o1 PENDING_CANCEL 4/10
sim is silent on o1 -> nothing
1s pass -> cancel_sent, query_sent
sim has o1 CANCELED 4/10 -> found o1 CANCELED
ledger: o1 CANCELED 4/10

# An order that never left is rejected, a cancel that never left is undone
sim is out of reach for o1 -> rejected
ledger: o1 REJECTED 0/10
A buys 10 AAPL at 100 as o2 -> sent
sim accepts o2 -> opened
A cancels o2 -> cancel_sent
sim is out of reach for o2 -> cancel_rejected
ledger: o2 NEW 0/10
sim is out of reach for o2 -> nothing

# A market order may be found with the limit that protects it
A buys 5 AAPL as o2 -> sent
sim is silent on o2 -> unknown, query_sent
sim has o2 NEW 0/5 at 101 -> found
ledger: incidents 0

# An order that nobody answers for is asked after again and again, and never sent again
sim is silent on o1 -> unknown, query_sent
1s pass -> query_sent o1
wire: place o1; query o1; query o1; query o1; query o1
60s pass -> query_sent o1
600s pass -> query_sent o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim knows no o1 -> nothing
30s pass -> query_sent o1
sim accepts o1 -> opened
600s pass -> nothing

# Silence about a question is no news
sim is silent on o1 -> unknown, query_sent
sim is silent on o1 -> nothing
sim is silent on o1 -> nothing
ledger: o1 UNKNOWN 0/10

# A venue that accepts before the next question is not asked it
sim is silent on o1 -> unknown, query_sent
sim accepts o1 -> opened
wire: place o1; query o1
60s pass -> nothing
wire: nothing

# A cancel that nobody answers is sent three times, and asked after for ever
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
sim is silent on o1 -> query_sent
wire: place o1; pull o1; query o1
600s pass -> cancel_sent, query_sent, cancel_sent
ledger: o1 PENDING_CANCEL 0/10
sim cancels o1 -> canceled
600s pass -> nothing

# A cancel that does nothing is sent again at the pace of the questions, and a person is told
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
sim is silent on o1 -> query_sent
sim has o1 NEW 0/10 -> found, cancel_sent
sim has o1 NEW 0/10 -> found, cancel_sent
sim has o1 NEW 0/10 -> found, incident o1 works on though it was cancelled, cancel_sent
sim has o1 NEW 0/10 -> found, cancel_sent
ledger: o1 PENDING_CANCEL 0/10; incidents 1

# An unknown order that answers by a fill is still cancelled
sim is silent on o1 -> unknown, query_sent
A cancels o1 -> cancel_sent
sim fills o1 4 at 100 (f1) -> filled
1s pass -> cancel_sent, query_sent, cancel_sent
sim cancels o1 -> canceled
ledger: o1 CANCELED 4/10

# A cancel that was never answered, not even by silence, is asked after by a reconcile
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
600s pass -> nothing
the desk reconciles -> query_sent o1
sim has o1 NEW 0/10 -> found, cancel_sent

# A query that is lost is sent again
sim accepts o1 -> opened
the desk reconciles -> query_sent o1
1s pass -> query_sent o1
sim has o1 NEW 0/10 -> nothing
60s pass -> nothing

# A state that was asked for before a change says nothing of the change
sim accepts o1 -> opened
the desk reconciles -> query_sent o1
A replaces o1 to 20 -> replace_sent o1 20
sim had o1 NEW 0/10 -> nothing
ledger: o1 PENDING_REPLACE 0/10; o1 reserves 20
sim replaces o1 -> replaced
ledger: o1 NEW 0/20; incidents 0

# A state that was asked for after a change proves that it was not made
sim accepts o1 -> opened
A replaces o1 to 20 -> replace_sent o1 20
sim is silent on o1 -> query_sent
sim has o1 NEW 0/10 -> replace_rejected
ledger: o1 NEW 0/10; o1 reserves 10

# A state that was asked for before a change that was made is no incident
sim accepts o1 -> opened
the desk reconciles -> query_sent o1
A replaces o1 to 20 -> replace_sent o1 20
sim replaces o1 -> replaced
sim had o1 NEW 0/10 -> nothing
ledger: o1 NEW 0/20; incidents 0

# A fill that the state has and nobody told is asked for until it comes
sim accepts o1 -> opened
sim has o1 PARTIALLY_FILLED 4/10 -> query_sent o1, incident o1
sim has o1 PARTIALLY_FILLED 4/10 -> nothing
1s pass -> query_sent o1
sim fills o1 4 at 100 (f1) -> filled
sim has o1 PARTIALLY_FILLED 4/10 -> nothing
600s pass -> nothing
ledger: o1 PARTIALLY_FILLED 4/10; incidents 1

# While the link is down nothing that adds risk goes there
sim fills o1 10 at 100 (f1) -> filled
A buys 5 AAPL at 98 as o2 -> sent
sim accepts o2 -> opened
sim goes down -> down sim
sim goes down -> nothing
A buys 5 AAPL at 98 as o3 -> refused VENUE_DOWN
A replaces o2 to 6 -> no VENUE_DOWN
A replaces o2 to 4 -> replace_sent o2
A sells 10 AAPL at 99 as o4 -> sent
A cancels o2 -> cancel_sent
wire: place o1; place o2; amend o2 to 4; place o4; pull o2
sim comes up -> up sim, query_sent o2, unknown o4, query_sent o4
wire: query o2; query o4; account A
A buys 5 AAPL at 98 as o5 -> sent

# A link that is cut while an order is on its way leaves it unknown
sim goes down -> down sim
ledger: o1 SENT 0/10
sim comes up -> up sim, unknown o1, query_sent o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim fills o1 10 at 100 (f1) -> filled
sim has o1 FILLED 10/10 -> nothing

# An exit that could not leave is sent when the link is up
A buys 10 AAPL at 100 stop-loss 95 take-profit 110 as b -> sent
sim goes down -> down sim
sim fills b 10 at 100 (f1) -> filled, sent b.stop SELL 10, sent b.target SELL 10
sim is out of reach for b.stop -> rejected, incident b, exits_postponed b
sim is out of reach for b.target -> rejected
ledger: b unprotected 10; incidents 1
sim comes up -> up sim, unknown o1, query_sent o1, exits_resumed b, sent b.stop2 SELL 10, sent b.target2 SELL 10
ledger: b unprotected 0

# Where the venue tells of no links an exit is tried again, rarer and rarer
A buys 10 AAPL at 100 stop-loss 95 as b -> sent
sim fills b 10 at 100 (f1) -> filled, sent b.stop SELL 10
sim is out of reach for b.stop -> rejected, incident b, exits_postponed b
1s pass -> exits_resumed b, sent b.stop2 SELL 10
sim is out of reach for b.stop2 -> rejected, exits_postponed b
1s pass -> exits_resumed b, sent b.stop3 SELL 10
sim is out of reach for b.stop3 -> rejected, exits_postponed b
sim is out of reach for b.stop3 -> nothing
1s pass -> exits_resumed b, sent b.stop4 SELL 10
sim is out of reach for b.stop4 -> rejected, exits_postponed b
1s pass -> exits_resumed b, sent b.stop5 SELL 10
sim is out of reach for b.stop5 -> rejected, exits_postponed b
2s pass -> exits_resumed b, sent b.stop6 SELL 10
sim is out of reach for b.stop6 -> rejected, exits_postponed b
4s pass -> exits_resumed b, sent b.stop7 SELL 10
sim accepts b.stop7 -> opened
600s pass -> nothing
ledger: b unprotected 0; incidents 1

# A slice that could not leave goes back to the schedule
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0,at_end=continue,continue_s=30 -> accepted, sent p/1 BUY 2
sim is out of reach for p/1 -> rejected
ledger: p committed 0
9s pass -> nothing
1s pass -> sent p/2 BUY 4
sim is out of reach for p/2 -> rejected
10s pass -> sent p/3 BUY 4
ledger: p NEW 0/4; p committed 4
