// Starts each command with the rights that docs/security.md says are the least, and no others.
import { cacheFolder, findLibtensorflow } from "@forger/core";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const FORGER = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");
const DOCUMENT = await Deno.readTextFile(join(FORGER, "docs", "security.md"));

/** The configuration that the tasks use. */
const choice = await new Deno.Command(Deno.execPath(), { args: ["run", "-qA", join(FORGER, "tools/std.ts")] }).output();
const CONFIG = `--config=${join(FORGER, new TextDecoder().decode(choice.stdout).trim().replace("--config=", ""))}`;

const temporary = await Deno.realPath(await Deno.makeTempDir({ prefix: "forger-rights-" }));
addEventListener("unload", () => Deno.removeSync(temporary, { recursive: true }));

/** For rows; another than that of libtensorflow, so that nothing of a test stays there. */
const ROW_CACHE = join(temporary, "cache");

/** The folders of libtensorflow, which is made ready, as a start cannot fetch it without the network. */
const { folder, origin } = await findLibtensorflow();
const LIBRARY = origin === "environment" ? [folder, dirname(folder)] : [cacheFolder()];

const IMAGES = join(temporary, "images"), EXPERIMENT = join(temporary, "own.ts");

/** Makes a folder of images, and an experiment of them. */
async function prepare(): Promise<void> {
  for (const [index, name] of ["a", "b"].entries()) {
    await Deno.mkdir(join(IMAGES, name), { recursive: true });
    for (let number = 0; number < 4; number++) {
      const background = { r: 60 * number, g: 200 * index, b: 9 };
      const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
      await Deno.writeFile(join(IMAGES, name, `${number}.png`), await picture.png().toBuffer());
    }
  }
  await Deno.writeTextFile(
    EXPERIMENT,
    `import { adam } from "@forger/core";
    import { imageFolder } from "@forger/data";
    import { mlp } from "@forger/layers";
    import { nonSaturating } from "@forger/losses";
    import { lossPlot, sampleGrid } from "@forger/plugins";
    import { normalLatent } from "@forger/samplers";
    import { experiment } from "@forger/trainers";

    export default experiment({
      name: "own",
      data: () => imageFolder(${JSON.stringify(IMAGES)}, { size: 4 }),
      networks: ({ seed }) => ({
        generator: mlp({ name: "generator", sizes: [2, 4, [4, 4, 3]], output: "tanh", seed }),
        discriminator: mlp({ name: "discriminator", sizes: [[4, 4, 3], 4, 1], seed }),
      }),
      latent: normalLatent(2),
      loss: nonSaturating,
      optimizers: { discriminator: adam(1e-3), generator: adam(1e-3) },
      batch: 4,
      steps: 2,
      plugins: [lossPlot(), sampleGrid()],
    });
`,
  );
}

/** A command of the table: what each kind of right is given, which is a list, `all`, or nothing. */
interface Row {
  readonly command: string;
  readonly rights: ReadonlyMap<string, string>;
}

function readTable(): Row[] {
  const cellsOf = (line: string) => line.split("|").slice(1, -1).map((cell) => cell.trim());
  const lines = DOCUMENT.split("\n"), head = lines.findIndex((line) => /^\| command +\| `--allow-/.test(line));
  const [, ...kinds] = cellsOf(lines[head]!), count = lines.slice(head).findIndex((line) => !line.startsWith("|"));
  return lines.slice(head + 2, head + count).map(cellsOf).map(([command, ...rights]) => ({
    command: command!.replaceAll("`", ""),
    rights: new Map(kinds.map((kind, index) => [kind.replaceAll("`", ""), rights[index]!])),
  }));
}

/** Where the commands read and write. */
function placeOf(name: string, run: string): string {
  const places: Readonly<Record<string, string>> = {
    forger: FORGER,
    experiment: EXPERIMENT,
    images: IMAGES,
    report: join(temporary, "report"),
    run,
  };
  const found = places[name];
  assert(found, `docs/security.md speaks of <${name}>, which the test does not know`);
  return found;
}

const PLACE = /<([^>]+)>/g;

/** The names and paths of a list: `<sharp>` and the like stand for those of a list below the table. */
function itemsOf(list: string, run: string): string[] {
  return list.match(/`[^`]+`/g)!.map((quoted) => quoted.slice(1, -1)).flatMap((item) => {
    if (item === "<cache>") return LIBRARY;
    if (item === "<cache>/rows") return [join(ROW_CACHE, "rows")];
    const [, inner] = new RegExp(`^- \`${item}\`: (\`[^.;]*\`)[.;]`, "m").exec(DOCUMENT) ?? [];
    return inner === undefined ? [item.replace(PLACE, (_, name) => placeOf(name, run))] : itemsOf(inner, run);
  });
}

function flagsOf({ rights }: Row, run: string): string[] {
  return [...rights].filter(([, said]) => said !== "").map(([kind, said]) =>
    said === "all" ? kind : `${kind}=${itemsOf(said, run).join(",")}`
  );
}

/** What decides where things are found; a child process knows nothing else of this one's environment. */
const KEPT = [
  "CUDA_VISIBLE_DEVICES",
  "DENO_DIR",
  "FORGER_CACHE",
  "FORGER_LIBTENSORFLOW",
  "HOME",
  "PATH",
  "XDG_CACHE_HOME",
];

