// A venue tells an account whole: what it proves is taken over, what it lacks is asked after.
A has 100000 USD
AAPL trades at sim
market AAPL 99.99/100.01
A buys 10 AAPL at 100 as o1 -> sent
sim accepts o1 -> opened

# The same picture twice changes nothing
10s pass
the desk reconciles -> query_sent o1
sim shows A: order o1 0/10; cash 100000 USD -> nothing
sim shows A: order o1 0/10; cash 100000 USD -> nothing

# A fill that was never told is booked, once
10s pass
sim shows A: order o1 4/10; fill o1 4 at 100 (f1) 8s ago; holds 4 AAPL; cash 99600 USD -> filled o1 4, differs FILL_MISSED fill f1, repaired FILL_MISSED
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL; A cash 99600 USD
sim shows A: order o1 4/10; fill o1 4 at 100 (f1) 8s ago; holds 4 AAPL; cash 99600 USD -> nothing
sim fills o1 4 at 100 (f1) -> nothing
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL

# A fill that was never told is booked on an order that is over
sim cancels o1 -> canceled
10s pass
sim shows A: fill o1 4 at 100 (f1) 9s ago; holds 4 AAPL -> filled o1 4, differs FILL_MISSED, repaired FILL_MISSED
ledger: o1 CANCELED 4/10; A long 4 AAPL; A may buy 0 and sell 0 AAPL

# A fill that is only on its way is booked and nobody is bothered
10s pass
sim shows A: order o1 4/10; fill o1 4 at 100 (f1) 1s ago; holds 4 AAPL -> filled o1 4
sim fills o1 4 at 100 (f1) -> nothing
ledger: incidents 0

# An order that the picture lacks is asked after and stays reserved
10s pass
sim shows A: cash 100000 USD -> differs ORDER_ABSENT o1, query_sent o1
ledger: o1 NEW 0/10; A may buy 10 and sell 0 AAPL
sim shows A: cash 100000 USD -> nothing
sim has o1 CANCELED 0/10 -> found o1 CANCELED, gone ORDER_ABSENT
ledger: o1 CANCELED 0/10

# An order that was absent by mistake is there again
10s pass
sim shows A: cash 100000 USD -> differs ORDER_ABSENT o1, query_sent o1
sim shows A: order o1 0/10 -> gone ORDER_ABSENT o1
ledger: o1 NEW 0/10

# A person may end an order of which the venue knows nothing
10s pass
sim shows A: cash 100000 USD -> differs ORDER_ABSENT o1, query_sent o1
sim knows no o1 for sure -> incident o1
bob repairs ORDER_ABSENT because told so -> no NOT_ENTITLED
ledger: o1 NEW 0/10
trader repairs ORDER_ABSENT because the venue said by phone that it is gone -> canceled o1, repaired ORDER_ABSENT
ledger: o1 CANCELED 0/10; A may buy 0 and sell 0 AAPL

# From a picture that is not whole, older, failed or empty by error nothing follows
sim fills o1 4 at 100 (f1) -> filled
10s pass
sim shows A: partly -> differs UNANSWERED A
sim shows A: partly; holds 0 AAPL -> nothing
sim shows A: nothing -> nothing
sim fails to show A -> differs UNANSWERED A
sim fails to show A -> nothing
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL; A may buy 6 and sell 0 AAPL
sim shows A: order o1 4/10; fill o1 4 at 100 (f1) 10s ago; holds 4 AAPL -> gone UNANSWERED

# An order younger than the picture is not absent
A buys 5 AAPL at 99 as o2 -> sent
sim shows A: order o1 0/10 -> nothing
sim shows A as of 60s ago: cash 100000 USD -> nothing
ledger: o2 SENT 0/5

# What is unknown and shown is found
A buys 5 AAPL at 99 as o2 -> sent
sim is silent on o2 -> unknown, query_sent
10s pass
sim shows A: order o1 0/10; order o2 0/5 -> opened o2
ledger: o2 NEW 0/5

# A cancel that was lost is sent again
A cancels o1 -> cancel_sent
10s pass
sim shows A: order o1 0/10 -> found o1 NEW, cancel_sent o1

# An order of somebody else is adopted and counted, and so are its fills
10s pass
sim shows A: order o1 0/10; stranger V9 SELL 0/5 AAPL at 101 -> adopted EXT-sim-V9 SELL 5 at 101, differs ORDER_EXTERNAL EXT-sim-V9
ledger: A may buy 10 and sell 5 AAPL; EXT-sim-V9 NEW 0/5
sim shows A: order o1 0/10; stranger V9 SELL 0/5 AAPL at 101 -> nothing
sim fills V9 2 at 101 (x1) -> filled EXT-sim-V9 2
ledger: EXT-sim-V9 PARTIALLY_FILLED 2/5; A short 2 AAPL; A may buy 10 and sell 3 AAPL
sim cancels V9 -> canceled EXT-sim-V9
ledger: EXT-sim-V9 CANCELED 2/5; A may buy 10 and sell 0 AAPL

