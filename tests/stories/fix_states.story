// The order state changes that FIX knows, by its groups: cum, leaves and average price to the unit.
A has 100000000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10000 AAPL at 100 as X -> sent
sim accepts X -> opened
ledger: X cum 0 leaves 10000 avg 0

# A: an order that fills in parts
sim fills X 2000 at 100 (e1) -> filled
ledger: X PARTIALLY_FILLED 2000/10000; X cum 2000 leaves 8000 avg 100
sim fills X 1000 at 99.70 (e2) -> filled
ledger: X cum 3000 leaves 7000 avg 99.9
sim fills X 7000 at 99 (e3) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 99.27

# A: a fill that comes before the order was acknowledged
A buys 500 AAPL at 100 as Y -> sent
sim fills Y 200 at 100 (e1) -> filled
ledger: Y PARTIALLY_FILLED 200/500; Y cum 200 leaves 300 avg 100
sim accepts Y -> opened
ledger: Y PARTIALLY_FILLED 200/500; Y cum 200 leaves 300 avg 100

# B: an unfilled order is cancelled
A cancels X -> cancel_sent
ledger: X PENDING_CANCEL 0/10000; X cum 0 leaves 10000 avg 0
sim cancels X -> canceled
ledger: X CANCELED 0/10000; X cum 0 leaves 0 avg 0

# B: a partially filled order is cancelled
sim fills X 2000 at 100 (e1) -> filled
A cancels X -> cancel_sent
sim cancels X -> canceled
ledger: X CANCELED 2000/10000; X cum 2000 leaves 0 avg 100; A long 2000 AAPL

# B: a fill crosses the cancel, whose acknowledgement follows
sim fills X 2000 at 100 (e1) -> filled
A cancels X -> cancel_sent
sim fills X 5000 at 99.30 (e2) -> filled
ledger: X PENDING_CANCEL 7000/10000; X cum 7000 leaves 3000 avg 99.5
sim cancels X -> canceled
ledger: X CANCELED 7000/10000; X cum 7000 leaves 0 avg 99.5; A long 7000 AAPL

# B: a fill that was on its way is told after the cancel's acknowledgement
A cancels X -> cancel_sent
sim cancels X -> canceled
sim fills X 1000 at 100 (e1) -> filled
ledger: X CANCELED 1000/10000; X cum 1000 leaves 0 avg 100; A long 1000 AAPL; A may buy 0 and sell 0 AAPL

# B: a cancel that comes too late: the full fill crosses it
A cancels X -> cancel_sent
sim fills X 10000 at 100 (e1) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100
sim rejects the cancel of X -> nothing
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100; incidents 0

# B: the reject of a cancel overtakes the fill that explains it
A cancels X -> cancel_sent
sim rejects the cancel of X -> cancel_rejected, query_sent
ledger: X NEW 0/10000; X cum 0 leaves 10000 avg 0
sim fills X 10000 at 100 (e1) -> filled
sim has X FILLED 10000/10000 -> nothing
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100; incidents 0

# B: the cancel of an order that is over is refused here
sim fills X 10000 at 100 (e1) -> filled
A cancels X -> no ORDER_CLOSED
wire: place X

# B: a cancel is asked twice and answered once
A cancels X -> cancel_sent
A cancels X -> nothing
sim cancels X -> canceled
sim cancels X -> nothing
ledger: X cum 0 leaves 0 avg 0

# C: a replace raises the quantity of a partially filled order
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 12000 as Y -> replace_sent
ledger: X PENDING_REPLACE 1000/10000; X cum 1000 leaves 9000 avg 100; A may buy 11000 and sell 0 AAPL
sim replaces X -> replaced X 12000
ledger: X PARTIALLY_FILLED 1000/12000; X cum 1000 leaves 11000 avg 100; X chain Y=MADE

# C: a replace lowers the quantity of a partially filled order
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 8000 as Y -> replace_sent
sim replaces X -> replaced X 8000
ledger: X PARTIALLY_FILLED 1000/8000; X cum 1000 leaves 7000 avg 100

# C: a fill comes between the request and its acknowledgement
A replaces X to 8000 at 99.50 as Y -> replace_sent
sim fills X 1000 at 100 (e1) -> filled
ledger: X PENDING_REPLACE 1000/10000; X cum 1000 leaves 9000 avg 100
sim replaces X -> replaced X 8000 at 99.50
ledger: X PARTIALLY_FILLED 1000/8000; X cum 1000 leaves 7000 avg 100

