// What becomes of what is left: an order that rests, and a policy for its remainder.
A has 10000000 USD
AAPL trades at sim
market AAPL 99.90/100.10

# It waits
A buys 100 AAPL at 100 as p complete then=WAIT,after_s=10 -> accepted, sent p/1 BUY 100 at 100
sim accepts p/1 -> opened
sim fills p/1 40 at 100 (f1) -> filled
60s pass -> nothing
ledger: p PARTIALLY_FILLED 40/100
sim fills p/1 60 at 100 (f2) -> filled
ledger: p FILLED 100/100; p cum 100 leaves 0 avg 100

# It is cancelled after a time, and says what is missing
A buys 100 AAPL at 100 as p complete then=CANCEL,after_s=10 -> accepted, sent p/1 BUY 100 at 100
sim accepts p/1 -> opened
sim fills p/1 40 at 100 (f1) -> filled
10s pass -> stopping p EXPIRED, cancel_sent
sim cancels p/1 -> canceled, ended p EXPIRED
ledger: p EXPIRED 40/100; p cum 40 leaves 0 avg 100

# It follows the touch, so often and so far
A buys 100 AAPL at 99.80 as p complete then=REPRICE,after_s=10,every_s=5,moves_max=3,bound=100 -> accepted, sent p/1 BUY 100 at 99.80
sim accepts p/1 -> opened
10s pass -> replace_sent p/1 100 at 99.90
sim replaces p/1 -> replaced
sim fills p/1 30 at 99.90 (f1) -> filled
market AAPL 100.50/100.60
5s pass -> replace_sent p/1 100 at 100
sim replaces p/1 -> replaced
5s pass -> nothing
market AAPL 99.70/99.75
60s pass -> nothing
ledger: p PARTIALLY_FILLED 30/100

# It crosses to the far side, within its bound
A sells 100 AAPL at 101 as p short complete then=CROSS,after_s=10,bound=99 -> accepted, sent p/1 SELL 100 at 101
sim accepts p/1 -> opened
10s pass -> replace_sent p/1 100 at 99.90
sim replaces p/1 -> replaced
sim fills p/1 100 at 99.90 (f1) -> filled
ledger: p FILLED 100/100; p cum 100 leaves 0 avg 99.9

# What the venue will not change is cancelled, and sent anew once it is gone
A buys 100 AAPL at 99.80 as p complete then=REPRICE,after_s=10,every_s=5,bound=101 -> accepted, sent p/1 BUY 100 at 99.80
sim accepts p/1 -> opened
10s pass -> replace_sent p/1
sim rejects the replace of p/1 -> replace_rejected, query_sent
sim has p/1 NEW 0/100 -> nothing
5s pass -> cancel_sent p/1
sim fills p/1 20 at 99.80 (f1) -> filled
sim cancels p/1 -> canceled, sent p/2 BUY 80 at 99.90
ledger: p committed 100

# What the venue ends is sent again, but for one that waits
A buys 100 AAPL at 100 as p complete then=CROSS,after_s=30,bound=101 -> accepted, sent p/1 BUY 100 at 100
A buys 100 AAPL at 100 as w complete then=WAIT -> accepted, sent w/1 BUY 100 at 100
sim cancels p/1 -> canceled
1s pass -> sent p/2 BUY 100 at 100
sim cancels w/1 -> canceled, stopping w CANCELED, ended w CANCELED
ledger: w because its venue has ended what was left: 100 of 100 missing

# What never left is tried again, later each time; what is unknown is not
A buys 100 AAPL at 100 as p complete then=CROSS,after_s=600,bound=101 -> accepted, sent p/1
sim is out of reach for p/1 -> rejected
1s pass -> sent p/2
sim is out of reach for p/2 -> rejected
1s pass -> sent p/3
sim is out of reach for p/3 -> rejected
1s pass -> nothing
1s pass -> sent p/4
sim is silent on p/4 -> unknown, query_sent
600s pass -> query_sent p/4
ledger: p committed 100

# What the venue refuses for good ends the parent, with the reasons
A buys 100 AAPL at 100 as p complete then=CROSS,after_s=600,bound=101 -> accepted, sent p/1
sim rejects p/1 -> rejected
1s pass -> sent p/2
sim rejects p/2 -> rejected
1s pass -> sent p/3
sim rejects p/3 -> rejected
2s pass -> sent p/4
sim rejects p/4 -> rejected, stopping p CANCELED, ended p CANCELED
ledger: p because 4 orders in a row came to nothing: 100 of 100 missing (rejected: NO x4)

# A change of the parent may have a name too, and keeps its time in force
A buys 100 AAPL at 100 as p complete then=WAIT -> accepted, sent p/1 BUY 100 at 100
A replaces p to 50 as q -> no PARENT_OVERRUN
A replaces p to 150 GTC as q -> no UNSUPPORTED
A replaces p to 150 as q -> amended
A replaces p to 150 as q -> nothing
A replaces p to 160 as q -> no CLIENT_ORDER_ID_CONFLICT
ledger: q chain q=MADE

# Nonsense is refused by its path
A buys 100 AAPL as a complete then=WAIT -> refused INVALID_TACTIC
A buys 100 AAPL at 100 as b complete then=CROSS -> refused INVALID_TACTIC
A buys 100 AAPL at 100 as c complete then=CROSS,bound=99 -> refused INVALID_TACTIC
A buys 100 AAPL at 100 as d complete then=HOPE -> refused INVALID_TACTIC
A buys 100 AAPL at 100 as e complete then=REPRICE,bound=101,every_s=0 -> refused INVALID_TACTIC