# A fill that reveals an order of somebody else counts
sim fills human-1 3 at 100 (x1) -> differs STRAY_REPORT human-1
wire: place o1; account A
ledger: A flat AAPL
10s pass
sim shows A: order o1 0/10; stranger V9 called human-1 BUY 3/7 AAPL at 100; fill of V9 BUY 3 AAPL at 100 (x1) 9s ago; holds 3 AAPL -> adopted EXT-sim-V9 BUY 7, differs ORDER_EXTERNAL, filled EXT-sim-V9 3, gone STRAY_REPORT
sim fills human-1 3 at 100 (x1) -> nothing
sim fills human-1 4 at 100 (x2) -> filled EXT-sim-V9 4
ledger: EXT-sim-V9 FILLED 7/7; A long 7 AAPL

# An order of somebody else that is over already is made from its fills
10s pass
sim shows A: order o1 0/10; fill of V9 BUY 3 AAPL at 100 (x1) 9s ago; fill of V9 BUY 4 AAPL at 101 (x2) 9s ago; holds 7 AAPL -> adopted EXT-sim-V9 BUY 7, differs ORDER_EXTERNAL, filled, filled
ledger: EXT-sim-V9 FILLED 7/7; A long 7 AAPL

# An order of somebody else can be cancelled
10s pass
sim shows A: order o1 0/10; stranger V9 called human-1 BUY 0/7 AAPL at 100 -> adopted, differs
wire: place o1
A cancels EXT-sim-V9 -> cancel_sent EXT-sim-V9
wire: pull human-1
sim cancels human-1 -> canceled EXT-sim-V9

# What trades in an instrument that is not listed is told
sim shows A: order o1 0/10; stranger V9 BUY 0/5 MSFT at 100; holds 5 TSLA -> differs INSTRUMENT_UNKNOWN MSFT, differs INSTRUMENT_UNKNOWN TSLA
sim shows A: order o1 0/10 -> gone INSTRUMENT_UNKNOWN MSFT, gone INSTRUMENT_UNKNOWN TSLA

# What somebody has changed at the venue is taken over
10s pass
sim shows A: order o1 0/20 at 99 -> replaced o1 20 at 99, differs ORDER_DIFFERS o1, repaired ORDER_DIFFERS
ledger: o1 NEW 0/20; A may buy 20 and sell 0 AAPL
sim shows A: order o1 0/20 at 99 -> nothing

# An order that lives twice is cancelled where the desk does not know it
10s pass
sim shows A: order o1 0/10 as V-b; order o1 0/10 -> differs ORDER_FORKED, stray_cancel o1 V-b
sim shows A: order o1 0/10 as V-b; order o1 0/10 -> nothing
10s pass
the desk reconciles -> query_sent
sim shows A: order o1 0/10 as V-b; order o1 0/10 -> stray_cancel o1 V-b
sim shows A: order o1 0/10 -> gone ORDER_FORKED

# An order that is over and lives at the venue is cancelled where that was wanted
A cancels o1 -> cancel_sent
sim cancels o1 -> canceled
10s pass
sim shows A: order o1 0/10 -> differs ORDER_ALIVE, stray_cancel o1 V-o1
sim shows A: cash 100000 USD -> gone ORDER_ALIVE

# … and where it was not, a person says so
sim cancels o1 -> canceled
10s pass
sim shows A: order o1 0/10 -> differs ORDER_ALIVE o1
trader repairs ORDER_ALIVE because it is not wanted -> stray_cancel o1 V-o1, repaired ORDER_ALIVE
wire: place o1; pull o1

# Fills that do not add up are asked for again, and none is made up
10s pass
sim shows A: order o1 4/10; holds 4 AAPL -> differs ORDER_FILLS_DIFFER o1, query_sent o1, differs POSITION
ledger: o1 NEW 0/10; A flat AAPL
sim fills o1 4 at 100 (f1) -> filled
10s pass
sim shows A: order o1 4/10; holds 4 AAPL -> gone ORDER_FILLS_DIFFER, gone POSITION

# A phantom position is repaired when a person says so, and audited
10s pass
sim shows A: order o1 0/10; holds 7 AAPL -> differs POSITION position A AAPL
ledger: A flat AAPL
sim shows A: order o1 0/10; holds 7 AAPL -> nothing
trader repairs POSITION because a transfer -> adjusted A AAPL 7 at 100.01, repaired POSITION
ledger: A long 7 AAPL; A cash 100000 USD; A averages 100.01 AAPL
sim shows A: order o1 0/10; holds 7 AAPL -> nothing
trader repairs POSITION because again -> no NOT_REPAIRABLE

# A repair that was proposed for another position is not done
10s pass
sim shows A: order o1 0/10; holds 7 AAPL -> differs POSITION
sim fills o1 4 at 100 (f1) -> filled
trader repairs POSITION because a transfer -> no NOT_REPAIRABLE
ledger: A long 4 AAPL