# C: a fill of the old order is told after the replace was acknowledged
A replaces X to 8000 as Y -> replace_sent
sim replaces X -> replaced X 8000
sim fills X 1000 at 100 (e1) -> filled
ledger: X PARTIALLY_FILLED 1000/8000; X cum 1000 leaves 7000 avg 100

# C: fills before, between and after
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 12000 at 100.10 as Y -> replace_sent
sim fills X 2000 at 99.70 (e2) -> filled
sim replaces X -> replaced X 12000 at 100.10
sim fills X 3000 at 100.10 (e3) -> filled
ledger: X PARTIALLY_FILLED 6000/12000; X cum 6000 leaves 6000 avg 99.95
sim fills X 6000 at 100.05 (e4) -> filled
ledger: X FILLED 12000/12000; X cum 12000 leaves 0 avg 100

# C: a replace down meets fills that come to just its quantity
A replaces X to 7000 as Y -> replace_sent
sim fills X 7000 at 100 (e1) -> filled
ledger: X PENDING_REPLACE 7000/10000; X cum 7000 leaves 3000 avg 100
sim replaces X -> replaced X 7000
ledger: X FILLED 7000/7000; X cum 7000 leaves 0 avg 100; A may buy 0 and sell 0 AAPL

# C: a replace down to less than has filled: the venue cuts the order to its fills
A replaces X to 7000 as Y -> replace_sent
sim fills X 8000 at 100 (e1) -> filled
sim replaces X to 8000 -> replaced X 8000
ledger: X FILLED 8000/8000; X cum 8000 leaves 0 avg 100; incidents 0

# C: a replace down to less than has filled: the venue rejects it, and the rest works on
A replaces X to 7000 as Y -> replace_sent
sim fills X 8000 at 100 (e1) -> filled
sim rejects the replace of X -> replace_rejected, query_sent
ledger: X PARTIALLY_FILLED 8000/10000; X cum 8000 leaves 2000 avg 100; X chain Y=REJECTED

# C: a replace down to what is filled already is refused here
sim fills X 8000 at 100 (e1) -> filled
A replaces X to 8000 as Y -> no INVALID_ORDER
A replaces X to 7000 as Y -> no INVALID_ORDER
wire: place X

# C: a replace of the price comes too late: the full fill crosses it
sim fills X 1000 at 100 (e1) -> filled
A replaces X at 99.90 as Y -> replace_sent
sim fills X 9000 at 100 (e2) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100
sim rejects the replace of X -> nothing
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100; incidents 0

# C: a replace up after the full fill of the old quantity is made, and the rest works
A replaces X to 12000 as Y -> replace_sent
sim fills X 10000 at 100 (e1) -> filled
ledger: X PENDING_REPLACE 10000/10000; X cum 10000 leaves 0 avg 100; A may buy 2000 and sell 0 AAPL
sim replaces X -> replaced X 12000
ledger: X PARTIALLY_FILLED 10000/12000; X cum 10000 leaves 2000 avg 100
sim fills X 2000 at 100.60 (e2) -> filled
ledger: X FILLED 12000/12000; X cum 12000 leaves 0 avg 100.1

# C: a replace up after the full fill of the old quantity is rejected, and the order is over
A replaces X to 12000 as Y -> replace_sent
sim fills X 10000 at 100 (e1) -> filled
sim rejects the replace of X -> replace_rejected
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100; A may buy 0 and sell 0 AAPL

# C: a replace of an order that is over is refused here
sim fills X 10000 at 100 (e1) -> filled
A replaces X to 12000 as Y -> no ORDER_CLOSED

# C: a replace is rejected, and the order works on under its old terms
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 12000 at 100.10 as Y -> replace_sent
sim rejects the replace of X -> replace_rejected, query_sent
ledger: X PARTIALLY_FILLED 1000/10000; X cum 1000 leaves 9000 avg 100; X asks 10000 at 100
sim fills X 9000 at 100 (e2) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100

# D: one replace after another, each chained to the one that was made before it
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 8000 as Y -> replace_sent
sim replaces X -> replaced X 8000
A replaces Y to 6000 as Z -> replace_sent
sim fills X 2000 at 99.70 (e2) -> filled
sim replaces X -> replaced X 6000
ledger: X PARTIALLY_FILLED 3000/6000; X cum 3000 leaves 3000 avg 99.8; X chain Y=MADE Z=MADE

