/** The look of the page: light or dark as the system is, in one column where there is no room for two. */
export const PLAYGROUND_STYLE = `:root {
  color-scheme: light dark;
  --accent: light-dark(#2f5bd0, #8eb0ff);
  --on-accent: light-dark(#ffffff, #10141c);
  --page: light-dark(#f7f7f5, #121417);
  --card: light-dark(#ffffff, #1a1d21);
  --line: light-dark(#dcdcd7, #2c3036);
  --text: light-dark(#1c2024, #e7e9ec);
  --quiet: light-dark(#646b75, #979fab);
  --surface: light-dark(#eeeeea, #0c0e10);
}
* {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
body {
  margin: 0 auto;
  padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem;
  max-width: 72rem;
  background: var(--page);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1,
h2 {
  margin: 0;
  line-height: 1.25;
  overflow-wrap: anywhere;
}
h1 {
  font-size: 1.5rem;
}
h2 {
  font-size: 1.05rem;
}
p {
  margin: 0.25rem 0 0.75rem;
}
.quiet {
  color: var(--quiet);
  font-size: 0.875rem;
}
#problem {
  padding: 0.75rem 1rem;
  border: 1px solid var(--accent);
  border-radius: 0.5rem;
  background: var(--card);
  overflow-wrap: anywhere;
  white-space: pre-line;
}
main {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  gap: 1rem;
  align-items: start;
}
.stack {
  display: grid;
  gap: 1rem;
}
.wide {
  grid-column: 1 / -1;
}
.card {
  padding: 1rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--card);
}
.surface {
  background: var(--surface);
  border-radius: 0.5rem;
}
canvas {
  display: block;
  color: var(--text);
  accent-color: var(--accent);
  image-rendering: pixelated;
}
#picture {
  width: 100%;
  max-height: 70vh;
  object-fit: contain;
}
.row {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem 0.75rem;
  align-items: center;
  margin: 0.75rem 0 0;
}
button,
select,
input[type="text"] {
  min-height: 2.5rem;
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--card);
  color: inherit;
  font: inherit;
}
input[type="text"] {
  border-color: var(--quiet);
}
#seed {
  width: 8rem;
}
#number {
  width: 6rem;
}
button {
  cursor: pointer;
}
button:hover {
  border-color: var(--accent);
}
button:disabled {
  opacity: 0.4;
  cursor: default;
}
button.primary {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
input[type="range"] {
  flex: 1;
  min-width: 4rem;
  height: 2rem;
  margin: 0;
  accent-color: var(--accent);
}
fieldset {
  margin: 0.75rem 0 0;
  padding: 0;
  border: 0;
  min-width: 0;
}
legend {
  padding: 0;
  font-size: 0.875rem;
}
.chips {
  display: flex;
  flex-wrap: wrap;
  gap: 0.375rem;
}
.chips label {
  position: relative;
  overflow-wrap: anywhere;
}
.chips input {
  position: absolute;
  inset: 0;
  margin: 0;
  opacity: 0;
  cursor: pointer;
}
.chips span {
  display: block;
  min-width: 2.5rem;
  padding: 0.4rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  text-align: center;
}
.chips input:checked + span {
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
}
.chips input:focus-visible + span {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}
.slider {
  display: flex;
  align-items: center;
  gap: 0.75rem;
  font-size: 0.875rem;
}
.slider span {
  min-width: 1.75rem;
}
.slider output {
  min-width: 3rem;
  text-align: right;
  font-variant-numeric: tabular-nums;
}
#truncation-row {
  margin-top: 0.75rem;
}
#sliders {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
  gap: 0 1.5rem;
}
#pad {
  position: relative;
  aspect-ratio: 1;
  max-width: 24rem;
  margin: 0 auto;
  overflow: hidden;
  cursor: crosshair;
  touch-action: none;
  user-select: none;
}
.corner {
  position: absolute;
  width: 28%;
  height: 28%;
  object-fit: contain;
  pointer-events: none;
}
.corner:nth-child(odd) {
  left: 0;
}
.corner:nth-child(even) {
  right: 0;
}
.corner:nth-child(-n + 2) {
  top: 0;
}
.corner:nth-child(n + 3) {
  bottom: 0;
}
#handle {
  position: absolute;
  width: 1.5rem;
  height: 1.5rem;
  translate: -50% -50%;
  border: 3px solid var(--accent);
  border-radius: 50%;
  background: color-mix(in srgb, var(--card) 60%, transparent);
  pointer-events: none;
}
#handle.idle {
  border-style: dashed;
  opacity: 0.6;
}
#grid {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(4.5rem, 1fr));
  gap: 0.5rem;
  margin-top: 0.5rem;
}
#grid button {
  min-height: 0;
  padding: 0;
  overflow: hidden;
  border-width: 2px;
}
#grid button[aria-pressed="true"] {
  border-color: var(--accent);
}
#grid canvas {
  width: 100%;
}
@media (max-width: 48rem) {
  main {
    grid-template-columns: minmax(0, 1fr);
  }
  #picture {
    max-height: 60vh;
  }
}
`;
