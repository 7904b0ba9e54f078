// Lists of orders of which one cancels, shrinks or triggers the others, held by the desk.
A has 1000000 USD
AAPL trades at sim
market AAPL 99.99/100.01

# One cancels the other at its first fill
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken OCO, sent o1 BUY 10 at 99, sent o2 BUY 10 when 101
wire: place o1; place o2
ledger: A may buy 10 and sell 0 AAPL
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled, decided o1, cancel_sent o2
ledger: A may buy 16 and sell 0 AAPL
sim cancels o2 -> canceled
ledger: A may buy 6 and sell 0 AAPL
sim fills o1 6 at 99 (f2) -> filled
ledger: A long 10 AAPL; incidents 0

# In full mode nothing is cancelled before one is complete
A lists OCO in full as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
ledger: A may buy 20 and sell 0 AAPL
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled
sim fills o1 6 at 99 (f2) -> filled, decided o1, cancel_sent o2
sim cancels o2 -> canceled
ledger: incidents 0

# In full mode two that fill in part and one whole are more than was wanted
A lists OCO in full as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled
sim fills o2 10 at 101 (f2) -> filled, decided o2, cancel_sent o1, exceeded 4, incident o1
ledger: A long 14 AAPL; incidents 1

# A fill that crosses the cancel of its sibling is an incident
A lists OCO as l1: sells 10 AAPL at 110 short as o1; sells 10 AAPL when 95 short as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 10 at 110 (f1) -> filled, decided o1, cancel_sent o2
sim fills o2 3 at 95 (f2) -> filled, exceeded 3, incident o1
sim fills o2 7 at 95 (f3) -> filled, exceeded 10, incident o1
ledger: A short 20 AAPL; incidents 2

# A sibling whose fill comes after its cancel was confirmed is an incident too
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 10 at 99 (f1) -> filled, decided o1, cancel_sent o2
sim cancels o2 -> canceled
sim fills o2 2 at 101 (f2) -> filled, exceeded 2, incident o1

# The reject, the expiry and the cancel of one end the others
A lists OCO: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2; buys 10 AAPL at 98 as o3 -> list_taken, sent o1, sent o2, sent o3
sim accepts o1 -> opened
sim accepts o3 -> opened
sim rejects o2 -> rejected, decided o2, cancel_sent o1, cancel_sent o3
A lists OCO: buys 10 AAPL at 99 as o4; buys 10 AAPL when 101 as o5 -> list_taken, sent o4, sent o5
sim accepts o4 -> opened
sim accepts o5 -> opened
sim expires o4 -> expired, decided o4, cancel_sent o5
A lists OCO: buys 10 AAPL at 99 as o6; buys 10 AAPL when 101 as o7 -> list_taken, sent o6, sent o7
sim accepts o6 -> opened
sim accepts o7 -> opened
A cancels o6 -> cancel_sent o6
sim cancels o6 -> canceled, decided o6, cancel_sent o7
sim cancels o7 -> canceled
ledger: A may buy 30 and sell 0 AAPL

# A restart forgets no sibling
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
the desk restarts -> query_sent o1, query_sent o2
sim fills o1 4 at 99 (f1) -> filled, decided o1, cancel_sent o2
the desk restarts -> query_sent o1, query_sent o2
sim has o2 NEW 0/10 -> found o2 NEW, cancel_sent o2

# A cancel that the venue refuses is asked again while the sibling works on
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 10 at 99 (f1) -> filled, decided o1, cancel_sent o2
sim rejects the cancel of o2 -> cancel_rejected, query_sent o2
1s pass -> query_sent o2
sim has o2 NEW 0/10 -> cancel_sent o2

# What is unknown reserves by itself, and is cancelled when the other fills
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim is silent on o2 -> unknown, query_sent o2
ledger: A may buy 20 and sell 0 AAPL
sim fills o1 10 at 99 (f1) -> filled, decided o1, cancel_sent o2
ledger: A may buy 10 and sell 0 AAPL
sim has o2 FILLED 10/10 -> incident o2

# A list with a member that the gate refuses is refused whole
limits of A: order_qty 10
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 11 AAPL when 101 as o2 -> list_refused orders[1].qty ORDER_QTY_MAX
wire: nothing
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2

# Siblings of one side count once for the position limit
limits of A: position 10
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
A buys 1 AAPL as o3 -> refused POSITION_LIMIT

# A list is taken once
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> nothing
A lists OCO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 102 as o2 -> no LIST_ID_CONFLICT
A lists OCO as l2: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o3 -> list_refused orders[0].client_order_id CLIENT_ORDER_ID_CONFLICT

# One updates the other by each fill
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken OUO, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled, replace_sent o2 6 when 101
ledger: A may buy 10 and sell 0 AAPL
sim replaces o2 -> replaced
ledger: A may buy 6 and sell 0 AAPL
sim fills o2 1 at 101 (f2) -> filled, replace_sent o1 9 at 99
sim replaces o1 -> replaced
sim fills o1 5 at 99 (f3) -> filled, decided o1, cancel_sent o2
sim cancels o2 -> canceled
ledger: A long 10 AAPL; A may buy 0 and sell 0 AAPL; incidents 0

