/** What a report and a live page have in common, and what only one of them has. */
export interface PageShell {
  /** What kind of page it is, as it stands above the name. */
  readonly kind: string;
  /** The title, until the script sets it. */
  readonly title: string;
  /** What else stands in the head: HTML. */
  readonly head: string;
  /** What stands above the overview: HTML. */
  readonly controls?: string;
  /** What stands at the end of the body: HTML. */
  readonly end: string;
}

/** Where a live page has its state and its buttons. */
export const LIVE_CONTROLS: string = `<div id="live">
<div class="row">
<span id="state" role="status"></span><span id="pace"></span>
<span class="buttons">
<button type="button" id="pause" class="main" data-command="pause" disabled>Pause</button>
<button type="button" id="sample" disabled>Sample now</button>
<button type="button" id="stop" disabled>Stop</button>
</span>
</div>
<progress id="progress" max="1" value="0" aria-label="Steps done"></progress>
<p id="message" role="status"></p>
</div>`;

/**
 * A page's HTML without anything of a run: the script fills it in, and sets texts as texts. Only the title is put in here,
 * escaped.
 */
export function pageShell({ controls = "", end, head, kind, title }: PageShell): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${head}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)} · Forger</title>
</head>
<body>
<header>
<div>
<p class="kind">${escapeHtml(kind)}</p>
<h1 id="name">${escapeHtml(title)}</h1>
<p id="status"></p>
</div>
<button type="button" id="theme" title="Light or dark">Dark</button>
</header>
<main>
<noscript><p>This page needs JavaScript to show its charts and tables.</p></noscript>
${controls}
<div class="overview">
<section id="samples" class="panel" hidden><h2>Samples</h2><div id="viewer"></div><div id="extras" class="stack"></div></section>
<section id="facts-panel" class="panel"><h2>The run</h2><div id="facts"></div><div id="commands"></div></section>
</div>
<section id="notes" hidden><div class="heading"><h2>Warnings</h2></div><div class="panel"><ul id="note-list"></ul></div></section>
<section id="values" hidden>
<div class="heading"><h2>Losses and values</h2>
<label class="control">Smoothing <input id="smoothing" type="range" min="0" max="20" step="1" value="4"></label></div>
<div id="charts"></div>
</section>
<section id="scores" hidden><div class="heading"><h2>Scores</h2></div><div id="score-list"></div></section>
<section id="networks" hidden><div class="heading"><h2>Networks</h2></div><div class="panel stack" id="network-list"></div></section>
<section id="settings" hidden><div class="heading"><h2>Settings</h2></div>
<details class="panel"><summary>All settings</summary><div id="setting-list"></div></details></section>
<section id="gaps" hidden><div class="heading"><h2>What this page lacks</h2></div><div class="panel"><ul id="gap-list"></ul></div></section>
</main>
<footer>Bold lines are means over neighbouring steps, faint ones reach from the least to the greatest value of each step between.
Arrow keys move the cursor of a chart.</footer>
${end}
</body>
</html>
`;
}

/** A text as it stands in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Data as they stand in a script element: no `<` is left that could end it. */
export function escapeJson(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll(
    "\u2029",
    "\\u2029",
  );
}