# D: a replace of a pending replace waits, and leaves when the first is made
sim fills X 1000 at 100 (e1) -> filled
A replaces X to 8000 as Y -> replace_sent
A replaces Y to 7000 as Z -> queued
wire: place X; amend X to 8000
sim replaces X -> replaced X 8000, replace_sent X 7000
sim fills X 2000 at 100 (e2) -> filled
ledger: X PENDING_REPLACE 3000/8000; X cum 3000 leaves 5000 avg 100
sim replaces X -> replaced X 7000
ledger: X PARTIALLY_FILLED 3000/7000; X cum 3000 leaves 4000 avg 100; X chain Y=MADE Z=MADE

# D: a replace of a pending replace that is rejected replaces the order itself
A replaces X to 8000 as Y -> replace_sent
A replaces Y to 7000 as Z -> queued
sim rejects the replace of X -> replace_rejected, query_sent, replace_sent X 7000
sim replaces X -> replaced X 7000
ledger: X NEW 0/7000; X cum 0 leaves 7000 avg 0; X chain Y=REJECTED Z=MADE

# D: a cancel behind a pending replace outranks what waits, and both are answered
A replaces X to 8000 as Y -> replace_sent
A replaces Y to 7000 as Z -> queued
A cancels Z -> cancel_sent
wire: place X; amend X to 8000; pull X
sim replaces X -> replaced X 8000
ledger: X PENDING_CANCEL 0/8000; X cum 0 leaves 8000 avg 0
sim cancels X -> canceled
ledger: X CANCELED 0/8000; X cum 0 leaves 0 avg 0; X chain Y=MADE Z=SUPERSEDED

# D: cancel, then replace: the cancel stands
A cancels X -> cancel_sent
A replaces X to 8000 as Y -> no ORDER_PENDING
sim cancels X -> canceled
A replaces X to 8000 as Y -> no ORDER_CLOSED

# D: the venue cancels, and the replace that crossed it is too late
A replaces X to 12000 as Y -> replace_sent
sim cancels X -> canceled
sim rejects the replace of X -> nothing
ledger: X CANCELED 0/10000; X cum 0 leaves 0 avg 0; incidents 0

# E: the venue restates an order of its own accord
sim fills X 1000 at 100 (e1) -> filled
sim replaces X to 9000 -> replaced X 9000, incident X
ledger: X PARTIALLY_FILLED 1000/9000; X cum 1000 leaves 8000 avg 100

# F: a duplicate client order id with the same terms is the same order
A buys 10000 AAPL at 100 as X -> nothing
wire: place X
sim fills X 10000 at 100 (e1) -> filled
A buys 10000 AAPL at 100 as X -> nothing
ledger: X cum 10000 leaves 0 avg 100; A long 10000 AAPL

# F: a duplicate client order id with other terms is a conflict
A buys 5000 AAPL at 100 as X -> no CLIENT_ORDER_ID_CONFLICT
A replaces X to 8000 as X -> no CLIENT_ORDER_ID_CONFLICT
ledger: X NEW 0/10000; X cum 0 leaves 10000 avg 0

# F: an order is rejected, at once or after it was acknowledged
A buys 10000 AAPL at 100 as Y -> sent
sim rejects Y -> rejected
ledger: Y REJECTED 0/10000; Y cum 0 leaves 0 avg 0
sim rejects X -> rejected
ledger: X REJECTED 0/10000; X cum 0 leaves 0 avg 0; A may buy 0 and sell 0 AAPL

# F: the cancel and the replace of an order that nobody knows
A cancels W -> no UNKNOWN_ORDER
A replaces W to 5 -> no UNKNOWN_ORDER

# B: the venue cancels without being asked
sim fills X 4000 at 100 (e1) -> filled
sim cancels X -> canceled
ledger: X CANCELED 4000/10000; X cum 4000 leaves 0 avg 100; incidents 0

# G: the status of an order that has fills that were not told is no fill: it is asked after
A cancels X -> cancel_sent
sim is silent on X -> query_sent
sim fills X 3000 at 100 (e1) -> filled
sim has X CANCELED 3000/10000 -> found
ledger: X CANCELED 3000/10000; X cum 3000 leaves 0 avg 100

# H: a day order expires with a partial fill
sim fills X 2000 at 100 (e1) -> filled
sim fills X 1000 at 99.40 (e2) -> filled
sim expires X -> expired
ledger: X EXPIRED 3000/10000; X cum 3000 leaves 0 avg 99.8; A may buy 0 and sell 0 AAPL

