// Prints the configuration flag for the configuration that can load @std/* on this machine.
const specifiers: string[] = ["@std/cli/parse-args", "@std/assert"]; // a variable keeps them out of the static graph

async function canLoadFromJsr(): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), 4000));
  const loaded = Promise.all(specifiers.map((specifier) => import(specifier))).then(() => true, () => false);
  try {
    return await Promise.race([loaded, late]);
  } finally {
    clearTimeout(timer);
  }
}

const choice = Deno.env.get("FORGER_STD"); // "jsr" or "local" overrides the probe
const jsr = choice ? choice === "jsr" : await canLoadFromJsr();
console.log(`--config=${jsr ? "deno.json" : "deno.offline.json"}`);
Deno.exit(0);
