/** The style of reports and live pages. */
export const PAGE_STYLE: string = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #121417);
  --surface: light-dark(#ffffff, #1a1d21);
  --text: light-dark(#1c2024, #e7e9ec);
  --muted: light-dark(#646b75, #979fab);
  --line: light-dark(#e4e4df, #2c3036);
  --accent: light-dark(#2f5bd0, #8eb0ff);
  --warning: light-dark(#a2410b, #ffb27d);
  --series-1: light-dark(#2f5bd0, #8eb0ff);
  --series-2: light-dark(#d9711a, #ffa75c);
  --series-3: light-dark(#0b8a7d, #52cfc0);
  --series-4: light-dark(#a8388f, #ee8fd8);
  --series-5: light-dark(#6c7480, #a9b1bd);
  --series-6: light-dark(#8a7410, #dcc659);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
  -webkit-text-size-adjust: 100%;
}
main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; display: flex; gap: 16px; align-items: flex-start; }
header > div { flex: 1; min-width: 0; }
.kind { margin: 0; color: var(--accent); font-size: 12px; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 4px 0 2px; font-size: 30px; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; overflow-wrap: anywhere; }
#status { margin: 0; color: var(--muted); overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 18px; font-weight: 620; letter-spacing: -.005em; }
h3 { margin: 0; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
main > section { margin-top: 44px; }
.heading { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: baseline; justify-content: space-between; margin-bottom: 14px; }
.muted { color: var(--muted); }
button {
  font: inherit;
  font-size: 14px;
  color: inherit;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 5px 13px;
  cursor: pointer;
}
button:hover { border-color: var(--muted); }
button:disabled { opacity: .45; cursor: default; border-color: var(--line); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--surface); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
input[type="range"] { accent-color: var(--accent); min-width: 0; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; min-width: 0; }
.overview { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 20px; margin-top: 28px; align-items: start; }
.overview.alone, #samples[hidden] + #facts-panel { grid-column: 1 / -1; }
#samples { display: flex; flex-direction: column; gap: 14px; }
#viewer { display: flex; flex-direction: column; gap: 12px; }
#viewer > img, #extras img { display: block; width: 100%; max-width: 560px; height: auto; margin: 0 auto; border-radius: 6px; image-rendering: pixelated; }
#viewer > img:not([src]), #extras:empty { display: none; }
.slider { display: flex; align-items: center; gap: 12px; }
.slider input { flex: 1; }
.slider .label { min-width: 10.5em; text-align: right; color: var(--muted); font-size: 13px; }
.slider button { min-width: 4.4em; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: minmax(7em, 11em) minmax(0, 1fr); gap: 12px; padding: 6px 0; border-top: 1px solid var(--line); }
dl > div:first-child { border-top: 0; }
dt { color: var(--muted); overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
#commands { margin-top: 14px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px; }
.command span { display: block; font-size: 13px; }
code { display: block; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 7px 10px; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
#charts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; }
#charts > .panel:first-child, #charts > .panel:last-child:nth-child(even) { grid-column: 1 / -1; }
#setting-list dl > div { grid-template-columns: minmax(0, 20em) minmax(0, 1fr); }
.chart { height: 210px; margin-top: 8px; border-radius: 6px; }
#charts > .panel:first-child .chart { height: 300px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 6px; margin: 6px 0 0 -8px; min-height: 26px; }
.legend button { display: inline-flex; align-items: baseline; flex-wrap: wrap; gap: 0 7px; border: 0; background: none; padding: 2px 8px; font-size: 13px; text-align: left; overflow-wrap: anywhere; min-width: 0; }
.legend button:hover { background: var(--ground); }
.legend [aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
.legend [aria-pressed="false"] .swatch { opacity: .3; }
.legend .reading { color: var(--muted); }
.legend .broken { color: var(--warning); }
.swatch { width: 12px; height: 3px; border-radius: 2px; align-self: center; flex: none; }
.series-1 { background: var(--series-1); }
.series-2 { background: var(--series-2); }
.series-3 { background: var(--series-3); }
.series-4 { background: var(--series-4); }
.series-5 { background: var(--series-5); }
.series-6 { background: var(--series-6); }
.control { display: flex; align-items: center; gap: 10px; color: var(--muted); font-size: 13px; }
ul { margin: 0; padding: 0; list-style: none; }
#note-list li { padding: 9px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
#note-list li:first-child { border-top: 0; }
#note-list .step { color: var(--warning); font-weight: 600; margin-right: 10px; white-space: nowrap; }
#gap-list li { overflow-wrap: anywhere; }
#score-list { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); gap: 20px; align-items: start; }
.score p { margin: 0; }
.score .value { font-size: 22px; font-weight: 620; letter-spacing: -.01em; overflow-wrap: anywhere; }
.score .muted { font-size: 13px; }
details > summary { cursor: pointer; padding: 4px 0; overflow-wrap: anywhere; }
details > summary::marker { color: var(--muted); }
.stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; }
.scroll { overflow-x: auto; margin-top: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: 5px 14px 5px 0; border-top: 1px solid var(--line); white-space: nowrap; }
th { color: var(--muted); font-weight: 500; border-top: 0; }
.number { text-align: right; padding-right: 0; }
#live { position: sticky; top: 0; z-index: 5; background: var(--ground); padding: 12px 0 14px; margin-top: 14px; border-bottom: 1px solid var(--line); }
#live .row { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
#state { font-weight: 620; color: var(--accent); }
[data-state="failed"] #state { color: var(--warning); }
#pace { flex: 1; min-width: 14em; color: var(--muted); overflow-wrap: anywhere; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
progress { width: 100%; height: 4px; margin-top: 12px; border: 0; border-radius: 2px; background: var(--line); display: block; appearance: none; overflow: hidden; }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }
#message { margin: 8px 0 0; color: var(--warning); font-size: 14px; }
#message:empty { display: none; }
footer { margin-top: 48px; padding-bottom: 40px; color: var(--muted); font-size: 13px; }
@media (max-width: 760px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 22px; }
  h1 { font-size: 25px; }
  #live { position: static; }
  .overview, #charts { grid-template-columns: minmax(0, 1fr); }
  main > section { margin-top: 34px; }
  .panel { padding: 14px; }
  #charts > .panel:first-child .chart { height: 230px; }
  .slider { flex-wrap: wrap; }
  .slider .label { min-width: 0; flex-basis: 100%; text-align: left; }
  dl > div { grid-template-columns: minmax(0, 8em) minmax(0, 1fr); }
  #setting-list dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  body { background: none; font-size: 12px; }
  #theme, .control, .slider button, .slider input, #live .buttons { display: none; }
  .panel, li, tr, dl > div { break-inside: avoid; }
  .panel { border-color: #ccc; }
  #notes .panel, #networks .panel, #settings .panel { break-inside: auto; }
  .heading, summary { break-after: avoid; }
  .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .chart, #charts > .panel:first-child .chart { height: auto; }
  .chart > div, .chart canvas { width: 100% !important; height: auto !important; }
  .chart canvas { position: static !important; }
  .overview { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  #charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  main > section { margin-top: 24px; }
}
`;
