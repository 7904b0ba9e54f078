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
A replaces o1 to 30 -> queued o1 to 30
A cancels o1 -> cancel_sent
A replaces o1 to 30 -> no ORDER_PENDING
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

# A cancel that comes too late for what a change had grown, before the change is answered
A replaces o1 to 20 -> replace_sent
sim fills o1 20 at 100 (f1) -> filled
A cancels o1 -> cancel_sent
sim rejects the cancel of o1 -> cancel_rejected, overfilled o1 10, query_sent
ledger: o1 FILLED 20/10 overfilled; A long 20 AAPL; A may buy 0 and sell 0 AAPL

# A cancel that could not leave, of what a change had grown and filled
A replaces o1 to 20 -> replace_sent
sim fills o1 20 at 100 (f1) -> filled
A cancels o1 -> cancel_sent
sim is out of reach for o1 -> cancel_rejected, overfilled o1 10
ledger: o1 FILLED 20/10 overfilled; A long 20 AAPL; A may buy 0 and sell 0 AAPL

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

# One change in flight: the next waits, the latest wish counts, and it leaves with the answer
A replaces o1 to 20 -> replace_sent o1 20
A replaces o1 to 30 -> queued o1 to 30
A replaces o1 at 99.50 -> queued o1 to 30 at 99.50
wire: place o1; amend o1 to 20
ledger: o1 PENDING_REPLACE 0/10; A may buy 20 and sell 0 AAPL; o1 wants to 30 at 99.5
sim replaces o1 -> replaced o1 20, replace_sent o1 30 at 99.50
wire: amend o1 to 30
ledger: o1 PENDING_REPLACE 0/20; A may buy 30 and sell 0 AAPL; o1 wants nothing
sim replaces o1 -> replaced o1 30 at 99.50
ledger: o1 NEW 0/30; o1 asks 30 at 99.5

# A change that waits leaves as well when the one before it is refused, or never left
A replaces o1 to 20 -> replace_sent
A replaces o1 to 30 -> queued
sim rejects the replace of o1 -> replace_rejected, query_sent, replace_sent o1 30
sim replaces o1 -> replaced o1 30
A replaces o1 to 40 -> replace_sent
A replaces o1 to 50 -> queued
sim is out of reach for o1 -> replace_rejected, replace_sent o1 50
sim replaces o1 -> replaced o1 50

# Silence sends nothing: what waits leaves when the venue has proved where the order is
A replaces o1 to 20 -> replace_sent
A replaces o1 to 30 -> queued
sim is silent on o1 -> query_sent
ledger: o1 PENDING_REPLACE 0/10; o1 wants to 30
sim has o1 NEW 0/20 -> replaced o1 20, replace_sent o1 30
ledger: o1 PENDING_REPLACE 0/20; o1 wants nothing

# A change that waits outlives a restart, and leaves once
A replaces o1 to 20 -> replace_sent
A replaces o1 to 30 as o1b -> queued
the desk restarts
ledger: o1 PENDING_REPLACE 0/10; o1 wants to 30; o1 chain o1b=QUEUED
sim has o1 NEW 0/20 -> replaced o1 20, replace_sent o1 30
the desk restarts
sim has o1 NEW 0/30 -> replaced o1 30
ledger: o1 NEW 0/30; o1 chain o1b=MADE

# A cancel outranks a change that waits
A replaces o1 to 20 -> replace_sent
A replaces o1 to 30 as o1b -> queued
A cancels o1 -> cancel_sent
ledger: o1 wants nothing; o1 chain o1b=SUPERSEDED
sim replaces o1 -> replaced o1 20
A replaces o1 to 30 -> no ORDER_PENDING
sim cancels o1 -> canceled
ledger: o1 CANCELED 0/20

# The end of the order takes what waits with it
A replaces o1 to 8 -> replace_sent
A replaces o1 to 30 as o1b -> queued
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10; o1 wants nothing; o1 chain o1b=SUPERSEDED

# The gate is asked when a change is queued, and again when it leaves
A replaces o1 to 20 -> replace_sent
A replaces o1 at 200 -> no PRICE_COLLAR 1 over 0.05 leaves 0.05
A replaces o1 to 30 as o1b -> queued
limits of A: order_qty 25
sim replaces o1 -> replaced o1 20, dropped o1 ORDER_QTY_MAX 30 over 25 leaves 25
ledger: o1 NEW 0/20; o1 wants nothing; o1 chain o1b=DROPPED

