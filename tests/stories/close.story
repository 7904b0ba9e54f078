// A close parent: a share before the closing auction, the rest in it or just before it.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# Without a calendar it must be told when the close is
A buys 10 AAPL as p close slices=2 -> refused INVALID_TACTIC

# Half goes before the cutoff, the rest crosses in the last seconds
A buys 10 AAPL as p close end=2012-06-21T13:31:00Z,slices=2,jitter=0,cutoff_s=20,cross_s=5,auction=cross -> accepted p, sent p/1 BUY 2
sim fills p/1 2 at 100.01 (f1) -> filled
20s pass -> sent p/2 BUY 3
sim fills p/2 3 at 100.01 (f2) -> filled
34s pass -> nothing
the desk restarts -> nothing
1s pass -> sent p/3 BUY 5
sim fills p/3 5 at 100.01 (f3) -> filled
ledger: p FILLED 10/10

# What does not trade by the close ends the parent five minutes later
A buys 10 AAPL as p close end=2012-06-21T13:31:00Z,cutoff_s=20,auction=cross,auction_share=1 -> accepted p
50s pass -> sent p/1 BUY 10
sim fills p/1 4 at 100.01 (f1) -> filled
309s pass -> nothing
1s pass -> stopping p EXPIRED, cancel_sent p/1
