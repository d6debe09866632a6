// The gate: runs every part, says how each went and how long it took, and fails at the end where any failed.
// Its arguments go to the parts that read a configuration: `--config=…`, as tools/std.ts prints it.

interface Part {
  readonly name: string;
  readonly args: readonly string[];
}

/**
 * The entry points of the published packages, in one list: a package checked alone is told that the types of the others
 * are private. The command line tool is left out, as `deno doc` reads deno.json whatever --config says, and so could not
 * find its @std imports where JSR cannot be reached.
 */
async function entryPoints(): Promise<string[]> {
  const folders = (await Array.fromAsync(Deno.readDir("packages"), ({ name }) => `packages/${name}`)).toSorted();
  const found: string[] = [];
  for (const folder of [...folders, "plugins"]) {
    if (folder === "packages/cli") continue;
    const { exports = {} } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    const paths: string[] = typeof exports === "string" ? [exports] : Object.values(exports);
    found.push(...paths.map((path) => `${folder}/${path.replace("./", "")}`));
  }
  return found;
}

async function succeeds({ args }: Part): Promise<boolean> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], stdin: "null" });
  return (await command.spawn().status).success;
}

const config = Deno.args;
const parts: readonly Part[] = [
  { name: "format", args: ["fmt", "--check", ...config] },
  { name: "lint", args: ["lint", ...config] },
  { name: "types", args: ["check", ...config, "packages", "plugins", "examples", "tests", "tools", "offline"] },
  { name: "docs", args: ["doc", "--lint", "--quiet", ...await entryPoints()] },
  { name: "tests", args: ["test", "-A", "--doc", ...config] },
  { name: "publish", args: ["publish", "--dry-run", "--allow-dirty", ...config] },
];

const report: string[] = [];
let failed = 0;
for (const part of parts) {
  console.log(`\n== ${part.name}: deno ${part.args.join(" ")}`);
  const start = performance.now();
  const ok = await succeeds(part);
  if (!ok) failed++;
  report.push(
    `${ok ? "ok    " : "FAILED"} ${part.name.padEnd(8)} ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}
console.log(`\n${report.join("\n")}`);
Deno.exit(failed === 0 ? 0 : 1);
