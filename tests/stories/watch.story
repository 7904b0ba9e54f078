// Who must be heard from and is not has the chosen orders cancelled, once; what deserves it is an alert.
A has 1000000 USD
AAPL trades at sim
MSFT trades at sim
market AAPL 99.99/100.01
market MSFT 399.99/400.01

# A client that is heard from at 29 of 30 seconds keeps its orders
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
trader must be heard from every 30s as c, or account=A goes -> session_opened c
29s pass -> nothing
trader is heard from as c -> session_heard c
29s pass -> nothing
ledger: o1 NEW 0/10

# A client that is silent for 30 seconds has its orders cancelled, once
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
trader must be heard from every 30s as c, or account=A goes -> session_opened
31s pass -> session_expired c, cancel_sent o1
sim rejects the cancel of o1 -> cancel_rejected o1, query_sent o1
sim has o1 NEW 0/10 -> nothing
100s pass -> nothing
alerts: session c escalated

# What has acted is over: a heartbeat needs a new session
trader must be heard from every 30s as c, or account=A goes -> session_opened
31s pass -> session_expired c
trader is heard from as c -> no UNKNOWN_SESSION
trader must be heard from every 30s as c, or account=A goes -> session_opened
trader is heard from as c -> session_heard

# Orders that are good till cancelled stay unless they are chosen too
A buys 10 AAPL at 99 as o1 GTC -> sent
A buys 11 AAPL at 98 as o2 -> sent
trader must be heard from every 30s as c, or account=A goes -> session_opened
30s pass -> session_expired c, cancel_sent o2
trader must be heard from every 30s as d, or account=A goes with gtc -> session_opened
30s pass -> session_expired d, cancel_sent o1

# Exits stay, whatever else is chosen: they have a switch of their own
A buys 10 AAPL at 100 as o1 GTC stop-loss 95 take-profit 110 -> sent
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop, sent o1.target
trader must be heard from every 30s as c, or account=A goes with gtc -> session_opened
30s pass -> session_expired c, cancel_sent o1
trader must be heard from every 30s as d, or account=A goes with gtc and protective -> session_opened
30s pass -> session_expired d, bracket_ended o1, cancel_sent o1.stop, cancel_sent o1.target, incident o1 held without a stop after session d fell silent
alerts: session c; session d; unprotected o1

# A time of grace lets a client come back
A buys 10 AAPL at 99 as o1 -> sent
trader must be heard from every 30s and 10s of grace as c, or account=A goes -> session_opened
30s pass -> session_lost c
9s pass -> nothing
trader is heard from as c -> session_heard
30s pass -> session_lost c
10s pass -> session_expired c, cancel_sent o1
alerts: session c x2; session c

# Only what is in scope goes, and a parent stops with its slices
A buys 10 AAPL as p twap duration_s=200,slices=4,jitter=0 -> accepted p, sent p/1
A buys 5 MSFT at 390 as o1 -> sent
trader must be heard from every 30s as c, or account=A,instrument=AAPL goes -> session_opened
30s pass -> session_expired c, stopping p CANCELED, cancel_sent p/1
ledger: o1 SENT 0/5

# It outlives a restart: a desk that finds it expired acts once
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
trader must be heard from every 30s as c, or account=A goes -> session_opened
20s pass -> nothing
the desk restarts -> query_sent o1
sim has o1 NEW 0/10 -> nothing
9s pass -> nothing
1s pass -> session_expired c, cancel_sent o1
the desk restarts -> query_sent o1
sim cancels o1 -> canceled
60s pass -> nothing

# Nobody else keeps a session alive or ends it, but a risk officer may end it
trader must be heard from every 30s as c, or account=A goes -> session_opened
second is heard from as c -> no NOT_ENTITLED
second closes session c -> session_closed c
60s pass -> nothing

# Whoever closes a session in time loses nothing
A buys 10 AAPL at 99 as o1 -> sent
trader must be heard from every 30s as c, or account=A goes -> session_opened
trader closes session c -> session_closed
60s pass -> nothing
trader closes session c -> no UNKNOWN_SESSION

# Both feeds of executions agree, whichever comes first
the drop copy of sim connects -> copy_connected sim
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 4 at 100 (f1) -> filled, awaited f1 own
the drop copy tells f1 of o1: A bought 4 AAPL at 100 -> matched f1
the drop copy tells f2 of o1: A bought 6 AAPL at 100 -> awaited f2 copied
sim fills o1 6 at 100 (f2) -> filled, matched f2
the drop copy tells f2 of o1: A bought 6 AAPL at 100 -> nothing
10s pass -> nothing
alerts: none

