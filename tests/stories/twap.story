// A TWAP parent: what is due follows from the clock, what is given out from the ledger.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Slices go out in their time, and the parent is filled with its last child
A buys 10 AAPL as p twap duration_s=40,slices=4,jitter=0 -> accepted p, sent p/1 BUY 2
ledger: p NEW 0/10; p reserves 8; A may buy 10 and sell 0 AAPL
sim fills p/1 2 at 100 (f1) -> filled
ledger: p PARTIALLY_FILLED 2/10
9s pass -> nothing
1s pass -> sent p/2 BUY 3
sim fills p/2 3 at 101 (f2) -> filled
10s pass -> sent p/3 BUY 2
sim fills p/3 2 at 100 (f3) -> filled
10s pass -> sent p/4 BUY 3
sim fills p/4 3 at 100 (f4) -> filled
ledger: p FILLED 10/10; p averages 100.3; A long 10 AAPL; A may buy 0 and sell 0 AAPL; A open 0
100s pass -> nothing

# A slice that did not fill is caught up by the next
A buys 9 AAPL at 100 as p twap duration_s=30,slices=3,jitter=0 -> accepted, sent p/1 BUY 3 at 100
sim expires p/1 -> expired
ledger: p NEW 0/9; p committed 0
10s pass -> sent p/2 BUY 6
sim fills p/2 1 at 100 (f1) -> filled
sim cancels p/2 -> canceled
10s pass -> sent p/3 BUY 8

# Without catch-up each slice is its own, and the rest is tried at the end
A buys 9 AAPL at 100 as p twap duration_s=30,slices=3,jitter=0,catch_up=false -> accepted, sent p/1 BUY 3
sim expires p/1 -> expired
10s pass -> sent p/2 BUY 3
sim expires p/2 -> expired
10s pass -> sent p/3 BUY 9
ledger: p committed 9

# A slice under the minimum waits for the next
A buys 6 AAPL at 100 as p twap duration_s=30,slices=3,jitter=0,slice_qty_min=3 -> accepted
10s pass -> sent p/1 BUY 4
10s pass -> sent p/2 BUY 2

# No slice is smaller than a lot
A buys 2 AAPL as p twap duration_s=100,slices=10,jitter=0 -> accepted, sent p/1 BUY 1
49s pass -> nothing
1s pass -> sent p/2 BUY 1

# Jitter moves each slice within its interval
A buys 4 AAPL as p twap duration_s=40,slices=4,jitter=0.5 -> accepted
5s pass -> sent p/1 BUY 1
10s pass -> sent p/2 BUY 1
10s pass -> sent p/3 BUY 1
10s pass -> sent p/4 BUY 1
ledger: p committed 4

# Cancelled while it runs a parent cancels its children and gives out no more
A buys 10 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent
sim accepts p/1 -> opened
sim fills p/1 1 at 100 (f1) -> filled
A cancels p -> stopping p CANCELED, cancel_sent p/1
A cancels p -> nothing
ledger: p PENDING_CANCEL 1/10; p reserves 8; A may buy 9 and sell 0 AAPL
100s pass -> nothing
sim cancels p/1 -> canceled p/1, ended p CANCELED
ledger: p CANCELED 1/10; A may buy 0 and sell 0 AAPL; A open 0
sim fills p/1 1 at 100 (f2) -> filled
ledger: p CANCELED 2/10; A long 2 AAPL; A may buy 0 and sell 0 AAPL

# Cancelled between slices a parent ends at once
A buys 10 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent
sim expires p/1 -> expired
A cancels p -> stopping, ended p CANCELED
A cancels p -> no ORDER_CLOSED

# A child that beats the cancel can fill the parent
A buys 2 AAPL at 100 as p twap duration_s=10,slices=1,jitter=0 -> accepted, sent p/1 BUY 2
A cancels p -> stopping, cancel_sent
sim fills p/1 2 at 100 (f1) -> filled
ledger: p FILLED 2/2

# When time is over the parent ends with what it has, and cancels what is still out
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1 BUY 2
sim expires p/1 -> expired
10s pass -> sent p/2 BUY 4
sim fills p/2 1 at 100 (f1) -> filled
10s pass -> stopping p EXPIRED, cancel_sent p/2
sim cancels p/2 -> canceled, ended p EXPIRED
ledger: p EXPIRED 1/4; A long 1 AAPL; A may buy 0 and sell 0 AAPL

