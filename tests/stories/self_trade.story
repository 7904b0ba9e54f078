// Own orders do not trade with each other, in one account or two of a trade group.
A has 1000000 USD, group G, self-trade EXPIRE_TAKER
B has 1000000 USD, group G, self-trade EXPIRE_MAKER
C has 1000000 USD, self-trade EXPIRE_TAKER
AAPL trades at sim
market AAPL 99.99/100.01

# The one that comes expires
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A buys 10 AAPL at 100 as o2 -> refused SELF_TRADE, kept_apart o2 o1 10 EXPIRE_TAKER
ledger: o1 NEW 0/10; o2 REFUSED 0/10

# The one that rests expires, and the other goes
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A buys 10 AAPL at 100 as o2 self-trade EXPIRE_MAKER -> cancel_sent o1, sent o2, kept_apart o2 o1 10 EXPIRE_MAKER
sim cancels o1 -> canceled
ledger: o1 CANCELED 0/10; o2 SENT 0/10

# Both expire
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A buys 4 AAPL at 100 as o2 self-trade EXPIRE_BOTH -> refused SELF_TRADE, kept_apart o2 o1 4 EXPIRE_BOTH, cancel_sent o1

# The overlap is taken off both
A sells 4 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A buys 10 AAPL at 100 as o2 self-trade DECREMENT -> cancel_sent o1, sent o2 BUY 6 at 100, kept_apart o2 o1 4 DECREMENT
ledger: o2 SENT 0/6; A may buy 6 and sell 4 AAPL

# A larger one that rests shrinks, and nothing of the other is left
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
A buys 4 AAPL at 100 as o2 self-trade DECREMENT -> refused SELF_TRADE, kept_apart o2 o1 4 DECREMENT, replace_sent o1 6 at 100

# Prices that do not meet leave each other alone
A sells 10 AAPL at 100.02 as o1 -> sent
A buys 10 AAPL at 100.01 as o2 -> sent

# Two accounts of one trade group, each by the mode of the one that comes
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
B buys 10 AAPL at 100 as o2 -> cancel_sent o1, sent o2, kept_apart o2 o1 10 EXPIRE_MAKER
A sells 10 AAPL at 100 as o3 -> refused SELF_TRADE, kept_apart o3 o2 10 EXPIRE_TAKER

# An account of another group is a stranger
A sells 10 AAPL at 100 as o1 -> sent
C buys 10 AAPL at 100 as o2 -> sent

# A market order meets what rests at the touch
A sells 10 AAPL at 100.01 as o1 -> sent
A buys 10 AAPL as o2 -> refused SELF_TRADE, kept_apart o2 o1 10 EXPIRE_TAKER

# An exit goes out, and what it would meet gives way
A buys 10 AAPL at 100 as o1 take-profit 102 -> sent
A buys 5 AAPL at 103 as o2 -> sent
sim fills o1 10 at 100 (f1) -> filled, cancel_sent o2, sent o1.target SELL 10 at 102, kept_apart o1.target o2 5 EXPIRE_MAKER

# An exit never gives way
A buys 10 AAPL at 100 as o1 take-profit 102 -> sent
sim fills o1 10 at 100 (f1) -> filled, sent o1.target SELL 10 at 102
A buys 5 AAPL at 103 as o2 self-trade EXPIRE_MAKER -> refused SELF_TRADE, kept_apart o2 o1.target 5 EXPIRE_TAKER

# What only reduces is let through, and what rests gives way
A buys 10 AAPL at 100 as o1 -> sent
sim fills o1 10 at 100 (f1) -> filled
A buys 5 AAPL at 99 as o2 -> sent
A sells 10 AAPL at 99 as o3 -> cancel_sent o2, sent o3, kept_apart o3 o2 5 EXPIRE_MAKER

# What is for an auction meets nothing before it, on either side
sim works only market, limit, day, cls, opg
B buys 10 AAPL at 101 CLS as c1 -> sent
sim accepts c1 -> opened
B sells 5 AAPL at 99.99 as o1 -> sent
B sells 5 AAPL as o2 -> sent
A sells 5 AAPL as o3 -> sent
A sells 5 AAPL at 99 OPG as o4 -> sent
ledger: c1 NEW 0/10; o3 SENT 0/5

# Nor does it make way for, or clear, what rests
A sells 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened
sim works only market, limit, day, cls, opg
A buys 10 AAPL CLS as c1 -> sent
A buys 10 AAPL at 101 CLS as c2 -> sent
ledger: o1 NEW 0/10

# Two for the same auction would meet in it
sim works only market, limit, day, cls, opg
A buys 10 AAPL at 100 CLS as c1 -> sent
A sells 10 AAPL at 99.50 CLS as c2 -> refused SELF_TRADE, kept_apart c2 c1 10 EXPIRE_TAKER
A sells 10 AAPL CLS as c3 -> refused SELF_TRADE, kept_apart c3 c1 10 EXPIRE_TAKER
A sells 10 AAPL at 100.50 CLS as c4 -> sent

# So would two of which one has no price, however they ask for the close
sim works only market, limit, day, cls, market_on_close, limit_on_close
A sells 10 AAPL CLS as c1 -> sent
A buys 10 AAPL at 50 CLS as c2 -> refused SELF_TRADE, kept_apart c2 c1 10 EXPIRE_TAKER
A buys 4 AAPL type MARKET_ON_CLOSE as c3 -> refused SELF_TRADE, kept_apart c3 c1 4 EXPIRE_TAKER
A sells 10 AAPL type LIMIT_ON_CLOSE at 100 as c4 -> sent
B buys 10 AAPL type LIMIT_ON_CLOSE at 99 as c5 -> cancel_sent c1, sent c5, kept_apart c5 c1 10 EXPIRE_MAKER
C buys 10 AAPL type MARKET_ON_CLOSE as c6 -> sent
sim cancels c1 -> canceled
B buys 10 AAPL type LIMIT_ON_CLOSE at 100 as c7 -> cancel_sent c4, sent c7, kept_apart c7 c4 10 EXPIRE_MAKER

# What has no price does not keep the book of those who rest busy
sim works only market, limit, day, market_on_close
A sells 10 AAPL type MARKET_ON_CLOSE as c1 -> sent
A buys 10 AAPL at 100 as o1 -> sent
A buys 10 AAPL as o2 -> sent

# A stop that is touched while a change of its limit is in flight rests at both prices
A buys 10 AAPL at 100.10 when 100.05 as o1 -> sent
sim accepts o1 -> opened
A replaces o1 at 100.20 -> replace_sent
sim triggers o1 -> triggered
A sells 10 AAPL at 100.15 short as o2 -> refused SELF_TRADE, kept_apart o2 o1 10 EXPIRE_TAKER
