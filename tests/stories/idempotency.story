// The same payload gets the same answer, another payload a conflict; also after a restart.
A has 100000 USD
B has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent

# The same again sends nothing
A buys 10 AAPL at 100 as o1 -> nothing
A buys 10.0 AAPL at 100.00 as o1 -> nothing
wire: place o1

# Other terms under the same id are a conflict
A buys 11 AAPL at 100 as o1 -> no CLIENT_ORDER_ID_CONFLICT
A sells 10 AAPL at 100 as o1 -> no CLIENT_ORDER_ID_CONFLICT
wire: place o1
ledger: o1 SENT 0/10

# The same after a restart sends nothing
the desk restarts -> unknown, query_sent
A buys 10 AAPL at 100 as o1 -> nothing
A buys 11 AAPL at 100 as o1 -> no CLIENT_ORDER_ID_CONFLICT
wire: query o1; account A; account B

# The same after the end sends nothing
sim rejects o1 -> rejected
A buys 10 AAPL at 100 as o1 -> nothing
wire: place o1

# A refusal is the answer for good
A buys 10 AAPL at 200 as o2 -> refused PRICE_COLLAR
market AAPL 199.99/200.01
A buys 10 AAPL at 200 as o2 -> nothing
ledger: o2 REFUSED 0/10

# An account has its own names
B buys 7 AAPL at 100 as o1 -> sent
wire: place o1; place o1

# The desk's own links are not for callers, and do not take a name over
A buys 10 AAPL at 100 as o1 parent E-1 -> no CLIENT_ORDER_ID_CONFLICT
A buys 10 AAPL at 100 as o3 parent E-1 -> refused INVALID_ORDER
A buys 10 AAPL at 100 as o1 -> nothing
ledger: o1 SENT 0/10

# A plan is taken once
A submits plan p1: BUY AAPL 5 SHARES -> sent p1:0 BUY 5, plan_taken 5
A submits plan p1: BUY AAPL 5 SHARES -> nothing
A submits plan p1: BUY AAPL 6 SHARES -> plan_refused plan_id PLAN_ID_CONFLICT
the desk restarts -> unknown, query_sent, unknown, query_sent
A submits plan p1: BUY AAPL 5 SHARES -> nothing
wire: query o1; query p1:0; account A; account B

# A plan does not take over a name that an order has
A buys 1 AAPL at 100 as p1:0 -> sent
A submits plan p1: BUY AAPL 5 SHARES; BUY AAPL 6 SHARES -> sent p1:1, plan_taken CLIENT_ORDER_ID_CONFLICT 6
ledger: p1:0 SENT 0/1; p1:1 SENT 0/6
