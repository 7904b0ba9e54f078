// An order's life, usual and strange: the venue is right about fills, we about intent.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# A limit order rests, fills in two parts and is over
A buys 10 AAPL at 100 as o1 -> sent o1 BUY 10 at 100
wire: place o1
ledger: o1 SENT 0/10; A may buy 10 and sell 0 AAPL
sim accepts o1 -> opened
ledger: o1 NEW 0/10
sim fills o1 4 at 100 (f1) fee 0.02 -> filled o1 4
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL; A may buy 6 and sell 0 AAPL; A cash 99599.98 USD
sim fills o1 6 at 99.50 (f2) fee 0.03 -> filled
ledger: o1 FILLED 10/10; o1 averages 99.7; A long 10 AAPL; A may buy 0 and sell 0 AAPL; A cash 99002.95 USD; A open 0

# A late fill after cancel still reaches the position
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
sim fills o1 4 at 100 (f1) -> nothing
A cancels o1 -> cancel_sent
wire: place o1; pull o1
ledger: o1 PENDING_CANCEL 4/10; A long 4 AAPL; A may buy 6 and sell 0 AAPL
sim cancels o1 -> canceled
ledger: o1 CANCELED 4/10; A may buy 0 and sell 0 AAPL
sim fills o1 2 at 100 (f2) -> filled
ledger: o1 CANCELED 6/10; A long 6 AAPL; A may buy 0 and sell 0 AAPL
sim fills o1 4 at 100 (f3) -> filled
ledger: o1 FILLED 10/10; A long 10 AAPL; incidents 0

# A fill may outrun the ack, and the ack then changes nothing but the venue's id
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10
sim accepts o1 -> opened
ledger: o1 FILLED 10/10
sim accepts o1 -> nothing

# A partial fill before the ack leaves the order partially filled
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 3 at 100 (f1) -> filled
sim accepts o1 -> opened
ledger: o1 PARTIALLY_FILLED 3/10

# What is told twice counts once
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim accepts o1 -> nothing
A cancels o1 -> cancel_sent
A cancels o1 -> nothing
wire: place o1; pull o1
sim cancels o1 -> canceled
sim cancels o1 -> nothing
sim expires o1 -> nothing
A cancels o1 -> no ORDER_CLOSED
ledger: incidents 0

# A second venue id for one order is an incident
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 as V1 -> opened
sim accepts o1 as V2 -> incident o1

# A cancel that loses to a fill ends in the fill
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A cancels o1 -> cancel_sent
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10
sim rejects the cancel of o1 -> nothing
ledger: o1 FILLED 10/10; incidents 0

# A refused cancel gives the order back to its fills, and the venue is asked why
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
A cancels o1 -> cancel_sent
sim rejects the cancel of o1 -> cancel_rejected, query_sent
ledger: o1 PARTIALLY_FILLED 4/10; A may buy 6 and sell 0 AAPL
sim has o1 PARTIALLY_FILLED 4/10 -> nothing

# A cancel before the ack is answered by the cancel alone
A buys 10 AAPL at 100 as o1 -> sent
A cancels o1 -> cancel_sent
sim cancels o1 -> canceled
sim accepts o1 -> opened
ledger: o1 CANCELED 0/10; incidents 0

# An overfill reaches the position and is flagged
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim fills o1 8 at 100 (f1) -> filled
sim fills o1 5 at 100 (f2) -> filled o1 5, overfilled o1 3
ledger: o1 FILLED 13/10 overfilled; A long 13 AAPL; A may buy 0 and sell 0 AAPL
sim fills o1 1 at 100 (f3) -> filled o1 1, overfilled o1 1
ledger: A long 14 AAPL

# The venue rejects an order at once
A buys 10 AAPL at 100 as o1 -> sent
sim rejects o1 -> rejected
sim rejects o1 -> nothing
ledger: o1 REJECTED 0/10; A may buy 0 and sell 0 AAPL; A open 0

