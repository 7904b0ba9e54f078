// An order that is over with more than was told of it: reserved for what is missing, and asked after.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# What had filled stays reserved until its fill is known
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
sim cancels o1 with 4 traded -> awaits_fills, query_sent
wire: place o1; pull o1; query o1
ledger: o1 PENDING_CANCEL 0/10; o1 reserves 4; A may buy 4 and sell 0 AAPL
sim fills o1 4 at 100 (f1) -> filled, canceled
ledger: o1 CANCELED 4/10; A long 4 AAPL; A may buy 0 and sell 0 AAPL; incidents 0
sim has o1 CANCELED 4/10 -> nothing

# Its time may have run out as well
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim expires o1 with 4 traded -> awaits_fills, query_sent
ledger: o1 NEW 0/10; o1 reserves 4
sim fills o1 1 at 100 (f1) -> filled
ledger: o1 PARTIALLY_FILLED 1/10; o1 reserves 3
sim fills o1 3 at 100 (f2) -> filled, expired
ledger: o1 EXPIRED 4/10; A may buy 0 and sell 0 AAPL

# What was told whole, or not at all, ends as ever
A buys 10 AAPL at 100 as o1 -> sent
A buys 10 AAPL at 100 as o2 -> sent
sim fills o1 4 at 100 (f1) -> filled
sim cancels o1 with 4 traded -> canceled
sim cancels o2 -> canceled
ledger: o1 CANCELED 4/10; o2 CANCELED 0/10; A may buy 0 and sell 0 AAPL

# The answer to the question ends it with the fills that it brings
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
sim fills o1 2 at 100 (f1) -> filled
sim fills o1 2 at 101 (f2) -> filled, canceled
sim has o1 CANCELED 4/10 -> nothing
ledger: o1 CANCELED 4/10; A long 4 AAPL; incidents 0

# A fill that was taken back is missed no more
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
sim busts f1 of o1 -> busted
ledger: o1 reserves 4
sim has o1 CANCELED 0/10 -> found o1 CANCELED
ledger: o1 CANCELED 0/10; A flat AAPL; A may buy 0 and sell 0 AAPL

# Told twice it is asked after once, and a venue that then tells less is not heard
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
sim cancels o1 with 4 traded -> nothing
sim cancels o1 with 3 traded -> nothing
sim cancels o1 -> nothing
sim had o1 NEW 0/10 -> nothing
sim knows no o1 for sure -> incident o1
ledger: o1 NEW 0/10; o1 reserves 4

# It is asked after until the fill is told, and no cancel is sent of what is over
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
sim cancels o1 with 4 traded -> awaits_fills, query_sent
sim has o1 CANCELED 4/10 -> incident o1
1s pass
wire: place o1; pull o1; query o1; query o1; query o1; query o1
ledger: o1 PENDING_CANCEL 0/10; o1 reserves 4
sim fills o1 4 at 100 (f1) -> filled, canceled

# A change in flight grows nothing that is over
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A replaces o1 to 20 -> replace_sent
ledger: o1 reserves 20
sim cancels o1 with 4 traded -> awaits_fills, query_sent
ledger: o1 reserves 4
sim rejects the replace of o1 -> replace_rejected, query_sent
ledger: o1 NEW 0/10; o1 reserves 4
sim fills o1 4 at 100 (f1) -> filled, canceled

# A fill that was lost may have been the last: no change is waited for
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A replaces o1 to 20 -> replace_sent
sim cancels o1 with 10 traded -> awaits_fills, query_sent
sim fills o1 10 at 100 (f1) -> filled, canceled
ledger: o1 CANCELED 10/10; A may buy 0 and sell 0 AAPL

# More may have traded than was asked
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 12 traded -> awaits_fills, query_sent
ledger: o1 reserves 12
sim fills o1 12 at 100 (f1) -> filled, overfilled o1
ledger: o1 FILLED 12/10 overfilled; A may buy 0 and sell 0 AAPL

# It outlives a restart
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
the desk restarts
ledger: o1 NEW 0/10; o1 reserves 4
sim fills o1 4 at 100 (f1) -> filled, canceled
ledger: o1 CANCELED 4/10; A long 4 AAPL

# A stop that is over with more than was told is replaced for the rest alone
A buys 10 AAPL at 100 stop-loss 95 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.stop SELL 10 when 95
sim accepts o1.stop -> opened
sim cancels o1.stop with 4 traded -> awaits_fills, query_sent, sent o1.stop2 SELL 6 when 95
ledger: o1 unprotected 0; A may buy 0 and sell 10 AAPL
sim accepts o1.stop2 -> opened
sim fills o1.stop 4 at 95 (f2) -> filled, canceled
ledger: o1 unprotected 0; A long 6 AAPL; A may buy 0 and sell 6 AAPL

# A slice that is over with more than was told is not given out again
A buys 9 AAPL at 100 as p twap duration_s=30,slices=3,jitter=0 -> accepted, sent p/1 BUY 3 at 100
sim expires p/1 with 2 traded -> awaits_fills, query_sent
ledger: p committed 3; A may buy 8 and sell 0 AAPL
sim fills p/1 2 at 100 (f1) -> filled, expired
ledger: p committed 2; A may buy 7 and sell 0 AAPL
10s pass -> sent p/2 BUY 4

# A whole picture decides what was told of an end
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
10s pass
the desk reconciles
sim shows A: fill o1 3 at 100 (f1) 9s ago; holds 3 AAPL; cash 999700 USD -> filled, differs FILL_MISSED, repaired FILL_MISSED
ledger: o1 PARTIALLY_FILLED 3/10; o1 reserves 1
10s pass
sim shows A: fill o1 3 at 100 (f1) 19s ago; holds 3 AAPL; cash 999700 USD -> canceled, differs ORDER_FILLS_DIFFER
ledger: o1 CANCELED 3/10; A long 3 AAPL; A may buy 0 and sell 0 AAPL

# A picture that is too young for that decides nothing
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
sim shows A: cash 1000000 USD -> nothing
ledger: o1 NEW 0/10; o1 reserves 4

# One that shows it working is told, and changes nothing
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim cancels o1 with 4 traded -> awaits_fills, query_sent
10s pass
sim shows A: order o1 0/10; cash 1000000 USD -> differs ORDER_ALIVE
ledger: o1 NEW 0/10; o1 reserves 4

# A list of which a member ends with its last fill is decided by that
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim expires o1 with 4 traded -> awaits_fills, query_sent
sim fills o1 4 at 99 (f1) -> filled, replace_sent o2 6, expired, decided o1, cancel_sent o2
