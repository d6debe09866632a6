import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { thin } from "./_read_pictures.ts";
import { shellWord } from "./_run_facts.ts";
import type { PageData } from "./page_data.ts";
import { writeReport } from "./report.ts";
import { NOTES_FILE, type RunNotes } from "./run_notes.ts";

/** A folder of a run that holds these files. */
async function runOf(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "forger-report-" });
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
    if (content instanceof Uint8Array) await Deno.writeFile(`${folder}/${name}`, content);
    else await Deno.writeTextFile(`${folder}/${name}`, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** What a report's page shows. */
async function shownIn(folder: string): Promise<{ readonly html: string; readonly page: PageData }> {
  const { file } = await writeReport(folder), html = await Deno.readTextFile(file);
  const [, data] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)!;
  return { html, page: JSON.parse(data!) };
}

const PNG = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
);

Deno.test("a report shows what the run's files say", async () => {
  const end = { reason: "stopped", stopReason: "Ctrl-C", step: 3, since: 1, seconds: 75 } as const;
  const layers = [{ name: "dense", type: "Dense", shape: "[batch, 1]", parameters: 5 }];
  const notes: RunNotes = {
    version: "9.9.9",
    networks: [{ name: "generator", layers, parameters: 5 }],
    facts: [],
    end,
  };
  const folder = await runOf({
    "config.json": {
      name: "mine",
      steps: 10,
      seed: 4,
      optimizers: { discriminator: { name: "adam", learningRate: 0.1 }, generator: { name: "sgd", learningRate: 1 } },
      plugins: [{ name: "ema", options: { decay: 0.9 } }, { name: "cli" }],
    },
    "metrics.csv": 'step,generator,"a,""b"""\n1,0.5,2\n2,NaN,\n3,1.5,4\n',
    "samples/step_000000.png": PNG,
    "samples/final.png": PNG,
    "samples/real.png": PNG,
    "samples/training.gif": new TextEncoder().encode("GIF89a;"),
    "warnings.jsonl": '{"step":2,"text":"look out"}\n{"text":"careful"}\n',
    "evaluations.jsonl": [
      {
        step: 2,
        of: "training",
        name: "frechet-distance",
        value: 9,
        standardDeviation: 0.5,
        card: { settings: { k: 3 } },
      },
      {
        step: 3,
        of: "training",
        name: "frechet-distance",
        value: 8,
        standardDeviation: 0.24961,
        card: { settings: { k: 3 } },
      },
      { metric: "precision and recall", value: { precision: 0.123456789, recall: 1 } },
    ].map((line) => `${JSON.stringify(line)}\n`).join(""),
    [NOTES_FILE]: notes,
  });
  const { page } = await shownIn(folder);
  assertEquals(page.status, "3 of 10 steps · stopped: Ctrl-C · 1 min 15 s since step 1");
  const facts = new Map(page.facts);
  assertEquals([facts.get("Optimizers"), facts.get("Forger")], ["discriminator adam 0.1, generator sgd 1", "9.9.9"]);
  assertEquals(page.commands[0], ["Go on with it", `deno task train --resume ${folder}`]);
  assertEquals(page.curves.map(({ firstNotFinite, means, name, steps }) => [name, steps, means, firstNotFinite]), [
    ["generator", [1, 3], [0.5, 1.5], 2],
    ['a,"b"', [1, 3], [2, 4], undefined],
  ]);
  assertEquals(page.pictures.map(({ label, step }) => [label, step]), [["step 0", 0], ["final", undefined]]);
  assertEquals(page.extras.map(({ label }) => label).toSorted(), ["real.png", "training.gif"]);
  assert(page.pictures[0]!.source.startsWith("data:image/png;base64,iVBORw0KGgo"));
  assertEquals(page.notes, [{ text: "look out", step: 2 }, { text: "careful" }]);
  assertEquals(page.scores.map(({ name, step, value }) => [name, value, step]), [
    ["frechet-distance", "8 ± 0.25", 3],
    ["precision and recall", "precision 0.1235, recall 1", undefined],
  ]);
  assertEquals(page.scores[0]!.card, [["of", "training"], ["settings.k", "3"]]);
  assertEquals(page.networks, [{ name: "generator", layers, parameters: 5 }]);
  assertEquals(page.settings.slice(-2), [["plugins.ema.decay", "0.9"], ["plugins.cli", "–"]]);
  assertEquals(page.gaps, []);
});

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&\u2028<!--`;

Deno.test("nothing of a run is ever HTML: hostile names, captions, settings and values stay texts", async () => {
  const folder = await runOf({
    "config.json": { name: HOSTILE, steps: 1, [HOSTILE]: HOSTILE, loss: HOSTILE, plugins: [{ name: HOSTILE }] },
    "metrics.jsonl": `${JSON.stringify({ step: 1, [HOSTILE]: 1, __proto__: null })}\n`,
    "samples/<img src=x onerror=alert(3)>.png": PNG,
    "warnings.jsonl": `${JSON.stringify({ text: HOSTILE })}\n`,
    "evaluations.jsonl": `${JSON.stringify({ name: HOSTILE, value: HOSTILE, card: { [HOSTILE]: HOSTILE } })}\n`,
    "model/model.json": { weightsManifest: [{ weights: [{ name: `${HOSTILE}`, shape: [HOSTILE] }] }] },
  });
  const { html, page } = await shownIn(folder);
  assertEquals(page.name, HOSTILE);
  assertEquals([page.notes[0]!.text, page.scores[0]!.name, page.curves[0]!.name], [HOSTILE, HOSTILE, HOSTILE]);
  // the page's own: the data, the library and the script
  const [, data] = /id="data">(.*?)<\/script>/s.exec(html)!, outside = html.replace(/<script.*?<\/script>/gs, "");
  assertEquals([html.match(/<script/g)!.length, data!.includes("<")], [3, false]);
  assertEquals(outside.match(/<(img|!--|script)/g), null);
  assertStringIncludes(html, "<title>&lt;/script&gt;&lt;script&gt;alert(1)");
});

Deno.test("a report's policy allows its own scripts and style by their hashes, and nothing else", async () => {
  const { html } = await shownIn(await runOf({ "config.json": { name: "mine" } }));
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  const directives = new Map(
    policy!.split("; ").map((part) => [part.split(" ")[0], part.split(" ").slice(1)] as const),
  );
  assertEquals(directives.get("default-src"), ["'none'"]);
  assertEquals([directives.get("img-src"), directives.get("base-uri")], [["data:"], ["'none'"]]);
  const hashes = async (parts: Iterable<RegExpMatchArray>) =>
    await Promise.all(Array.from(parts, async ([, text]) => {
      const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      return `'sha256-${new Uint8Array(bytes).toBase64()}'`;
    }));
  assertEquals(directives.get("script-src"), await hashes(html.matchAll(/<script>(.*?)<\/script>/gs)));
  assertEquals(directives.get("style-src"), await hashes(html.matchAll(/<style>(.*?)<\/style>/gs)));
  assert(!/(?:src|href)="(?:https?:)?\/\//.test(html));
});

Deno.test("what is damaged is left out and named, and the rest is shown", async () => {
  const folder = await runOf({
    "config.json": '{"name":',
    "metrics.jsonl": '{"step":1,"generator":1}\n{"step":2,"generator":"many"}\n\0\0\0\n{"step":3,"generator":3}\n{"ste',
    "samples/step_000001.png": PNG.subarray(0, 40),
    "samples/step_000002.png": PNG,
    "evaluations.jsonl": "[]\n{}\n",
    "warnings.jsonl": "\n{",
    "model/model.json": "7",
    [NOTES_FILE]: { version: 7, end: {}, networks: [{ name: "x" }], facts: [] },
  });
  const { page } = await shownIn(folder);
  assertEquals(page.curves.map(({ steps }) => steps), [[1, 3]]);
  assertEquals(page.pictures.map(({ label }) => label), ["step 2"]);
  assertEquals(page.scores.map(({ name, value }) => [name, value]), [["a score", "–"]]);
  assertEquals(page.gaps.toSorted(), [
    "config.json cannot be read: it is no JSON",
    "evaluations.jsonl: 1 line is damaged",
    "metrics.jsonl: 3 rows are damaged",
    "samples/step_000001.png is damaged",
    "warnings.jsonl: 1 line is damaged",
  ]);
});

Deno.test("a run without samples or metrics has a report, which says so", async () => {
  const { page } = await shownIn(await runOf({ "config.json": { name: "mine", steps: 5 } }));
  assertEquals([page.pictures, page.curves, page.status], [[], [], "0 of 5 steps"]);
  assertEquals(page.gaps, ["there are no metrics: the plugin metrics-file writes them"]);
});

Deno.test("symbolic links are not followed", async () => {
  const secret = await runOf({ "secret.json": { name: "secret" }, "secret.png": PNG });
  const folder = await runOf({ "metrics.jsonl": '{"step":1,"generator":1}\n', "samples/a.txt": "" });
  await Deno.symlink(`${secret}/secret.json`, `${folder}/config.json`);
  await Deno.symlink(`${secret}/secret.png`, `${folder}/samples/step_000001.png`);
  await Deno.rename(`${folder}/metrics.jsonl`, `${secret}/metrics.jsonl`);
  await Deno.symlink(`${secret}/metrics.jsonl`, `${folder}/metrics.jsonl`);
  const { html, page } = await shownIn(folder);
  assertEquals([page.pictures, page.curves, html.includes("secret")], [[], [], false]);
  for (const file of ["config.json", "metrics.jsonl"]) {
    assertStringIncludes(page.gaps.join(), `${file} cannot be read: it is no file`);
  }
});

Deno.test("plots of points are shown as pictures of samples, and damaged ones are named", async () => {
  const { page } = await shownIn(
    await runOf({
      "config.json": { name: "points" },
      "samples/step_000000.svg": "<svg></svg>",
      "samples/step_000500.svg": "<svg><path",
      "samples/final.svg": "<svg></svg>\n",
    }),
  );
  assertEquals(page.pictures.map(({ label }) => label), ["step 0", "final"]);
  assertEquals(page.pictures[0]!.source, `data:image/svg+xml;base64,${btoa("<svg></svg>")}`);
  assertStringIncludes(page.gaps.join(), "samples/step_000500.svg is damaged");
});

for (
  const [what, steps, rows, status] of [
    ["at its end", 3, 3, "3 of 3 steps · finished · 9 s"],
    ["that goes on", 5, 4, "4 of 5 steps"],
    ["that goes on and has no row yet", 5, 3, "3 of 5 steps"],
  ] as const
) {
  Deno.test(`of a run ${what} the status says how it stands now, not how an earlier training ended`, async () => {
    const end = { reason: "finished", step: 3, since: 0, seconds: 9 } as const;
    const { page } = await shownIn(
      await runOf({
        "config.json": { name: "mine", steps },
        "metrics.jsonl": Array.from({ length: rows }, (_, index) => `{"step":${index + 1},"generator":1}\n`).join(""),
        [NOTES_FILE]: { version: "1", networks: [], facts: [], end } satisfies RunNotes,
      }),
    );
    assertEquals(page.status, status);
  });
}

Deno.test("metrics without a step are told from none", async () => {
  const { page } = await shownIn(await runOf({ "config.json": { name: "mine" }, "metrics.jsonl": "" }));
  assertEquals(page.gaps, ["metrics.jsonl has no step: none was done, or training went back to the beginning"]);
});

Deno.test("a file that somebody made up does not fill the page", async () => {
  const long = "x".repeat(10_000), line = (index: number) => `${JSON.stringify({ step: index, text: long })}\n`;
  const score = (index: number) => `${JSON.stringify({ name: `score ${index}`, value: 1 })}\n`;
  const { page } = await shownIn(
    await runOf({
      "config.json": { name: "mine", [long]: 1 },
      "warnings.jsonl": Array.from({ length: 1010 }, (_, index) => line(index)).join(""),
      "evaluations.jsonl": Array.from({ length: 300 }, (_, index) => score(index)).join(""),
    }),
  );
  assertEquals([page.notes.length, page.notes.at(-1)!.step, page.notes[0]!.text.length], [1000, 1009, 2001]);
  assertEquals([page.scores.length, page.scores.at(-1)!.name], [200, "score 299"]);
  assertEquals(page.settings[1]![0].length, 201);
});

Deno.test("a folder that holds nothing of a run is refused", async () => {
  await assertRejects(async () => writeReport(await Deno.makeTempDir()), RangeError, "it holds nothing of a run");
  await assertRejects(() => writeReport("/nowhere/run"), RangeError, "it must be a run's folder");
});

Deno.test("pictures are thinned evenly until they fit, with the first and the last", () => {
  const files = Array.from({ length: 101 }, (_, index) => ({ size: 10, index }));
  const indices = (bytes: number) => thin(files, bytes).map(({ index }) => index);
  assertEquals(indices(59), [0, 25, 50, 75, 100]);
  assertEquals([indices(20), indices(19), indices(9)], [[0, 100], [100], []]);
  const all = indices(1e9);
  assertEquals([all.length, all[0], all.at(-1)], [60, 0, 100]);
});

for (
  const [text, word] of [
    ["runs/mnist-2", "runs/mnist-2"],
    ["runs/my run", "'runs/my run'"],
    ["a'; rm -rf $HOME", `'a'\\''; rm -rf $HOME'`],
    ["--out", "'--out'"],
  ] as const
) {
  Deno.test(`${text} is ${word} in a command`, () => assertEquals(shellWord(text), word));
}
