/**
 * The entry of Forger's command line: `deno run -A main.ts train`.
 *
 * @module
 */
import { run } from "./run.ts";

if (import.meta.main) Deno.exit(await run(Deno.args));