# H: a fill of the last second is told after the day is over
sim fills X 2000 at 100 (e1) -> filled
sim expires X -> expired
sim fills X 1000 at 99.40 (e2) -> filled
ledger: X EXPIRED 3000/10000; X cum 3000 leaves 0 avg 99.8; A long 3000 AAPL

# H: an order good till cancelled that was made so by a replace outlives the day
A replaces X GTC as Y -> replace_sent
sim replaces X GTC -> replaced
ledger: X is GTC
the desk restarts
sim has X NEW 0/10000 GTC -> nothing
sim fills X 10000 at 100 (e1) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 100

# H: a replace crosses the end of the day
sim fills X 2000 at 100 (e1) -> filled
A replaces X GTC as Y -> replace_sent
sim expires X -> expired
sim rejects the replace of X -> nothing
ledger: X EXPIRED 2000/10000; X cum 2000 leaves 0 avg 100; X is DAY; incidents 0

# I: immediate or cancel: what does not trade at once is cancelled
A buys 10000 AAPL at 100 IOC as Y -> sent
sim accepts Y -> opened
sim fills Y 6000 at 99.90 (e1) -> filled
sim cancels Y -> canceled
ledger: Y CANCELED 6000/10000; Y cum 6000 leaves 0 avg 99.9

# I: fill or kill: nothing trades
A buys 10000 AAPL at 100 FOK as Y -> sent
sim cancels Y -> canceled
ledger: Y CANCELED 0/10000; Y cum 0 leaves 0 avg 0

# J: a fill is taken back while the order works
sim fills X 4000 at 100 (e1) -> filled
sim fills X 1000 at 99 (e2) -> filled
sim busts e1 of X -> busted
ledger: X PARTIALLY_FILLED 1000/10000; X cum 1000 leaves 9000 avg 99; A long 1000 AAPL
sim busts e2 of X -> busted
ledger: X NEW 0/10000; X cum 0 leaves 10000 avg 0; A flat AAPL

# J: a fill is taken back after the order was filled: it does not work again
sim fills X 4000 at 100 (e1) -> filled
sim fills X 6000 at 99 (e2) -> filled
sim busts e2 of X -> busted
ledger: X FILLED 4000/10000; X cum 4000 leaves 0 avg 100; A long 4000 AAPL

# J: a fill is taken back after the cancel
sim fills X 4000 at 100 (e1) -> filled
sim fills X 1000 at 99 (e2) -> filled
A cancels X -> cancel_sent
sim cancels X -> canceled
sim busts e1 of X -> busted
ledger: X CANCELED 1000/10000; X cum 1000 leaves 0 avg 99; A long 1000 AAPL

# J: a fill is taken back while a replace is in flight
sim fills X 4000 at 100 (e1) -> filled
A replaces X to 3000 as Y -> no INVALID_ORDER
A replaces X to 5000 as Y -> replace_sent
sim busts e1 of X -> busted
ledger: X PENDING_REPLACE 0/10000; X cum 0 leaves 10000 avg 0
sim replaces X -> replaced X 5000
ledger: X NEW 0/5000; X cum 0 leaves 5000 avg 0

# J: a fill's price is corrected
sim fills X 4000 at 100 (e1) -> filled
sim corrects e1 of X to 4000 at 99.50 (e1c) -> busted, filled
ledger: X PARTIALLY_FILLED 4000/10000; X cum 4000 leaves 6000 avg 99.5; A long 4000 AAPL

# J: a fill's quantity is corrected, and fills go on
sim fills X 4000 at 100 (e1) -> filled
sim corrects e1 of X to 3000 at 100 (e1c) -> busted, filled
ledger: X cum 3000 leaves 7000 avg 100
sim fills X 7000 at 99 (e2) -> filled
ledger: X FILLED 10000/10000; X cum 10000 leaves 0 avg 99.3

# J: a fill is corrected after the order was filled
sim fills X 10000 at 100 (e1) -> filled
sim corrects e1 of X to 9000 at 100 (e1c) -> busted, filled
ledger: X FILLED 9000/10000; X cum 9000 leaves 0 avg 100; A long 9000 AAPL

# J: a correction that outruns its fill counts once
sim corrects e1 of X to 3000 at 99 (e1c) -> busted, filled
sim fills X 4000 at 100 (e1) -> nothing
ledger: X PARTIALLY_FILLED 3000/10000; X cum 3000 leaves 7000 avg 99
