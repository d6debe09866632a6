// Writes deno.offline.json and deno.offline.lock from deno.json and deno.lock: the same, with the stand-ins for JSR linked.

interface Configuration {
  [key: string]: unknown;
  readonly tasks?: unknown;
}

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly workspace: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

const LINKS: readonly string[] = ["./offline/cli", "./offline/assert"];

/** The offline configuration: `deno.json` less its tasks, with the links and a lock file of its own. */
export function offlineConfiguration({ tasks: _, ...rest }: Configuration): Configuration {
  return { ...rest, links: LINKS, lock: { path: "./deno.offline.lock" } };
}

/** The offline lock file: `deno.lock` less what came from JSR, with the linked packages. */
export function offlineLock({ jsr: _, ...lock }: Lock, linked: readonly string[]): Lock {
  const specifiers = Object.entries(lock.specifiers).filter(([specifier]) => !specifier.startsWith("jsr:"));
  const links = Object.fromEntries(linked.toSorted().map((name) => [`jsr:${name}`, {}]));
  return { ...lock, specifiers: Object.fromEntries(specifiers), workspace: { ...lock.workspace, links } };
}

// Deno keeps these lists of a lock file on one line, and would rewrite a file that does not.
const PLATFORM_LISTS = /(?<="(?:os|cpu)": )\[[^\]]*\]/g;
const onOneLine = (list: string): string => `[${(JSON.parse(list) as string[]).map((name) => `"${name}"`).join(", ")}]`;

const root = new URL("../", import.meta.url);
const read = async (path: string): Promise<string> => await Deno.readTextFile(new URL(path, root));

/** The text that each offline file should have. */
export async function offlineFiles(): Promise<Record<string, string>> {
  const linked = await Promise.all(LINKS.map(async (folder) => {
    const { name, version } = JSON.parse(await read(`${folder}/deno.json`));
    return `${name}@${version}`;
  }));
  const configuration = offlineConfiguration(JSON.parse(await read("deno.json")));
  const lock = offlineLock(JSON.parse(await read("deno.lock")), linked);
  return {
    "deno.offline.json": `${JSON.stringify(configuration, null, 2)}\n`,
    "deno.offline.lock": `${JSON.stringify(lock, null, 2).replace(PLATFORM_LISTS, onOneLine)}\n`,
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await offlineFiles())) await Deno.writeTextFile(new URL(path, root), text);
}
