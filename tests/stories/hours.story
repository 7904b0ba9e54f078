// Extended hours: the venue trades before the open and after the close, for limit orders that ask for it.
A has 1000000 USD
AAPL trades at sim, calendar X
market AAPL 99.99/100.01
calendar X has sessions 10-20, 110-120 seconds from now, extended 5-30, 105-130 -> sessions X 2
sim works only market, limit, stop, day, gtc, extended-hours

# Before the open and after the close only what asks for it is sent
A buys 1 AAPL at 100 extended-hours as o1 -> refused SESSION_CLOSED
5s pass -> nothing
A buys 1 AAPL at 100 extended-hours as o2 -> sent
A buys 1 AAPL at 100 as o3 -> refused SESSION_CLOSED
5s pass -> nothing
A buys 2 AAPL at 100 extended-hours as o4 -> sent
A buys 3 AAPL at 100 as o5 -> sent
10s pass -> nothing
A buys 4 AAPL at 100 extended-hours GTC as o6 -> sent
A buys 5 AAPL at 100 as o7 -> refused SESSION_CLOSED
10s pass -> nothing
A buys 6 AAPL at 100 extended-hours as o8 -> refused SESSION_CLOSED

# A calendar without extended hours lets nothing pass outside its sessions
calendar X has sessions 10-20 seconds from now -> sessions X 1
5s pass -> nothing
A buys 1 AAPL at 100 extended-hours as o1 -> refused SESSION_CLOSED
5s pass -> nothing
A buys 1 AAPL at 100 extended-hours as o2 -> sent

# Only limit orders that may rest, without exits
12s pass -> nothing
A buys 1 AAPL extended-hours as o1 -> refused INVALID_ORDER
A sells 1 AAPL when 95 extended-hours as o2 -> refused INVALID_ORDER
A buys 1 AAPL at 100 IOC extended-hours as o3 -> refused INVALID_ORDER
A buys 1 AAPL at 100 OPG extended-hours as o4 -> refused INVALID_ORDER
A buys 1 AAPL at 100 stop-loss 95 extended-hours as o5 -> refused INVALID_ORDER
A buys 1 AAPL at 100 take-profit 110 extended-hours as o6 -> refused INVALID_ORDER

# Where the venue does not offer it nobody can
sim works only market, limit, stop, day, gtc
12s pass -> nothing
A buys 1 AAPL at 100 extended-hours as o1 -> refused UNSUPPORTED

# What the desk holds for the day ends with the extended session
25s pass -> nothing
A buys 10 AAPL at 99 extended-hours display 4 as o -> accepted o, sent o/1 BUY 4 at 99
sim accepts o/1 -> opened
4s pass -> nothing
1s pass -> stopping o EXPIRED, cancel_sent o/1
sim cancels o/1 -> canceled o/1, ended o EXPIRED

# Its twin without ends with the session
12s pass -> nothing
A buys 10 AAPL at 99 display 4 as o -> accepted o, sent o/1 BUY 4 at 99
sim accepts o/1 -> opened
7s pass -> nothing
1s pass -> stopping o EXPIRED, cancel_sent o/1

# The slices of a tactic trade as it does; one that shall trade at once is taken back
6s pass -> nothing
A buys 10 AAPL at 101 extended-hours twap duration_s=10,slices=2 as p -> accepted p
5s pass -> accepted p/1, sent p/1/1 BUY 5 at 101, stopping p/1 CANCELED, cancel_sent p/1/1
sim cancels p/1/1 -> canceled p/1/1, ended p/1 CANCELED

# A decision of a plan may ask for it
5s pass -> nothing
A submits plan p: BUY AAPL 2 SHARES at 100 extended-hours; BUY AAPL 3 SHARES at 100 -> sent p:0 BUY 2 at 100, refused SESSION_CLOSED, plan_taken 2 SESSION_CLOSED

# What is armed leaves in the extended session once it is met
5s pass -> nothing
A buys 2 AAPL at 100 extended-hours if AAPL >= 101 as o1 -> accepted o1
1s pass -> nothing
AAPL prints 101 -> sent o1/1 BUY 2 at 100

# A change keeps it, and takes no time in force that does not go with it
6s pass -> nothing
A buys 2 AAPL at 99 extended-hours as o1 -> sent
sim accepts o1 -> opened
16s pass -> nothing
A replaces o1 to 3 at 99.5 -> replace_sent o1 3 at 99.5

# After a restart the extended session is known
the desk restarts
6s pass -> nothing
A buys 2 AAPL at 99 extended-hours as o1 -> sent
