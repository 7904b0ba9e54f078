// Parents under way: paused, resumed, amended.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# A paused parent gives out no more, and its children go on
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim accepts p/1 -> opened
A pauses p -> paused p
sim fills p/1 1 at 100 (f1) -> filled
30s pass -> nothing
ledger: p PARTIALLY_FILLED 1/8; p committed 2; p reserves 6
A pauses p -> no NOTHING_TO_DO

# Resumed it catches up what was due meanwhile
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
A pauses p -> paused p
20s pass -> nothing
A resumes p -> resumed p, sent p/2 BUY 4
10s pass -> sent p/3 BUY 2
A resumes p -> no NOTHING_TO_DO

# Resumed after its end it is over
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim expires p/1 -> expired
A pauses p -> paused p
60s pass -> nothing
A resumes p -> resumed p, stopping p EXPIRED, ended p EXPIRED

# Its children may be cancelled with the pause, or afterwards
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim accepts p/1 -> opened
A pauses p, and its children -> paused p, cancel_sent p/1
sim cancels p/1 -> canceled
ledger: p committed 0; p reserves 8
A resumes p -> resumed p
10s pass -> sent p/2 BUY 4
A pauses p -> paused p
A pauses p, and its children -> cancel_sent p/2

# A pause outlives a restart
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
A pauses p -> paused p
the desk restarts -> nothing
30s pass -> nothing
A resumes p -> resumed p, sent p/2 BUY 6

# A paused parent is cancelled like any other
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim accepts p/1 -> opened
A pauses p -> paused p
A cancels p -> stopping p CANCELED, cancel_sent p/1
A resumes p -> no ORDER_PENDING
sim cancels p/1 -> canceled, ended p CANCELED
A pauses p -> no ORDER_CLOSED

# Amended to more it reserves more, and the schedule follows at once
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
A amends p qty 20 -> amended p 20 at 100
ledger: p PARTIALLY_FILLED 2/20; p reserves 18; A may buy 18 and sell 0 AAPL
10s pass -> sent p/2 BUY 8
A amends p qty 20 -> no NOTHING_TO_DO

# Amended to less it reserves less, never less than is out
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
sim accepts p/1 -> opened
A amends p qty 1 -> no PARENT_OVERRUN
A amends p qty 2 -> amended p 2 at 100
ledger: p reserves 0; A may buy 2 and sell 0 AAPL
sim fills p/1 2 at 100 (f1) -> filled
ledger: p FILLED 2/2

# Below what is out it shrinks once its children are cancelled
A buys 8 AAPL at 100 as p twap duration_s=40,slices=2,jitter=0 -> accepted, sent p/1 BUY 4
sim accepts p/1 -> opened
sim fills p/1 1 at 100 (f1) -> filled
A pauses p, and its children -> paused, cancel_sent
A amends p qty 2 -> no PARENT_OVERRUN
sim cancels p/1 -> canceled
A amends p qty 1 -> no PARENT_OVERRUN
A amends p qty 2 -> amended p 2 at 100
A resumes p -> resumed
20s pass -> sent p/2 BUY 1

# A new limit holds for the slices that follow
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2 at 100
A amends p limit 100.01 -> amended p 8 at 100.01
10s pass -> sent p/2 BUY 2 at 100.01
A amends p limit 200 -> no PRICE_COLLAR
A amends p limit 100.005 -> no TICK

# A market parent takes no limit
A buys 8 AAPL as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
A amends p limit 100 -> no INVALID_ORDER

# Parameters are laid over those that it has, and judged like new ones
A buys 8 AAPL at 100 as p twap duration_s=40,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
A amends p with duration_s=0 -> no INVALID_TACTIC
A amends p with speed=3 -> no INVALID_TACTIC
A amends p with duration_s=80 -> amended p 8 at 100
19s pass -> nothing
1s pass -> sent p/2 BUY 2
sim fills p/1 2 at 100 (f1) -> filled
sim fills p/2 2 at 100 (f2) -> filled
the desk restarts -> nothing
20s pass -> sent p/3 BUY 2

# An amend by which more is due has it given out at once
A buys 8 AAPL at 100 as p twap duration_s=80,slices=4,jitter=0 -> accepted, sent p/1 BUY 2
15s pass -> nothing
A amends p with duration_s=40 -> amended, sent p/2 BUY 2

# What is no parent is neither paused nor amended
A buys 8 AAPL at 99 as o -> sent o
A pauses o -> no UNSUPPORTED
A amends o qty 4 -> no UNSUPPORTED
A resumes E-99 -> no UNKNOWN_ORDER
