"""The looks of a report's page, in light and in dark; nothing of it is fetched."""

STYLE = """
:root { color-scheme: light dark;
  --paper: #fbfbf9; --card: #ffffff; --ink: #1d2126; --soft: #5c6570; --edge: #e2e3df;
  --line: #2f5fb3; --gain: #1b7f4b; --loss: #b3362b; --second: #a06a12; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171a; --card: #1b1f23; --ink: #e4e6e8; --soft: #98a1ab; --edge: #2d3238;
  --line: #7ba6ee; --gain: #5bc48b; --loss: #ee7f74; --second: #dfae5c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 22px; margin: 0 0 2px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 34px 0 10px; }
p { margin: 4px 0; } .soft { color: var(--soft); }
code { font-size: 13px; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 10px;
  margin: 18px 0 4px; }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 8px;
  padding: 10px 12px; }
.card b { display: block; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.card span { color: var(--soft); font-size: 12.5px; line-height: 1.35; display: block; }
.plot { background: var(--card); border: 1px solid var(--edge); border-radius: 8px;
  padding: 10px 6px 4px; }
svg { display: block; width: 100%; height: auto; }
.grid { stroke: var(--edge); stroke-width: 1; } .faint { stroke-dasharray: 2 4; }
.axis { stroke: var(--soft); stroke-width: 1; }
.tick { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.line.main { stroke: var(--line); } .line.fall { stroke: var(--loss); }
.line.flat { stroke: var(--soft); stroke-dasharray: 4 4; stroke-width: 1; }
.area { stroke: none; opacity: .14; }
.area.main { fill: var(--line); } .area.fall { fill: var(--loss); }
.mark { stroke: var(--card); stroke-width: .8; } .mark.buy { fill: var(--gain); }
.mark.sell { fill: var(--loss); }
.bar { fill: var(--second); } .bar.gain { fill: var(--gain); } .bar.loss { fill: var(--loss); }
.wide { overflow-x: auto; border: 1px solid var(--edge); border-radius: 8px;
  background: var(--card); max-height: 480px; }
table { border-collapse: collapse; width: 100%; font-size: 13px;
  font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 500; position: sticky; top: 0; background: var(--card); }
th, td { padding: 5px 8px; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--edge); }
th.text, td.text { text-align: left; } td.note { white-space: normal; }
tr:last-child td { border-bottom: 0; }
.won { color: var(--gain); } .lost { color: var(--loss); }
.fault { border: 1px solid var(--loss); border-radius: 8px; padding: 10px 14px; margin: 16px 0; }
ul { padding-left: 20px; margin: 6px 0; } .legend { font-size: 12.5px; color: var(--soft); }
"""