# What is dismissed is not told again until it changes or goes
10s pass
sim shows A: order o1 0/10; holds 7 AAPL -> differs POSITION
trader dismisses POSITION because the transfer is on its way -> dismissed POSITION
sim shows A: order o1 0/10; holds 7 AAPL -> nothing
sim shows A: order o1 0/10; holds 8 AAPL -> differs POSITION
sim shows A: order o1 0/10 -> gone POSITION
sim shows A: order o1 0/10; holds 7 AAPL -> differs POSITION

# A position that is just trading is not judged
10s pass
sim fills o1 4 at 100 (f1) -> filled
sim shows A: order o1 0/10; holds 0 AAPL -> nothing
10s pass
sim shows A: order o1 4/10; holds 0 AAPL -> differs POSITION

# Cash that no fill explains is repaired when a person says so
10s pass
sim shows A: order o1 0/10; cash 100000.01 USD -> nothing
sim shows A: order o1 0/10; cash 100012 USD -> differs CASH cash A USD
bob repairs CASH because interest -> no NOT_ENTITLED
trader repairs CASH because interest -> adjusted A USD 12, repaired CASH
ledger: A cash 100012 USD
sim shows A: order o1 0/10; cash 100012 USD; cash 5 EUR -> differs CASH cash A EUR
sim shows A: order o1 0/10 -> gone CASH

# Buying power that is reckoned otherwise is an alert
10s pass
sim shows A: order o1 0/10; power 199000 -> nothing
sim shows A: order o1 0/10; power 100 -> differs BUYING_POWER
trader repairs BUYING_POWER because it should be so -> no NOT_REPAIRABLE
sim shows A: order o1 0/10; power 199000 -> gone BUYING_POWER

# A fill that is told at another price is an alert, and a correction mends it
sim fills o1 4 at 100 (f1) -> filled
10s pass
sim shows A: order o1 4/10; fill o1 4 at 99 (f1) 10s ago; holds 4 AAPL -> differs FILL_DIFFERS fill f1
sim shows A: order o1 4/10; fill o1 4 at 99 (f1) 10s ago; holds 4 AAPL -> nothing
sim corrects f1 of o1 to 4 at 99 (f2) -> busted o1, filled o1 4
ledger: o1 PARTIALLY_FILLED 4/10; A long 4 AAPL; A cash 99604 USD
sim corrects f1 of o1 to 4 at 99 (f2) -> nothing
sim busts f1 of o1 -> nothing

# A correction before its fill, and a bust before its fill, leave what stands
sim corrects f1 of o1 to 3 at 99 (f2) -> busted o1, filled o1 3
sim fills o1 4 at 100 (f1) -> nothing
sim busts f9 of o1 -> busted o1
sim fills o1 4 at 100 (f9) -> nothing
ledger: o1 PARTIALLY_FILLED 3/10; A long 3 AAPL; A cash 99703 USD

# A correction under the old id, and one after the order is over
sim fills o1 10 at 100 (f1) -> filled
sim corrects f1 of o1 to 8 at 99 (f1) -> busted o1, filled o1 8
sim corrects f1 of o1 to 8 at 99 (f1) -> nothing
ledger: o1 FILLED 8/10; A long 8 AAPL

# A fill that the venue's books lack is busted when a person says so
sim fills o1 4 at 100 (f1) -> filled
10s pass
the desk reconciles -> query_sent
sim shows A: order o1 0/10; holds 0 AAPL; cash 100000 USD -> differs ORDER_FILLS_DIFFER o1, query_sent o1, differs FILL_UNTOLD fill f1
ledger: A long 4 AAPL
trader repairs FILL_UNTOLD because the venue has busted it -> busted o1, repaired FILL_UNTOLD
ledger: o1 NEW 0/10; A flat AAPL; A cash 100000 USD

# A split changes what is held, cancels what rests, and halts until a person has seen it
sim fills o1 4 at 100 (f1) -> filled
bob splits AAPL 2 for 1 -> no NOT_ENTITLED
trader splits AAPL 1 for 1 -> no NOTHING_TO_DO
trader splits AAPL 2 for 1 -> cancel_sent o1, split AAPL 2 for 1, stopped
trader splits AAPL 2 for 1 -> no ALREADY_EXISTS
sim cancels o1 -> canceled
ledger: A long 8 AAPL; A averages 50 AAPL; A cash 99600 USD
A buys 1 AAPL at 100 as o2 -> refused TRADING_HALTED
trader lifts split of instrument=AAPL -> lifted
market AAPL 49.99/50.01
A sells 8 AAPL at 50 as o3 -> sent
sim fills o3 8 at 50 (f2) -> filled
ledger: A flat AAPL; A realised 0 AAPL; A cash 100000 USD

# A bust of a fill from before a split gives back what it has become
sim fills o1 4 at 100 (f1) -> filled
sim fills o1 6 at 100 (f2) -> filled
trader splits AAPL 3 for 2 -> split AAPL 3 for 2, stopped
ledger: A long 15 AAPL
sim busts f1 of o1 -> busted o1
ledger: A long 9 AAPL; A cash 99400 USD