# What is left at the end crosses the spread, once a second for ten seconds, where that is wanted
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0,at_end=cross -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
10s pass -> sent p/2 BUY 2
sim expires p/2 -> expired
10s pass -> sent p/3 BUY 2
sim expires p/3 -> expired
1s pass -> sent p/4 BUY 2
sim fills p/4 1 at 100 (f2) -> filled
sim expires p/4 -> expired
1s pass -> sent p/5 BUY 1
8s pass -> stopping p EXPIRED, cancel_sent p/5

# Or it is tried for some time longer
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0,at_end=continue,continue_s=12 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
10s pass -> sent p/2 BUY 2
sim expires p/2 -> expired
10s pass -> sent p/3 BUY 2
sim expires p/3 -> expired
5s pass -> sent p/4 BUY 2
sim expires p/4 -> expired
5s pass -> sent p/5 BUY 2
sim expires p/5 -> expired
2s pass -> stopping p EXPIRED, ended p EXPIRED

# A restart in the middle repeats nothing and goes on
A buys 10 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1
sim fills p/1 2 at 100 (f1) -> filled
10s pass -> sent p/2 BUY 3
wire: place p/1; place p/2
the desk restarts -> unknown p/2, query_sent p/2
5s pass -> query_sent p/2
sim fills p/2 3 at 100 (f2) -> filled
wire: query p/2; account A; query p/2; query p/2; query p/2; query p/2; query p/2
5s pass -> sent p/3 BUY 2
ledger: p PARTIALLY_FILLED 5/10; p committed 7
wire: place p/3

# An unknown child keeps its share until it is proved dead
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0,at_end=continue,continue_s=30 -> accepted, sent p/1 BUY 2
sim is silent on p/1 -> unknown, query_sent
10s pass -> query_sent p/1, sent p/2 BUY 2
ledger: p committed 4; A may buy 4 and sell 0 AAPL
sim knows no p/1 for sure -> rejected
10s pass -> sent p/3 BUY 2

# Slices that came due while the desk was down go out as one
A buys 10 AAPL at 100 as p twap duration_s=50,slices=5,jitter=0 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
the desk restarts -> nothing
35s pass -> sent p/2 BUY 2, sent p/3 BUY 2, sent p/4 BUY 2

# A refused slice is tried again at the next moment
A buys 4 AAPL as p twap duration_s=20,slices=2,jitter=0,at_end=continue,continue_s=30 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
market AAPL is dark
10s pass -> refused NO_REFERENCE & NO_REFERENCE & NO_REFERENCE
market AAPL 99.99/100.01
10s pass -> sent p/2 BUY 2

# A late fill of a slice that was tried again takes the second try back
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0,at_end=continue,continue_s=30 -> accepted, sent p/1 BUY 2
sim expires p/1 -> expired
10s pass -> sent p/2 BUY 4
sim accepts p/2 -> opened
sim fills p/1 2 at 100 (f1) -> filled p/1 2, overfilled p 2, cancel_sent p/2
ledger: p PARTIALLY_FILLED 2/4 overfilled; p committed 6; p reserves 0; A may buy 4 and sell 0 AAPL
sim cancels p/2 -> canceled
ledger: p committed 2; p reserves 2
10s pass -> sent p/3 BUY 2

# A busted slice is given out again
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
sim busts f1 of p/1 -> busted
ledger: p NEW 0/4; p reserves 4; A flat AAPL
10s pass -> sent p/2 BUY 4

# A child that outlives its parent's end is cancelled when it is found
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1 BUY 2
sim accepts p/1 -> opened
A cancels p -> stopping, cancel_sent p/1
sim rejects the cancel of p/1 -> cancel_rejected, query_sent
sim has p/1 NEW 0/2 -> nothing
2s pass -> query_sent p/1
sim has p/1 NEW 0/2 -> cancel_sent p/1
sim is out of reach for p/1 -> cancel_rejected, incident p
ledger: p PENDING_CANCEL 0/4

# Reports that name a parent are about nothing that left
A buys 4 AAPL at 100 as p twap duration_s=20,slices=2,jitter=0 -> accepted, sent p/1
sim accepts p -> incident p
sim fills p 1 at 100 (f1) -> incident p
sim rejects p -> incident p
ledger: p NEW 0/4; A flat AAPL
