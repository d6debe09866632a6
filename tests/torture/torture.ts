/** Whether the long tests run, of `deno task torture`, instead of those of every day. */
export const IS_LONG: boolean = Deno.env.get("FORGER_TORTURE") === "long";

/** From it all damage follows: every day the same, in the long tests another one each time, unless one is named. */
export const SEED: number = Number(Deno.env.get("FORGER_TORTURE_SEED") ?? (IS_LONG ? Date.now() % 1e6 : 1));

/** The configuration that the tasks use, for programs that a test starts. */
export const CONFIG: string = await configuration();

async function configuration(): Promise<string> {
  const root = new URL("../../", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "-qA", `${root}tools/std.ts`] }).output();
  return `--config=${root}${new TextDecoder().decode(stdout).trim().replace("--config=", "")}`;
}

/** Numbers from 0 to 1 that follow from a seed, so that what fails can be done again. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = state + 0x6d2b79f5 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
