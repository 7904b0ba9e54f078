// Silence is a question, never an answer: exposure stays reserved until there is proof.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent

# An unknown order that the venue has goes on
sim is silent on o1 -> unknown, query_sent
wire: place o1; query o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim has o1 NEW 0/10 -> found o1 NEW
ledger: o1 NEW 0/10; A may buy 10 and sell 0 AAPL
sim has o1 NEW 0/10 -> nothing

# An unknown order may answer for itself
sim is silent on o1 -> unknown, query_sent
sim accepts o1 -> opened
ledger: o1 NEW 0/10

# An unknown order may turn out filled
sim is silent on o1 -> unknown, query_sent
sim fills o1 4 at 100 (f1) -> filled
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL
sim fills o1 6 at 100 (f2) -> filled
sim has o1 FILLED 10/10 -> nothing
ledger: o1 FILLED 10/10; incidents 0

# An unknown order that never arrived is rejected, once the venue is sure
sim is silent on o1 -> unknown, query_sent
sim knows no o1 -> nothing
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL
sim knows no o1 for sure -> rejected
ledger: o1 REJECTED 0/10; A may buy 0 and sell 0 AAPL
sim knows no o1 for sure -> nothing

# An order that was thought absent and shows up is an incident
sim is silent on o1 -> unknown, query_sent
sim knows no o1 for sure -> rejected
sim has o1 NEW 0/10 -> incident o1
sim accepts o1 -> incident o1
sim fills o1 10 at 100 (f1) -> filled
ledger: o1 FILLED 10/10; A long 10 AAPL; A may buy 0 and sell 0 AAPL

# A venue that denies an order it had accepted is not believed
sim accepts o1 -> opened
sim knows no o1 for sure -> incident o1
ledger: o1 NEW 0/10

# A venue found to have ended an unknown order ends it
sim is silent on o1 -> unknown, query_sent
sim has o1 CANCELED 0/10 -> found o1 CANCELED
ledger: o1 CANCELED 0/10; A may buy 0 and sell 0 AAPL

# An answer whose fills were not told is an incident
sim is silent on o1 -> unknown, query_sent
sim has o1 FILLED 10/10 -> incident o1
ledger: o1 UNKNOWN 0/10; A may buy 10 and sell 0 AAPL

# Terms that differ at the venue are an incident
sim is silent on o1 -> unknown, query_sent
sim has o1 NEW 0/20 -> found, incident o1 has other terms
ledger: o1 NEW 0/10

# Silence about an order that has answered means nothing
sim accepts o1 -> opened
sim is silent on o1 -> nothing
ledger: o1 NEW 0/10

# A cancel of an unknown order is kept in mind until it is found
sim is silent on o1 -> unknown, query_sent
A cancels o1 -> cancel_sent
sim rejects the cancel of o1 -> nothing
ledger: o1 UNKNOWN 0/10
sim has o1 NEW 0/10 -> found, cancel_sent
ledger: o1 PENDING_CANCEL 0/10
sim cancels o1 -> canceled

# A cancel of an unknown order is repeated when the order answers
A cancels o1 -> cancel_sent
sim is silent on o1 -> unknown, query_sent
sim accepts o1 -> opened, cancel_sent
ledger: o1 PENDING_CANCEL 0/10

# A silent cancel is asked after, and sent again where the order still works
sim accepts o1 -> opened
sim fills o1 4 at 100 (f1) -> filled
A cancels o1 -> cancel_sent
sim is silent on o1 -> query_sent
ledger: o1 PENDING_CANCEL 4/10
sim has o1 PARTIALLY_FILLED 4/10 -> found, cancel_sent
ledger: o1 PENDING_CANCEL 4/10
sim is silent on o1 -> nothing
1s pass -> cancel_sent, query_sent
sim has o1 CANCELED 4/10 -> found o1 CANCELED
ledger: o1 CANCELED 4/10

# An order that never left is rejected, a cancel that never left is undone
sim is out of reach for o1 -> rejected
ledger: o1 REJECTED 0/10
A buys 10 AAPL at 100 as o2 -> sent
sim accepts o2 -> opened
A cancels o2 -> cancel_sent
sim is out of reach for o2 -> cancel_rejected
ledger: o2 NEW 0/10
sim is out of reach for o2 -> nothing

# A market order may be found with the limit that protects it
A buys 5 AAPL as o2 -> sent
sim is silent on o2 -> unknown, query_sent
sim has o2 NEW 0/5 at 101 -> found
ledger: incidents 0
