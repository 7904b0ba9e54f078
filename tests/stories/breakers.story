// A venue that fails is left alone, asked once, and trusted again when it answers.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# While its breaker is open nothing new goes there, and a cancel does
A buys 10 AAPL at 99 as o1 -> sent
sim accepts o1 -> opened
the breaker of sim is open -> opened sim
A buys 1 AAPL at 99 as o2 -> refused CIRCUIT_OPEN
A sells 10 AAPL at 101 as o3 -> refused CIRCUIT_OPEN
A cancels o1 -> cancel_sent o1

# Half open it is asked what an account holds, and that is the probe
the breaker of sim is open -> opened sim
the breaker of sim is half open -> half_opened sim
A buys 1 AAPL at 99 as o1 -> refused CIRCUIT_OPEN
the breaker of sim is closed -> closed sim
A buys 1 AAPL at 99 as o2 -> sent

# An exit passes the gate, so that it is sent again if it could not leave
A buys 10 AAPL at 100 as o1 stop-loss 95 -> sent
the breaker of sim is open -> opened sim
sim fills o1 4 at 100 (f1) -> filled, sent o1.stop SELL 4 when 95

# A feed's breaker stops no order by itself: its quotes are no evidence
the breaker of feed sim is open -> opened feed sim
A buys 1 AAPL at 99 as o1 -> sent

# A new run trusts its venues until they fail it
the breaker of sim is open -> opened sim
the desk restarts and is not armed
A buys 1 AAPL at 99 as o1 -> refused NOT_ARMED