# What waits and comes to nothing is dropped
A replaces o1 to 20 -> replace_sent
A replaces o1 to 20 -> no NOTHING_TO_DO
A replaces o1 to 12 -> queued
sim fills o1 12 at 100 (f1) -> filled
sim replaces o1 -> replaced o1 20, dropped o1 INVALID_ORDER
ledger: o1 PARTIALLY_FILLED 12/20

# Each change may have an id of its own, and every id names the order
A replaces o1 to 20 as o1b -> replace_sent o1 20
sim replaces o1 -> replaced
A replaces o1b to 30 as o1c -> replace_sent o1 30
sim rejects the replace of o1c -> replace_rejected, query_sent
ledger: o1 chain o1b=MADE o1c=REJECTED; o1c NEW 0/20
A cancels o1c -> cancel_sent

# The same change under the same id is the same, another is a conflict
A replaces o1 to 20 as o1b -> replace_sent o1 20
A replaces o1 to 20 as o1b -> nothing
A replaces o1 to 30 as o1b -> no CLIENT_ORDER_ID_CONFLICT
A replaces o1 to 30 as o1 -> no CLIENT_ORDER_ID_CONFLICT
A buys 10 AAPL at 100 as o1b -> no CLIENT_ORDER_ID_CONFLICT
sim replaces o1 -> replaced o1 20
sim cancels o1 -> canceled
A replaces o1 to 20 as o1b -> nothing
A replaces o1 to 30 as o1d -> no ORDER_CLOSED
the desk restarts
A replaces o1 to 20 as o1b -> nothing

# A refused change leaves its id free
A replaces o1 to 0 as o1b -> no INVALID_ORDER
A replaces o1 to 20 as o1b -> replace_sent

# The time in force changes with the rest, or alone
A replaces o1 GTC -> replace_sent o1 10 at 100 GTC
ledger: o1 is DAY
sim replaces o1 GTC -> replaced o1 10 at 100 GTC
ledger: o1 is GTC; o1 NEW 0/10
A replaces o1 to 20 GTD good-for 60s -> replace_sent o1 20 at 100 GTD
sim replaces o1 GTD good-for 60s -> replaced
ledger: o1 is GTD for 60s; o1 asks 20 at 100
A replaces o1 good-for 90s -> replace_sent o1 20 at 100 GTD
sim replaces o1 -> replaced
ledger: o1 is GTD for 90s
A replaces o1 to 25 -> replace_sent o1 25 at 100
sim replaces o1 -> replaced
ledger: o1 is GTD for 90s

# A time in force that makes no sense is refused
A replaces o1 DAY -> no NOTHING_TO_DO
A replaces o1 IOC -> no INVALID_ORDER
A replaces o1 GTD -> no INVALID_ORDER
A replaces o1 good-for 60s -> no INVALID_ORDER
A replaces o1 GTC good-for 60s -> no INVALID_ORDER
A replaces o1 GTD good-for 0s -> no INVALID_ORDER
wire: place o1

# A time in force that the venue did not make is taken as told, and a person looks
A replaces o1 to 20 GTC -> replace_sent
sim replaces o1 DAY -> replaced o1 20 at 100 DAY, incident o1
ledger: o1 is DAY; o1 NEW 0/20

# Whether a time in force alone was changed only a venue that tells it can prove
A replaces o1 GTC -> replace_sent
sim is silent on o1 -> query_sent
sim has o1 NEW 0/10 -> replace_rejected
ledger: o1 is DAY
A replaces o1 GTC -> replace_sent
sim is silent on o1 -> query_sent
sim has o1 NEW 0/10 GTC -> replaced
ledger: o1 is GTC

# A slide is what was asked for, from the first price on and in a change
sim works only market, limit, day, gtc, post-only, post-only-slide
A buys 10 AAPL at 100.05 slide as s1 -> sent
sim accepts s1 -> opened
sim replaces s1 at 100.00 -> replaced s1 10 at 100.00
ledger: s1 NEW 0/10
A replaces s1 to 20 at 100.07 -> replace_sent s1 20 at 100.07
sim replaces s1 at 100.00 -> replaced s1 20 at 100.00
ledger: s1 NEW 0/20

# A price that is worse than the limit is no slide, nor is another quantity
sim works only market, limit, day, gtc, post-only, post-only-slide
A buys 10 AAPL at 100.05 slide as s1 -> sent
sim accepts s1 -> opened
sim replaces s1 at 100.06 -> replaced s1 10 at 100.06, incident s1 was changed otherwise than asked
sim replaces s1 to 11 at 100.05 -> replaced s1 11 at 100.05, incident s1 was changed otherwise than asked
