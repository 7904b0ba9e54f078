// A pegged parent: one child that follows the market by amends, no quicker than its pace.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01 sized 500/500

# It rests at its own touch and follows it
A buys 10 AAPL at 101 as p peg -> accepted p, sent p/1 BUY 10 at 99.99
sim accepts p/1 -> opened
1s pass -> nothing
market AAPL 100.00/100.02 sized 500/500
0s pass -> replace_sent p/1 10 at 100.00
sim replaces p/1 -> replaced p/1 10 at 100.00
market AAPL 100.05/100.07 sized 500/500
0s pass -> nothing
1s pass -> replace_sent p/1 10 at 100.05
sim replaces p/1 -> replaced
sim fills p/1 4 at 100.05 (f1) -> filled
sim fills p/1 6 at 100.05 (f2) -> filled
ledger: p FILLED 10/10; p averages 100.05; A long 10 AAPL

# A market that flickers makes one change in each pace, and none while it comes back
A buys 10 AAPL at 101 as p peg pace_s=2 -> accepted, sent p/1
sim accepts p/1 -> opened
2s pass -> nothing
market AAPL 100.00/100.02 sized 500/500
market AAPL 99.99/100.01 sized 500/500
market AAPL 100.00/100.02 sized 500/500
market AAPL 99.99/100.01 sized 500/500
2s pass -> nothing
wire: place p/1

# It is never moved past its limit
A sells 10 AAPL at 99.98 as p peg -> accepted, sent p/1 SELL 10 at 100.01
sim accepts p/1 -> opened
1s pass -> nothing
market AAPL 99.90/99.95 sized 500/500
0s pass -> replace_sent p/1 10 at 99.98
sim replaces p/1 -> replaced
1s pass -> nothing
market AAPL 99.80/99.85 sized 500/500
60s pass -> nothing
market AAPL 99.99/100.00 sized 500/500
0s pass -> replace_sent p/1 10 at 100.00

# A change that the venue refuses is asked for again at the next pace
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
sim accepts p/1 -> opened
1s pass -> nothing
market AAPL 100.00/100.02 sized 500/500
0s pass -> replace_sent p/1
sim rejects the replace of p/1 -> replace_rejected, query_sent
sim has p/1 NEW 0/10 -> nothing
1s pass -> replace_sent p/1 10 at 100.00

# A child on its way is not changed, and followed once the venue has it
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
market AAPL 100.00/100.02 sized 500/500
1s pass -> nothing
sim accepts p/1 -> opened
1s pass -> replace_sent p/1 10 at 100.00

# After a time it crosses, if asked to
A buys 10 AAPL at 101 as p peg cross_after_s=30 -> accepted, sent p/1 BUY 10 at 99.99
sim accepts p/1 -> opened
29s pass -> nothing
1s pass -> replace_sent p/1 10 at 100.01
sim replaces p/1 -> replaced
sim fills p/1 10 at 100.01 (f1) -> filled
ledger: p FILLED 10/10

# A child that the venue ends is given out again
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
sim accepts p/1 -> opened
sim fills p/1 3 at 99.99 (f1) -> filled
sim cancels p/1 -> canceled
1s pass -> sent p/2 BUY 7 at 99.99
ledger: p PARTIALLY_FILLED 3/10; p committed 10

# A restart in the middle repeats nothing and follows on
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
sim accepts p/1 -> opened
1s pass -> nothing
wire: place p/1
the desk restarts -> query_sent p/1
sim has p/1 NEW 0/10 -> nothing
market AAPL 100.00/100.02 sized 500/500
0s pass -> replace_sent p/1 10 at 100.00
ledger: p committed 10

# Cancelled while it works it pulls its child
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
sim accepts p/1 -> opened
A cancels p -> stopping p CANCELED, cancel_sent p/1
market AAPL 100.00/100.02 sized 500/500
60s pass -> nothing
sim cancels p/1 -> canceled, ended p CANCELED

# At its end it is over with what it has
A buys 10 AAPL at 101 as p peg duration_s=60 -> accepted, sent p/1
sim accepts p/1 -> opened
60s pass -> stopping p EXPIRED, cancel_sent p/1
sim cancels p/1 -> canceled, ended p EXPIRED

# A refused child is tried again, ever more rarely
A buys 10 AAPL at 101 as p peg -> accepted, sent p/1
sim rejects p/1 -> rejected
1s pass -> sent p/2
sim rejects p/2 -> rejected
1s pass -> nothing
1s pass -> sent p/3
sim rejects p/3 -> rejected
3s pass -> nothing
1s pass -> sent p/4
