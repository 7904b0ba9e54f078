// Hours, halts, lists and short sales: what a market and a compliance desk do not allow.
A has 1000000 USD
AAPL trades at sim, calendar X
MSFT trades at sim
market AAPL 99.99/100.01
market MSFT 49.99/50.01

# Outside its sessions nothing new is sent
A buys 1 AAPL at 100 as o1 -> refused SESSION_CLOSED
calendar X has sessions 10-20, 30-40 seconds from now -> sessions X 2
A buys 1 AAPL at 100 as o2 -> refused SESSION_CLOSED
10s pass -> nothing
A buys 1 AAPL at 100 as o3 -> sent
10s pass -> nothing
A buys 1 AAPL at 100 as o4 -> refused SESSION_CLOSED
A cancels o3 -> cancel_sent o3
A buys 1 MSFT at 50 as o5 -> sent

# A position can be reduced after hours, never at any price
calendar X has sessions 0-10 seconds from now -> sessions X 1
A buys 5 AAPL at 100 as o1 -> sent
sim fills o1 5 at 100 (f1) -> filled
20s pass -> nothing
A sells 5 AAPL as o2 -> refused MARKET_ORDER_PHASE
A sells 5 AAPL at 100 as o3 -> sent

# A halted instrument takes nothing new, and cancels pass
A buys 1 MSFT at 50 as o1 -> sent
sim accepts o1 -> opened
sim halts MSFT -> phase MSFT HALTED
A buys 1 MSFT at 49 as o2 -> refused INSTRUMENT_HALTED
A cancels o1 -> cancel_sent o1
sim opens MSFT -> phase MSFT OPEN
A buys 1 MSFT at 49 as o3 -> sent

# A venue that halts takes all of its instruments with it
sim halts everything -> phase everything HALTED
sim halts everything -> nothing
A buys 1 MSFT at 50 as o1 -> refused INSTRUMENT_HALTED

# An auction takes what has a price and can wait
sim auctions MSFT -> phase MSFT AUCTION
A buys 1 MSFT at 50 as o1 -> sent
A buys 1 MSFT as o2 -> refused MARKET_ORDER_PHASE
A buys 1 MSFT at 49 IOC as o3 -> refused INSTRUMENT_HALTED

# What the venue said is remembered
sim halts MSFT -> phase MSFT HALTED
the desk restarts
A buys 1 MSFT at 50 as o1 -> refused INSTRUMENT_HALTED

# A restricted name is only sold, as far as it is held
A buys 5 MSFT at 50 as o1 -> sent
sim fills o1 5 at 50 (f1) -> filled
A may not trade MSFT
A buys 1 MSFT at 50 as o2 -> refused RESTRICTED
A sells 6 MSFT at 50 as o3 -> refused RESTRICTED
A sells 5 MSFT at 50 as o4 -> sent

# A short sale is marked and has a locate
A needs locates
A buys 10 MSFT at 50 as o1 -> sent
sim fills o1 10 at 50 (f1) -> filled
A sells 11 MSFT at 50 as o2 -> refused SHORT_SALE 11 over 10 leaves 10
A sells 11 MSFT at 50 as o3 short -> refused SHORT_SALE
A sells 10 MSFT at 50 as o4 short locate L1 -> refused SHORT_SALE 10 over 10 leaves 10
A sells 10 MSFT at 50 as o5 -> sent
A sells 1 MSFT at 50 as o6 short locate L1 -> sent

# A plan that means to be short is marked so, and takes its locate along
A needs locates
A submits plan p1: SELL SHORT MSFT 10 SHARES at 50 -> refused SHORT_SALE, plan_taken SHORT_SALE
A submits plan p2: SELL SHORT MSFT 10 SHARES at 51 locate L1 -> sent, plan_taken 10
A submits plan p3: SELL MSFT 10 SHARES at 52 locate L1 -> refused SHORT_SALE 20 over 0 leaves -10, plan_taken SHORT_SALE

# A plan that sells what is held is not marked, and one that adds to a short is
A needs locates
A buys 10 MSFT at 50 as o1 -> sent
sim fills o1 10 at 50 (f1) -> filled
A submits plan p1: SELL SHORT MSFT 10 SHARES at 50 -> sent, plan_taken 10
sim fills p1:0 10 at 50 (f2) -> filled
A sells 5 MSFT at 50 as o2 short locate L1 -> sent
sim fills o2 5 at 50 (f3) -> filled
A submits plan p2: INCREASE MSFT 5 SHARES at 50 locate L2 -> sent, plan_taken 5