# The venue rejects an order that it had accepted
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim rejects o1 -> rejected
ledger: o1 REJECTED 0/10; A may buy 0 and sell 0 AAPL

# A reject of an order that has traded is for a person
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled
sim rejects o1 -> incident o1
ledger: o1 PARTIALLY_FILLED 4/10; A may buy 6 and sell 0 AAPL; incidents 1

# A fill after a reject still reaches the position
A buys 10 AAPL at 100 as o1 -> sent
sim rejects o1 -> rejected
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 REJECTED 4/10; A long 4 AAPL; A may buy 0 and sell 0 AAPL

# A busted fill of an open order may trade again
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) fee 0.02 -> filled
sim busts f1 of o1 -> busted
sim busts f1 of o1 -> nothing
ledger: o1 NEW 0/10; A flat AAPL; A cash 100000 USD; A may buy 10 and sell 0 AAPL
sim fills o1 4 at 100 (f1) -> nothing
ledger: o1 NEW 0/10; A flat AAPL

# A bust that outruns its fill keeps the fill out
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim busts f1 of o1 -> busted
sim fills o1 4 at 100 (f1) -> nothing
ledger: o1 NEW 0/10; A flat AAPL

# A bust after the end gives position and cash back, and the order stays over
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 10 at 100 (f1) fee 0.05 -> filled
sim busts f1 of o1 -> busted
ledger: o1 FILLED 0/10; A flat AAPL; A cash 100000 USD; A may buy 0 and sell 0 AAPL; A realised 0 AAPL

# A bust leaves no profit or loss behind
A buys 10 AAPL at 100 as o1 -> sent
A buys 10 AAPL at 100 as o2 -> sent
sim fills o1 10 at 100 (f1) -> filled
sim fills o2 10 at 90 (f2) -> filled
ledger: A averages 95 AAPL
sim busts f1 of o1 -> busted
ledger: A long 10 AAPL; A averages 90 AAPL; A realised 0 AAPL; A cash 99100 USD

# A bust that names another order's fill is an incident
A buys 10 AAPL at 100 as o1 -> sent
A sells 5 AAPL at 100 as o2 -> sent
sim fills o1 10 at 100 (f1) -> filled
sim busts f1 of o2 -> incident o2
ledger: o1 FILLED 10/10; o2 SENT 0/5; A long 10 AAPL

# An exec id told again with other numbers is an incident
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled
sim fills o1 5 at 100 (f1) -> incident o1
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL

# An order expires with what it has filled
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim fills o1 1 at 100 (f1) -> filled
sim expires o1 -> expired
ledger: o1 EXPIRED 1/10; A may buy 0 and sell 0 AAPL

# A stop is triggered once
A buys 10 AAPL when 101 as o1 -> sent o1 BUY 10 when 101
sim accepts o1 -> opened
sim triggers o1 -> triggered
sim triggers o1 -> nothing
ledger: o1 NEW 0/10

# Reports about nothing of ours are kept for a person
sim accepts X-1 -> differs STRAY_REPORT X-1
sim fills X-1 10 at 100 (f1) -> differs STRAY_REPORT X-1 fill f1
sim rejects X-1 -> incident X-1
sim busts f1 of X-1 -> incident X-1
sim cancels X-1 -> incident X-1
sim rejects the cancel of X-1 -> incident X-1
sim rejects the replace of X-1 -> incident X-1
sim triggers X-1 -> incident X-1
sim is silent on X-1 -> incident X-1
sim is out of reach for X-1 -> incident X-1
sim knows no X-1 -> incident X-1
ledger: A flat AAPL; incidents 11

# A refused order cannot be told of by the venue
A buys 10 AAPL at 200 as o1 -> refused PRICE_COLLAR
sim accepts o1 -> incident o1
sim fills o1 10 at 100 (f1) -> incident o1
sim cancels o1 -> nothing
ledger: o1 REFUSED 0/10; A flat AAPL

# A fill of nothing or less is an incident
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 0 at 100 (f1) -> incident o1
ledger: o1 SENT 0/10; A flat AAPL