# What cannot shrink yet does once it lands
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim fills o1 4 at 99 (f1) -> filled
sim accepts o1 -> opened
sim accepts o2 -> opened, replace_sent o2 6 when 101
sim fills o1 2 at 99 (f2) -> filled
sim replaces o2 -> replaced, replace_sent o2 4 when 101

# What the venue will not shrink is cancelled, and what it trades meanwhile is told
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled, replace_sent o2 6 when 101
sim rejects the replace of o2 -> replace_rejected, query_sent o2, decided o1, cancel_sent o2
sim fills o2 8 at 101 (f2) -> filled, exceeded 2, incident o1, cancel_sent o1

# An OUO that ends unfilled ends the others
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled, replace_sent o2 6
sim replaces o2 -> replaced
sim expires o1 -> expired, decided o1, cancel_sent o2

# An OUO is of one instrument and one quantity
A lists OUO: buys 10 AAPL at 99 as o1; buys 9 AAPL when 101 as o2 -> list_refused orders[1].qty INVALID_ORDER
A lists OUO in full: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_refused mode INVALID_ORDER
A lists OCO: buys 10 AAPL at 99 as o1 -> list_refused orders INVALID_ORDER

# One triggers the other by as much as it has filled
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken OTO, sent o1, held o2
wire: place o1
ledger: A may buy 10 and sell 0 AAPL; o2 PENDING_NEW 0/10
sim accepts o1 -> opened
sim fills o1 4 at 99 (f1) -> filled, sent o2/1 SELL 4 at 110
ledger: A may buy 6 and sell 4 AAPL; o2 committed 4
sim accepts o2/1 -> opened
the desk restarts -> query_sent o1, query_sent o2/1
sim fills o1 6 at 99 (f2) -> filled, sent o2/2 SELL 6 at 110
sim fills o2/1 4 at 110 (f3) -> filled
sim fills o2/2 6 at 110 (f4) -> filled
ledger: o2 FILLED 10/10; A flat AAPL; incidents 0

# In full mode the others wait for the fill that completes the trigger
A lists OTO in full as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2; sells 5 AAPL when 95 as o3 -> list_taken, sent o1, held o2, held o3
sim fills o1 4 at 99 (f1) -> filled
the desk restarts -> query_sent o1
sim fills o1 6 at 99 (f2) -> filled, sent o2/1 SELL 10 at 110, sent o3/1 SELL 5 when 95

# A trigger that ends with nothing filled ends the others
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
sim rejects o1 -> rejected, stopping o2, ended o2 CANCELED

# A trigger that ends in part leaves the others that part
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
sim accepts o1 -> opened
sim fills o1 4 at 99 (f1) -> filled, sent o2/1 SELL 4
sim expires o1 -> expired
sim fills o2/1 4 at 110 (f2) -> filled, stopping o2, ended o2 CANCELED
ledger: o2 CANCELED 4/10

# A held order is cancelled here, and the trigger works on
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
A cancels o2 -> stopping o2, ended o2 CANCELED
sim fills o1 10 at 99 (f1) -> filled

# What is released meets the limits of then, and a person is told of a no
A lists OTO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL at 98 as o2 -> list_taken, sent o1, held o2
limits of A: position 10
sim fills o1 10 at 99 (f1) -> filled, refused POSITION_LIMIT, incident o2, stopping o2, ended o2 CANCELED
ledger: incidents 1

# A slice that the venue ends is not sent again
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
sim fills o1 4 at 99 (f1) -> filled, sent o2/1 SELL 4
sim rejects o2/1 -> rejected
sim fills o1 6 at 99 (f2) -> filled, sent o2/2 SELL 6
sim fills o2/2 6 at 110 (f3) -> filled, stopping o2, ended o2 CANCELED

# A busted fill takes back what it released
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
sim accepts o1 -> opened
sim fills o1 4 at 99 (f1) -> filled, sent o2/1 SELL 4
sim fills o1 2 at 99 (f2) -> filled, sent o2/2 SELL 2
sim busts f2 of o1 -> busted, cancel_sent o2/2
sim cancels o2/2 -> canceled
sim fills o1 6 at 99 (f3) -> filled, sent o2/3 SELL 6

# A kill ends what is held
A lists OTO as l1: buys 10 AAPL at 99 as o1; sells 10 AAPL at 110 as o2 -> list_taken, sent o1, held o2
A cancels everything -> cancel_sent o1, stopping o2, ended o2 CANCELED

# The quantity of an OUO is the list's, its price is not
A lists OUO as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
A replaces o1 to 5 -> no UNSUPPORTED
A replaces o1 at 98 -> replace_sent o1 10 at 98

# In full mode two that have filled in part what one was for are both cancelled
A lists OCO in full as l1: buys 10 AAPL at 99 as o1; buys 10 AAPL when 101 as o2 -> list_taken, sent o1, sent o2
sim accepts o1 -> opened
sim accepts o2 -> opened
sim fills o1 4 at 99 (f1) -> filled
sim fills o2 6 at 101 (f2) -> filled, decided o2, cancel_sent o1, cancel_sent o2
sim fills o2 2 at 101 (f3) -> filled, exceeded 2, incident o1
