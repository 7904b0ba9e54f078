// A replace crossed by everything that can cross it: leaves come from fills alone.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened

# A replace reserves the worse of old and new until it is answered
A replaces o1 to 20 at 99 -> replace_sent o1 20 at 99
wire: place o1; amend o1 to 20
ledger: o1 PENDING_REPLACE 0/10; A may buy 20 and sell 0 AAPL
sim replaces o1 -> replaced o1 20 at 99
ledger: o1 NEW 0/20; o1 asks 20 at 99; A may buy 20 and sell 0 AAPL
A replaces o1 to 5 -> replace_sent o1 5
ledger: A may buy 20 and sell 0 AAPL
sim replaces o1 -> replaced o1 5
ledger: o1 NEW 0/5; A may buy 5 and sell 0 AAPL

# A fill before the answer keeps the replace pending, and leaves come from fills
A replaces o1 to 20 -> replace_sent
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 PENDING_REPLACE 4/10; A may buy 16 and sell 0 AAPL
sim replaces o1 -> replaced o1 20
ledger: o1 PARTIALLY_FILLED 4/20; A may buy 16 and sell 0 AAPL

# A fill of the grown order may outrun the answer
A replaces o1 to 20 -> replace_sent
sim fills o1 15 at 100 (f1) -> filled o1 15
ledger: o1 PENDING_REPLACE 15/10; A may buy 5 and sell 0 AAPL
sim replaces o1 -> replaced o1 20
ledger: o1 PARTIALLY_FILLED 15/20; A may buy 5 and sell 0 AAPL
sim fills o1 5 at 100 (f2) -> filled
ledger: o1 FILLED 20/20; A may buy 0 and sell 0 AAPL

# A fill of all the old quantity keeps the grown rest reserved
A replaces o1 to 20 -> replace_sent
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 PENDING_REPLACE 10/10; A may buy 10 and sell 0 AAPL
sim rejects the replace of o1 -> replace_rejected
ledger: o1 FILLED 10/10; A may buy 0 and sell 0 AAPL

# A replace that was refused after the grown order traded shows an overfill
A replaces o1 to 20 -> replace_sent
sim fills o1 12 at 100 (f1) -> filled
sim rejects the replace of o1 -> replace_rejected, overfilled o1 2
ledger: o1 FILLED 12/10 overfilled; A long 12 AAPL

# A shrunk order that has traded all it keeps is filled by the answer
A replaces o1 to 4 -> replace_sent
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 PENDING_REPLACE 4/10; A may buy 6 and sell 0 AAPL
sim replaces o1 -> replaced
ledger: o1 FILLED 4/4; A may buy 0 and sell 0 AAPL

# A shrink that loses to fills leaves an overfill to look at
A replaces o1 to 4 -> replace_sent
sim fills o1 6 at 100 (f1) -> filled
sim replaces o1 -> replaced o1 4, overfilled o1 2
ledger: o1 FILLED 6/4 overfilled; A long 6 AAPL; A may buy 0 and sell 0 AAPL

# A shrink crossed by the full fill ends filled
A replaces o1 to 4 -> replace_sent
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10; A may buy 0 and sell 0 AAPL
sim rejects the replace of o1 -> nothing
ledger: o1 FILLED 10/10; incidents 0

# A refused replace changes nothing
A replaces o1 to 20 -> replace_sent
sim rejects the replace of o1 -> replace_rejected, query_sent
ledger: o1 NEW 0/10; o1 asks 10 at 100; A may buy 10 and sell 0 AAPL
sim rejects the replace of o1 -> nothing

# One change at a time
A replaces o1 to 20 -> replace_sent
A replaces o1 to 30 -> no ORDER_PENDING
A cancels o1 -> cancel_sent
ledger: o1 PENDING_CANCEL 0/10; A may buy 20 and sell 0 AAPL
sim replaces o1 -> replaced
ledger: o1 PENDING_CANCEL 0/20
sim cancels o1 -> canceled
ledger: o1 CANCELED 0/20; A may buy 0 and sell 0 AAPL

# A cancel that crosses a replace and then a fill of the grown order
A replaces o1 to 20 -> replace_sent
A cancels o1 -> cancel_sent
sim fills o1 12 at 100 (f1) -> filled
ledger: o1 PENDING_CANCEL 12/10; A may buy 8 and sell 0 AAPL
sim replaces o1 -> replaced
sim cancels o1 -> canceled
ledger: o1 CANCELED 12/20; A long 12 AAPL; A may buy 0 and sell 0 AAPL

# An ack of an older replace told again does not settle the newer one
A replaces o1 to 20 -> replace_sent
sim replaces o1 -> replaced o1 20
sim replaces o1 -> nothing
A replaces o1 to 30 -> replace_sent
sim replaces o1 to 20 -> nothing
ledger: o1 PENDING_REPLACE 0/20; A may buy 30 and sell 0 AAPL
sim replaces o1 -> replaced o1 30
ledger: o1 NEW 0/30

# A change that nobody asked for is taken, and told to a person
sim replaces o1 to 7 -> replaced o1 7, incident o1
ledger: o1 NEW 0/7; A may buy 7 and sell 0 AAPL

# A replace must change something, make sense and pass the gate
A replaces o1 to 10 -> no NOTHING_TO_DO
A replaces o1 to 0 -> no INVALID_ORDER
A replaces o1 to 10.5 -> no LOT
A replaces o1 at 100.001 -> no TICK
A replaces o1 at 200 -> no PRICE_COLLAR 1 over 0.05 leaves 0.05
A replaces o1 to 2000000 -> no ORDER_QTY_MAX & BUYING_POWER & POSITION_LIMIT
A replaces o9 to 10 -> no UNKNOWN_ORDER
sim fills o1 4 at 100 (f1) -> filled
A replaces o1 to 4 -> no INVALID_ORDER
sim cancels o1 -> canceled
A replaces o1 to 20 -> no ORDER_CLOSED
wire: place o1

# A silent replace is asked after, and the venue's terms settle it
A replaces o1 to 20 -> replace_sent
sim is silent on o1 -> query_sent
sim has o1 NEW 0/20 -> replaced o1 20
ledger: o1 NEW 0/20
A replaces o1 to 30 -> replace_sent
sim is silent on o1 -> query_sent
sim has o1 NEW 0/20 -> replace_rejected
ledger: o1 NEW 0/20; A may buy 20 and sell 0 AAPL

# A replace that never left is undone
A replaces o1 to 20 -> replace_sent
sim is out of reach for o1 -> replace_rejected
ledger: o1 NEW 0/10; A may buy 10 and sell 0 AAPL
