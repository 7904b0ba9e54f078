"""The account's own books: cash, positions, what orders hold, buying power, day trades, fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from uuid import UUID

import msgspec

from holdfast.emulators.alpaca.assets import Asset, AssetClass
from holdfast.emulators.alpaca.board import Board
from holdfast.emulators.alpaca.errors import Fields
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.rules import EmulatorRules
from holdfast.market.trading_day import trading_day
from holdfast.model.numbers import ZERO, Nanos, plain, ratio
from holdfast.model.times import rfc3339

HALF = Decimal("0.5")
SHORT_MARGIN = Decimal("1.03")  # a short sale is valued three percent above the ask
MAINTENANCE = Decimal("0.3")
DAY_TRADER_EQUITY = Decimal(25_000)
DAY_TRADES_MAX = 3
SHORT_EQUITY = Decimal(2_000)
ACTIVITIES_KEPT_MAX = 100_000


class Holding(msgspec.Struct, eq=False):
    """A position: signed quantity, and what its units cost."""

    asset: Asset
    qty: Decimal = ZERO
    cost: Decimal = ZERO  # signed like the quantity, multiplier included

    @property
    def entry(self) -> Decimal:
        """The average price at which it was opened."""
        if not self.qty:
            return ZERO
        return ratio(self.cost, self.qty * self.asset.multiplier)


class Books:
    """What the account holds and what it may still do."""

    def __init__(self, rules: EmulatorRules, board: Board, id_of: Callable[[], UUID]) -> None:
        self.rules = rules
        self.cash = rules.cash
        self.opening = rules.cash
        self.holdings: dict[str, Holding] = {}
        self.activities: list[Fields] = []
        self.day_trades = rules.day_trades
        self.account_id = str(id_of())
        self.settings: Fields = {
            "dtbp_check": "entry",
            "pdt_check": "entry",
            "fractional_trading": True,
            "max_margin_multiplier": plain(rules.multiplier),
            "max_options_trading_level": rules.options_level,
            "no_shorting": not rules.shorting,
            "suspend_trade": False,
            "trade_confirm_email": "all",
            "ptp_no_exception_entry": False,
            "disable_overnight_trading": False,
        }
        self._board = board
        self._price_of = board.price
        self._id_of = id_of
        self._opened: dict[str, str] = {}  # by symbol, the day on which it was last opened

    # --- what it holds --------------------------------------------------------------------

    def fill(self, order: Order, qty: Decimal, price: Decimal, at: Nanos) -> Decimal:
        """Book a trade and return what is held afterwards."""
        asset = order.asset
        if asset is None:
            return ZERO
        signed = qty if order.is_buy else -qty
        worth = signed * price * asset.multiplier
        self.cash -= worth
        held = self.holdings.setdefault(asset.symbol, Holding(asset))
        day, _ = trading_day(at)
        if held.qty * signed >= 0:
            held.cost += worth
            self._opened[asset.symbol] = day
        else:
            self._count_day_trade(asset, day)
            closed = min(abs(signed), abs(held.qty))
            held.cost -= ratio(held.cost * closed, abs(held.qty))
            if closed < qty:
                held.cost = (signed + held.qty) * price * asset.multiplier
                self._opened[asset.symbol] = day
        held.qty += signed
        if not held.qty:
            del self.holdings[asset.symbol]
        self._note(order, qty, price, at)
        return held.qty

    def qty(self, asset: Asset) -> Decimal:
        held = self.holdings.get(asset.symbol)
        return held.qty if held is not None else ZERO

    def opened_today(self, asset: Asset, at: Nanos) -> bool:
        """Tell whether closing it now would be a day trade."""
        return self._opened.get(asset.symbol) == trading_day(at)[0]

    # --- what it is worth -----------------------------------------------------------------

    def value(self, held: Holding) -> Decimal:
        return held.qty * self._price_of(held.asset) * held.asset.multiplier

    @property
    def long_value(self) -> Decimal:
        return sum((self.value(h) for h in self.holdings.values() if h.qty > 0), ZERO)

    @property
    def short_value(self) -> Decimal:
        return sum((self.value(h) for h in self.holdings.values() if h.qty < 0), ZERO)

    @property
    def equity(self) -> Decimal:
        return self.cash + self.long_value + self.short_value

    def buying_power(self, orders: Iterable[Order], asset: Asset | None = None) -> Decimal:
        """What new orders may cost: of coins and options no more than cash allows."""
        reserved = sum((self.need(each) for each in orders), ZERO)
        free = self.cash + min(self.short_value, ZERO) * 2 - reserved
        if asset is not None and asset.kind is not AssetClass.SHARE:
            return max(free, ZERO)
        gross = self.long_value - self.short_value
        return max(self.equity * self.rules.multiplier - gross - reserved, ZERO)

    def need(self, order: Order) -> Decimal:
        """What an open order holds of buying power: nothing where it only closes."""
        return max(self.cost(order), order.reserved)

    def cost(self, order: Order) -> Decimal:
        """What the rest of an order costs at the worst price that it names, or at the market."""
        asset = order.asset
        if asset is None or not order.is_open or (order.status == "held" and order.parent):
            return ZERO
        return self.value_of(asset, order.side, order.leaves, order.limit_price or order.stop_price)

    def value_of(self, asset: Asset, side: str, qty: Decimal, price: Decimal | None) -> Decimal:
        """What opening this much would cost; what it only closes costs nothing."""
        held = self.qty(asset)
        market = self._board.touch(asset, "buy")
        if side == "sell":
            if held > 0:
                return ZERO
            worst = max(price or ZERO, market * SHORT_MARGIN)
            return ZERO if asset.kind is not AssetClass.SHARE else qty * worst
        opens = max(qty + min(held, ZERO), ZERO)
        return opens * (price or market) * asset.multiplier

    # --- told -----------------------------------------------------------------------------

    def position_json(self, held: Holding, available: Decimal) -> Fields:
        asset, value = held.asset, self.value(held)
        price, gain = self._price_of(asset), value - held.cost
        part = ratio(gain, abs(held.cost)) if held.cost else ZERO
        return {
            "asset_id": asset.id,
            "symbol": asset.held_as,
            "exchange": asset.exchange,
            "asset_class": asset.kind.value,
            "asset_marginable": asset.marginable,
            "qty": plain(held.qty),
            "qty_available": plain(available),
            "avg_entry_price": plain(held.entry.quantize(Decimal("0.000001"))),
            "side": "long" if held.qty > 0 else "short",
            "market_value": plain(value),
            "cost_basis": plain(held.cost.quantize(Decimal("0.000001"))),
            "unrealized_pl": plain(gain.quantize(Decimal("0.000001"))),
            "unrealized_plpc": plain(part.quantize(Decimal("0.000001"))),
            "unrealized_intraday_pl": plain(gain.quantize(Decimal("0.000001"))),
            "unrealized_intraday_plpc": plain(part.quantize(Decimal("0.000001"))),
            "current_price": plain(price),
            "lastday_price": plain(price),
            "change_today": "0",
        }

    def account_json(self, orders: list[Order], created_at: Nanos) -> Fields:
        equity, power = self.equity, self.buying_power(orders)
        gross = self.long_value - self.short_value
        cash_power = max(self.cash - sum((self.need(o) for o in orders), ZERO), ZERO)
        return {
            "id": self.account_id,
            "account_number": "PA" + self.account_id[:10].replace("-", "").upper(),
            "status": "ACTIVE",
            "crypto_status": "ACTIVE",
            "currency": "USD",
            "cash": plain(self.cash),
            "equity": plain(equity),
            "portfolio_value": plain(equity),
            "last_equity": plain(self.opening),
            "buying_power": plain(power),
            "regt_buying_power": plain(power),
            "daytrading_buying_power": plain(power if self.rules.multiplier >= 4 else ZERO),
            "effective_buying_power": plain(power),
            "non_marginable_buying_power": plain(cash_power),
            "options_buying_power": plain(cash_power),
            "options_approved_level": self.rules.options_level,
            "options_trading_level": self.rules.options_level,
            "multiplier": plain(self.rules.multiplier),
            "initial_margin": plain(gross * HALF),
            "maintenance_margin": plain(gross * MAINTENANCE),
            "last_maintenance_margin": "0",
            "long_market_value": plain(self.long_value),
            "short_market_value": plain(self.short_value),
            "position_market_value": plain(self.long_value + self.short_value),
            "sma": "0",
            "accrued_fees": "0",
            "pending_transfer_in": "0",
            "pending_transfer_out": "0",
            "daytrade_count": self.day_trades,
            "pattern_day_trader": self.day_trades > DAY_TRADES_MAX,
            "shorting_enabled": self.rules.shorting and equity >= SHORT_EQUITY,
            "trading_blocked": False,
            "account_blocked": False,
            "trade_suspended_by_user": self.settings["suspend_trade"],
            "transfers_blocked": False,
            "balance_asof": rfc3339(created_at)[:10],
            "created_at": rfc3339(created_at),
        }

    # --- private --------------------------------------------------------------------------

    def _count_day_trade(self, asset: Asset, day: str) -> None:
        if asset.kind is not AssetClass.COIN and self._opened.pop(asset.symbol, "") == day:
            self.day_trades += 1

    def _note(self, order: Order, qty: Decimal, price: Decimal, at: Nanos) -> None:
        """Keep the trade as an activity; ids sort by time."""
        moment = rfc3339(at)
        digits = "".join(c for c in moment[:23] if c.isdigit())
        if len(self.activities) >= ACTIVITIES_KEPT_MAX:
            del self.activities[: ACTIVITIES_KEPT_MAX // 10]
        done = not order.leaves
        self.activities.append(
            {
                "id": f"{digits}::{self._id_of()}",
                "account_id": self.account_id,
                "activity_type": "FILL",
                "transaction_time": moment,
                "type": "fill" if done else "partial_fill",
                "price": plain(price),
                "qty": plain(qty),
                "side": order.side,
                "symbol": order.symbol,
                "leaves_qty": plain(order.leaves),
                "order_id": order.id,
                "cum_qty": plain(order.filled_qty),
                "order_status": "filled" if done else "partially_filled",
            }
        )