# An execution that only the drop copy has freezes its instrument within five seconds
the drop copy of sim connects -> copy_connected sim
A buys 10 AAPL at 99 as o1 -> sent
the drop copy tells f1 of o1: A bought 4 AAPL at 99 -> awaited f1 copied
4s pass -> nothing
1s pass -> mismatched f1, incident drop_copy, stopped instrument=AAPL HALTED drop_copy
A buys 1 AAPL at 99 as o2 -> refused TRADING_HALTED
A buys 1 MSFT at 390 as o3 -> sent
trader lifts drop_copy of instrument=AAPL -> lifted instrument=AAPL drop_copy
the drop copy tells f1 of o1: A bought 4 AAPL at 99 -> nothing
A buys 1 AAPL at 99 as o4 -> sent
alerts: discrepancy drop_copy A f1; breaker instrument=AAPL drop_copy

# So does one that only the desk has, and one of another price
the drop copy of sim connects -> copy_connected sim
A buys 10 AAPL at 100 as o1 -> sent
A buys 10 MSFT at 400 as o2 -> sent
sim fills o1 4 at 100 (f1) -> filled, awaited f1 own
5s pass -> mismatched f1, incident, stopped instrument=AAPL HALTED drop_copy
sim fills o2 4 at 400 (f2) -> filled, awaited f2 own
the drop copy tells f2 of o2: A bought 4 MSFT at 401 -> mismatched f2, incident, stopped instrument=MSFT HALTED

# A drop copy that is away proves nothing, and is told of
the drop copy of sim connects -> copy_connected sim
A buys 10 AAPL at 100 as o1 -> sent
the drop copy of sim is gone -> copy_lost sim
sim fills o1 4 at 100 (f1) -> filled, awaited f1 own
60s pass -> nothing
alerts: drop_copy sim escalated
the drop copy of sim connects -> copy_connected sim
the drop copy tells f1 of o1: A bought 4 AAPL at 100 -> matched f1

# An alert that nobody answers escalates after a minute
trader halts instrument=AAPL because news -> stopped
alerts: stop instrument=AAPL
59s pass -> nothing
alerts: stop instrument=AAPL
1s pass -> nothing
alerts: stop instrument=AAPL escalated

# One that is answered does not
trader halts instrument=AAPL because news -> stopped
trader answers alert stop -> nothing
100s pass -> nothing
alerts: stop instrument=AAPL answered by trader

# The same again is the same alert, counted
A buys 10 AAPL at 99 as o1 -> sent
sim fills o1 11 at 99 (f1) -> filled, overfilled o1 1
trader halts instrument=AAPL because news -> stopped
trader halts instrument=AAPL because more news -> stopped
alerts: overfill o1; stop instrument=AAPL x2

# An order that stays unknown is told of, one that is found in time is not
A buys 10 AAPL at 99 as o1 -> sent
A buys 11 AAPL at 99 as o2 -> sent
sim is silent on o1 -> unknown o1, query_sent o1
sim is silent on o2 -> unknown o2, query_sent o2
sim has o2 NEW 0/11 -> found o2 NEW
30s pass
alerts: unknown o1

# A venue that is away for longer than its grace has its orders cancelled when it is back
A buys 10 AAPL at 99 as o1 -> sent
A buys 11 AAPL at 98 as o2 GTC -> sent
sim accepts o1 -> opened
sim accepts o2 -> opened
after 10s without sim go -> disconnect_policy sim
sim goes down -> down sim, grace sim
9s pass -> nothing
1s pass -> grace_ended sim, owed sim o1
60s pass -> nothing
sim comes up -> up sim, paid sim, cancel_sent o1, query_sent o1, query_sent o2
60s pass
alerts: disconnect sim escalated; disconnect sim escalated

# One that is back in time loses nothing
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
after 10s without sim go -> disconnect_policy sim
sim goes down -> down sim, grace sim
9s pass -> nothing
sim comes up -> up sim, paid sim, query_sent o1
sim has o1 NEW 0/10 -> nothing
60s pass -> nothing

# The policy of an account goes before that of a venue
B has 1000000 USD
A buys 10 AAPL at 99 as o1 -> sent
B buys 11 AAPL at 98 as o2 -> sent
sim accepts o1 -> opened
sim accepts o2 -> opened
after 10s without sim go -> disconnect_policy sim
after 60s without sim orders of B go -> disconnect_policy sim
sim goes down -> down sim, grace sim, grace sim
10s pass -> grace_ended sim, owed sim o1
50s pass -> grace_ended sim, owed sim o2

# A client that falls silent while its venue is away has its orders cancelled when that is back
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
trader must be heard from every 30s as c, or account=A goes -> session_opened
sim goes down -> down sim
30s pass -> session_expired c, owed sim o1
sim comes up -> up sim, paid sim, cancel_sent o1, query_sent o1

# What is owed outlives a restart, and leaves as the venue answers
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
after 10s without sim go -> disconnect_policy sim
sim goes down -> down sim, grace sim
10s pass -> grace_ended sim, owed sim o1
the desk restarts -> query_sent o1
sim has o1 NEW 0/10 -> paid sim, cancel_sent o1
