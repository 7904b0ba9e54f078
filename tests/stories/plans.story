// A decision plan: sized against the ledger, refused whole where it makes no sense.
A has 10000 USD
AAPL trades at sim
market AAPL 99.99/100.01
MSFT trades at sim, lot 10
market MSFT 49.99/50.01

# Shares are shares, rounded down to lots
A submits plan p1: BUY LONG AAPL 5 SHARES; BUY MSFT 29 SHARES at 50; HOLD AAPL -> sent p1:0 BUY 5, sent p1:1 BUY 20 at 50, plan_taken 5 20 hold

# Less than a lot is refused, the rest of the plan goes on
A submits plan p1: BUY MSFT 9 SHARES; BUY AAPL 1 SHARES -> sent p1:1 BUY 1, plan_taken SIZE_ZERO 1

# Dollars buy what the ask gives, a limit what it says
A submits plan p1: BUY AAPL 1000 DOLLARS; BUY AAPL 1000 DOLLARS at 98 -> sent p1:0 BUY 9, sent p1:1 BUY 10, plan_taken 9 10

# Dollars without a price are refused
market AAPL is dark
A submits plan p1: BUY AAPL 1000 DOLLARS -> plan_taken NO_REFERENCE

# A share of equity counts cash and marked positions
A submits plan p1: BUY AAPL 50 SHARES at 100 -> sent, plan_taken 50
sim fills p1:0 50 at 100 (f1) -> filled
market AAPL 119.99/120.01
A submits plan p2: SELL AAPL 10 PCT_EQUITY -> sent p2:0 SELL 9, plan_taken 9

# A share of equity that cannot be marked is refused
A submits plan p1: BUY AAPL 50 SHARES at 100 -> sent, plan_taken 50
sim fills p1:0 50 at 100 (f1) -> filled
market AAPL is dark
A submits plan p2: BUY MSFT 10 PCT_EQUITY -> plan_taken NO_REFERENCE

# Contracts are units too, and a multiplier makes dollars buy fewer
OPT trades at sim, multiplier 100
market OPT 1.99/2.00
A submits plan p1: BUY OPT 3 CONTRACTS; BUY OPT 1000 DOLLARS -> sent p1:0 BUY 3, sent p1:1 BUY 5, plan_taken 3 5

# Close, reduce and increase go by the position
A submits plan p1: BUY AAPL 10 SHARES at 100 -> sent, plan_taken 10
A submits plan p2: CLOSE AAPL; REDUCE AAPL 1 SHARES; INCREASE AAPL 1 SHARES -> plan_taken NOTHING_TO_DO NOTHING_TO_DO NOTHING_TO_DO
sim fills p1:0 10 at 100 (f1) -> filled
A submits plan p3: INCREASE AAPL 2 SHARES; REDUCE AAPL 3 SHARES -> sent p3:0 BUY 2, sent p3:1 SELL 3, plan_taken 2 3
A submits plan p4: REDUCE AAPL 20 SHARES -> sent p4:0 SELL 7, plan_taken 7
A submits plan p5: CLOSE AAPL -> plan_taken NOTHING_TO_DO

# Two closes of one plan do not close twice
A submits plan p1: BUY AAPL 10 SHARES at 100 -> sent, plan_taken 10
sim fills p1:0 10 at 100 (f1) -> filled
A submits plan p2: CLOSE AAPL; CLOSE AAPL -> sent p2:0 SELL 10, plan_taken 10 NOTHING_TO_DO

# A short is closed by a buy, and a close in part is cut to what is held
A submits plan p1: SELL SHORT AAPL 10 SHARES at 100 -> sent p1:0 SELL 10, plan_taken 10
sim fills p1:0 10 at 100 (f1) -> filled
A submits plan p2: CLOSE AAPL 4 SHARES; CLOSE AAPL 40 SHARES -> sent p2:0 BUY 4, sent p2:1 BUY 6, plan_taken 4 6

