/**
 * The page itself, the same for each generator: names are put in by its script, as text.
 *
 * A page that was opened as a file has no origin that "self" could mean for every browser, so files are allowed by name.
 */
export const PLAYGROUND_PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' file: 'wasm-unsafe-eval'; style-src 'self' file:; img-src blob: data:; connect-src 'self' data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Playground</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="playground.css">
</head>
<body>
<header>
<h1 id="name">Playground</h1>
<p class="quiet">A generator that runs in this browser. Nothing is sent anywhere.</p>
</header>
<p id="problem" role="alert" hidden></p>
<p id="loading" role="status" hidden>The generator is being loaded …</p>
<noscript><p>The generator needs JavaScript, which is switched off.</p></noscript>
<main id="main" hidden>
<section class="card" aria-label="The picture">
<canvas id="picture" class="surface" role="img" aria-label="What the generator makes"></canvas>
<p id="status" class="quiet"></p>
<div class="row">
<button id="new" class="primary" type="button">New image</button>
<button id="save" type="button">Save PNG</button>
<label id="enlargement-label">Size <select id="enlargement"></select></label>
</div>
<fieldset id="classes" hidden>
<legend>Class</legend>
<div id="chips" class="chips"></div>
<select id="class-list" aria-label="Class" hidden></select>
</fieldset>
<div id="truncation-row" hidden>
<label class="slider"><span>Truncation</span><input id="truncation" type="range" min="0" max="1" step="0.01"><output id="truncation-shown"></output></label>
<p class="quiet">1 is as the generator learned. Nearer to 0, what it makes is more typical and more alike.</p>
</div>
<div class="row">
<label>Seed <input id="seed" type="text" inputmode="numeric" autocomplete="off" size="12"></label>
<label>Number <input id="number" type="text" inputmode="numeric" autocomplete="off" size="7" placeholder="mixed"></label>
<button id="reseed" type="button">Another seed</button>
</div>
<p class="quiet">This page’s address says all that is shown: copy it to share it. <code>deno task sample</code> makes the same of a seed and a number.</p>
</section>
<div class="stack">
<section class="card" aria-labelledby="pad-title">
<h2 id="pad-title">Between four</h2>
<p id="pad-help" class="quiet">Drag anywhere in the square, or use the arrow keys.</p>
<div id="pad" class="surface" tabindex="0" role="slider" aria-valuemin="0" aria-valuemax="100" aria-labelledby="pad-title" aria-describedby="pad-help"><canvas class="corner" aria-hidden="true"></canvas><canvas class="corner" aria-hidden="true"></canvas><canvas class="corner" aria-hidden="true"></canvas><canvas class="corner" aria-hidden="true"></canvas><span id="handle" aria-hidden="true"></span></div>
<div class="row"><button id="other-corners" type="button">Other corners</button></div>
</section>
<section class="card" aria-labelledby="directions-title">
<h2 id="directions-title">Directions</h2>
<p class="quiet">Each slider moves the latent along one direction, in standard deviations. Single numbers of a latent do little each, so these are the directions that change the picture most, the first one more than all others: eigenvectors of JᵀJ, with J the generator’s derivatives, averaged over a few latents when this page was made.</p>
<div id="sliders"></div>
<div class="row">
<button id="sliders-earlier" type="button" aria-label="Earlier directions">←</button>
<span id="sliders-shown" class="quiet" role="status"></span>
<button id="sliders-later" type="button" aria-label="Later directions">→</button>
<button id="reset" type="button">Reset</button>
</div>
</section>
</div>
<section id="grid-card" class="card wide" aria-labelledby="grid-title">
<h2 id="grid-title">Choose one</h2>
<div id="grid"></div>
<div class="row">
<button id="grid-earlier" type="button" aria-label="Earlier images">←</button>
<span id="grid-shown" class="quiet" role="status"></span>
<button id="grid-later" type="button" aria-label="Later images">→</button>
</div>
</section>
</main>
<script src="tf.min.js" defer></script>
<script src="generator.js" defer></script>
<script src="playground.js" defer></script>
</body>
</html>
`;