/** Starts a command; one that serves a page is ended by Ctrl-C when the page has come. */
async function start({ command, rights }: Row, flags: readonly string[], run: string) {
  const kept = KEPT.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined);
  const keepsRows = rights.get("--allow-write")!.includes("<cache>/rows");
  const words = command.split(" ").map((word) => word.replace(PLACE, (_, name) => placeOf(name, run)));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--cached-only", CONFIG, ...flags, join(FORGER, "packages/cli/main.ts"), ...words],
    cwd: temporary,
    clearEnv: true,
    env: { ...Object.fromEntries(kept), ...keepsRows && { FORGER_CACHE: ROW_CACHE }, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(child.stderr).text();
  let printed = "", isServed = !command.includes("--serve");
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += part;
    const [address] = /http:\S+(?=.*\n)/.exec(printed) ?? [];
    if (isServed || address === undefined) continue;
    isServed = true;
    printed += await (await fetch(address)).text();
    child.kill("SIGINT");
  }
  return { code: (await child.status).code, printed, errors: await errors };
}

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** What each command leaves or says when all is well; the training of images makes the run that others use. */
const EXPECTED: Readonly<
  Record<
    string,
    { readonly run: string; readonly files?: readonly string[]; readonly says?: string; readonly code?: number }
  >
> = {
  "train function-1d --steps 2 --out <run>": {
    run: "points",
    files: ["losses.svg", "metrics.csv", "model/model.json"],
  },
  "train mnist-mlp --steps 2 --out <run>": { run: "digits", files: ["samples/final.png", "scores.svg"] },
  "train function-1d --steps 2 --backend cpu --out <run>": { run: "plain", files: ["losses.svg", "model/weights.bin"] },
  "train function-1d --steps 2 --backend webgpu --out <run>": { run: "shaded", files: ["losses.svg"] },
  "train function-1d --steps 2 --backend cpu --ui --out <run>": { run: "shown", says: "Live page: http://127.0.0.1:" },
  "train <experiment> --backend cpu --out <run>": { run: "own", files: ["samples/final.png", "losses.svg"] },
  "sample <run>": { run: "digits", files: ["generated/grid.png"] },
  "sample <run> --format npy --backend cpu": { run: "digits", files: ["generated/samples.npy"] },
  "evaluate <run>": { run: "points", files: ["evaluations.jsonl"] },
  "export <run> --to onnx": { run: "digits", files: ["exported/onnx/model.onnx"] },
  "export <run> --to layers": { run: "digits", files: ["exported/layers/model.json"] },
  "report <run>": { run: "points", files: ["report.html"] },
  "playground <run>": { run: "digits", files: ["playground/index.html"] },
  "playground <run> --backend cpu --serve": { run: "digits", says: "</html>", code: INTERRUPTED },
  "data <images> --out <report>": { run: "report", files: ["contact_sheet.png", "report.json"] },
  "fsck <run>": { run: "digits", says: "resume  from step 2 of 2" },
  "doctor": { run: "none", says: "Opening it      TensorFlow 2." },
};

const rows = readTable();
if (Deno.build.os !== "windows") await prepare();

/** Another process looks, as the driver of a GPU and libtensorflow get into each other's way. */
const looking = await new Deno.Command(Deno.execPath(), {
  args: ["eval", 'console.log(await navigator.gpu?.requestAdapter() ? "found" : "none")'],
}).output();
const HAS_ADAPTER = new TextDecoder().decode(looking.stdout).trim() === "found";

Deno.test("the table of rights has a row for each command, and only pages for this machine need a network", () => {
  assertEquals(rows.map(({ command }) => command), Object.keys(EXPECTED));
  for (const { command, rights } of rows) {
    const net = command.includes("--ui") ? "`127.0.0.1`" : command.includes("--serve") ? "`localhost`" : "";
    assertEquals(rights.get("--allow-net"), net, command);
    const computes = /^(train|sample <run>|evaluate|playground <run>$)/.test(command) && !/cpu|webgpu/.test(command);
    assertEquals(rights.get("--allow-ffi") === "all", computes || command === "doctor", command);
  }
});

for (const row of rows) {
  Deno.test({
    name: `the rights of the table are enough: ${row.command}`,
    ignore: Deno.build.os === "windows" || row.command.includes("webgpu") && !HAS_ADAPTER,
    fn: async () => {
      const { code: expected = 0, files = [], run: name, says = "" } = EXPECTED[row.command]!;
      const run = join(temporary, name), { code, errors, printed } = await start(row, flagsOf(row, run), run);
      assertEquals(code, expected, errors);
      for (const text of ["Requires", "warning:"]) {
        assertEquals([errors.includes(text), printed.includes(text)], [false, false], errors + printed);
      }
      assertStringIncludes(printed, says);
      for (const file of files) assert((await Deno.stat(join(run, file))).size > 0, file);
    },
  });
}

Deno.test({
  name: "a right that is missing is named, and nothing slower is taken instead",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const [row] = rows as [Row], run = join(temporary, "missing"), flags = flagsOf(row, run);
    const without = (kind: string, name: string) =>
      flags.flatMap((flag) => flag.startsWith(kind) ? flag === kind ? [] : [flag.replace(name, "NOTHING")] : [flag]);
    for (
      const [kind, name, message] of [
        ["--allow-ffi", "", "Requires ffi access"],
        ["--allow-env", "TF_CPP_MIN_LOG_LEVEL", 'Requires env access to "TF_CPP_MIN_LOG_LEVEL"'],
        ["--allow-env", "FORGER_LIBTENSORFLOW", 'Requires env access to "FORGER_LIBTENSORFLOW"'],
      ] as const
    ) {
      const { code, errors } = await start(row, without(kind, name), run);
      assertEquals(code, 1, errors);
      assertStringIncludes(errors, message);
    }
  },
});
