import type { PageTensorflow } from "./tensorflow.ts";

/** A way to compute, as the page calls it. */
export interface BackendChoice {
  readonly name: string;
  readonly title: string;
  /** Why others do not work here. */
  readonly faults: readonly string[];
}

/** How {@linkcode chooseBackend} tries. */
interface BackendTrial {
  /** The only one to try. */
  readonly only: string | null;
  /** Gets what a backend needs; throws where that is not there. */
  readonly prepare: (backend: string) => Promise<void>;
  /** Does what the page is for; throws where the backend cannot. */
  readonly attempt: () => Promise<void>;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Chooses a way to compute by trying: the graphics processor, WebAssembly, JavaScript. The first one that is fast is taken, and
 * where none is, the fastest: browsers without a graphics processor offer WebGL too, slower than WebAssembly.
 *
 * @throws {Error} If none works: it says why of each.
 */
export async function chooseBackend(
  tensorflow: PageTensorflow,
  { attempt, now = () => performance.now(), only, prepare }: BackendTrial,
): Promise<BackendChoice> {
  const titles: Readonly<Record<string, string>> = { webgl: "WebGL", wasm: "WebAssembly", cpu: "JavaScript" };
  const names = Object.keys(titles), faults: string[] = [], fast = 20; // milliseconds
  const worked: string[] = [];
  let best = { name: "", took: Infinity };
  const use = async (name: string) => {
    if (!await tensorflow.setBackend(name)) throw new Error("it is not available");
    await attempt();
  };
  for (const name of only !== null && names.includes(only) ? [only] : names) {
    if (name === "cpu" && worked.includes("wasm")) break; // which is always faster
    try {
      await prepare(name);
      await use(name); // which also compiles
      const begin = now();
      await attempt();
      const took = now() - begin;
      worked.push(name);
      if (took < best.took) best = { name, took };
      if (took <= fast) break;
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
    }
  }
  if (best.took === Infinity) {
    throw new Error(`Cannot run the generator as this browser must have a way to compute:\n${faults.join("\n")}`);
  }
  if (tensorflow.getBackend() !== best.name) await use(best.name);
  return { name: best.name, title: titles[best.name]!, faults };
}