# A direction that the position contradicts is not traded
A submits plan p1: BUY AAPL 10 SHARES at 100 -> sent, plan_taken 10
A submits plan p2: SELL FLAT AAPL 5 SHARES -> plan_taken NOTHING_TO_DO
sim fills p1:0 10 at 100 (f1) -> filled
A submits plan p3: INCREASE SHORT AAPL 1 SHARES; REDUCE SHORT AAPL 1 SHARES; BUY FLAT AAPL 1 SHARES -> plan_taken NOTHING_TO_DO NOTHING_TO_DO NOTHING_TO_DO
A submits plan p4: SELL FLAT AAPL 50 SHARES -> sent p4:0 SELL 10, plan_taken 10

# An increase from flat follows its direction
A submits plan p1: INCREASE LONG AAPL 1 SHARES; INCREASE SHORT MSFT 10 SHARES -> sent p1:0 BUY 1, sent p1:1 SELL 10, plan_taken 1 10

# A close drops the exits first, and what of the entry still works
A submits plan p1: BUY AAPL 10 SHARES at 100 stop-loss 95 take-profit 110 -> sent, plan_taken 10
sim fills p1:0 4 at 100 (f1) -> filled, sent p1:0.stop, sent p1:0.target
wire: place p1:0; place p1:0.stop; place p1:0.target
A submits plan p2: CLOSE AAPL -> bracket_ended p1:0, cancel_sent p1:0.stop, cancel_sent p1:0.target, cancel_sent p1:0, sent p2:0 SELL 4, plan_taken 4
wire: pull p1:0.stop; pull p1:0.target; pull p1:0; place p2:0

# A close works in a cash account, whose exits hold the shares
C has 1000 USD in a cash account
C submits plan p1: BUY AAPL 5 SHARES at 100 stop-loss 95 -> sent, plan_taken 5
sim fills p1:0 5 at 100 (f1) -> filled, sent p1:0.stop
C submits plan p2: CLOSE AAPL -> bracket_ended, cancel_sent p1:0.stop, sent p2:0 SELL 5, plan_taken 5

# A close that the gate refuses leaves the exits in force
A submits plan p1: BUY AAPL 10 SHARES at 100 stop-loss 95 -> sent, plan_taken 10
sim fills p1:0 10 at 100 (f1) -> filled, sent p1:0.stop
limits of A: order_qty 5
A submits plan p2: CLOSE AAPL -> refused ORDER_QTY_MAX, plan_taken ORDER_QTY_MAX
ledger: p1:0 unprotected 0; p1:0.stop SENT 0/10

# A decision that the gate refuses says so, the others go on
limits of A: order_qty 5
A submits plan p1: BUY AAPL 6 SHARES; BUY AAPL 5 SHARES -> refused ORDER_QTY_MAX, sent p1:1, plan_taken ORDER_QTY_MAX 5

# A later decision sees what an earlier one reserved
A submits plan p1: BUY AAPL 150 SHARES at 100; BUY AAPL 51 SHARES at 100 -> sent p1:0, refused BUYING_POWER 5100 over 5000 leaves 5000, plan_taken 150 BUYING_POWER

# The tactic comes from the decision, or from the plan's parameters
A submits plan p1: BUY AAPL 4 SHARES at 100 twap duration_s=20,slices=2,jitter=0; BUY AAPL 6 SHARES at 100 | twap duration_s=30,slices=3,jitter=0 -> accepted p1:0, accepted p1:1, plan_taken 4 6, sent p1:0/1 BUY 2, sent p1:1/1 BUY 2

# A bad plan is refused whole, with every fault by its path
A submits plan p1: no decisions -> plan_refused decisions INVALID_ORDER
Z submits plan p1: BUY AAPL 1 SHARES -> plan_refused account UNKNOWN_ACCOUNT
A submits plan p1: BUY XYZ 1 SHARES; BUY AAPL; BUY SHORT AAPL 1 SHARES -> plan_refused decisions[0].instrument UNKNOWN_INSTRUMENT & decisions[1].size INVALID_ORDER & decisions[2].direction INVALID_ORDER
A submits plan p1: BUY AAPL 0 SHARES; BUY AAPL NaN PCT_EQUITY; BUY AAPL 10001 PCT_EQUITY -> plan_refused decisions[0].size.value INVALID_ORDER & decisions[1].size.value INVALID_ORDER & decisions[2].size.value INVALID_ORDER
A submits plan p1: BUY AAPL 1 SHARES type LIMIT; BUY AAPL 1 SHARES at 100 type MARKET; BUY AAPL 1 SHARES stop-limit 9 -> plan_refused decisions[0].limit_price INVALID_ORDER & decisions[1].limit_price INVALID_ORDER & decisions[2].stop_loss_limit INVALID_ORDER
A submits plan p1: BUY AAPL 1 SHARES GTD; BUY AAPL 1 SHARES GTD expires tomorrow; BUY AAPL 1 SHARES GTD expires 2012-06-21T13:30:00Z; BUY AAPL 1 SHARES expires 2012-06-22T13:30:00Z -> plan_refused decisions[0].expire_at INVALID_ORDER & decisions[1].expire_at INVALID_ORDER & decisions[2].expire_at INVALID_ORDER & decisions[3].expire_at INVALID_ORDER
A submits plan p1: BUY AAPL 1 SHARES confidence 2; BUY AAPL 1 SHARES confidence NaN -> plan_refused decisions[0].confidence INVALID_ORDER & decisions[1].confidence INVALID_ORDER
A submits plan p1: BUY AAPL 1 SHARES at -1 -> plan_refused decisions[0].limit_price INVALID_ORDER
A submits plan p1: BUY AAPL 1 SHARES confidence 0.5 -> sent, plan_taken 1

# A decision that is good until a day goes out with it
A submits plan p1: BUY AAPL 1 SHARES at 100 GTD expires 2012-06-22T13:30:00Z -> sent, plan_taken 1

# A plan is added up before any order of it exists
limits of A: basket 1000
A submits plan p1: BUY AAPL 6 SHARES at 100; BUY MSFT 10 SHARES at 50 -> plan_refused decisions BASKET_VALUE_MAX
A submits plan p1: BUY AAPL 5 SHARES at 100; BUY MSFT 10 SHARES at 50 -> sent p1:0 BUY 5 at 100, sent p1:1 BUY 10 at 50, plan_taken 5 10

# An amount of money in the field of units is not what was meant
A submits plan p1 meant for 20: BUY AAPL 20 SHARES at 100 -> plan_refused notional INTENT_MISMATCH
A submits plan p1 meant for 2000: BUY AAPL 20 SHARES at 100 -> sent p1:0 BUY 20 at 100, plan_taken 20

# All or nothing
limits of A: order_qty 10
A submits plan p1: BUY AAPL 5 SHARES at 100; BUY AAPL 11 SHARES at 100 | all or nothing -> plan_refused decisions[1].qty ORDER_QTY_MAX
A submits plan p1: BUY AAPL 5 SHARES at 100; BUY AAPL 10 SHARES at 99 | all or nothing -> sent p1:0 BUY 5 at 100, sent p1:1 BUY 10 at 99, plan_taken 5 10

# A size in money is cut to what passes, one in units is refused
limits of A: order_qty 10
A submits plan p1: BUY AAPL 2000 DOLLARS at 100; BUY AAPL 20 SHARES at 99 -> sent p1:0 BUY 10 at 100, refused ORDER_QTY_MAX 20 over 10 leaves 10, plan_taken 10 ORDER_QTY_MAX

# The stop says how much a percentage of equity may buy
A submits plan p1: BUY AAPL 1 PCT_RISK at 100 stop-loss 98 -> sent p1:0 BUY 50 at 100, plan_taken 50
