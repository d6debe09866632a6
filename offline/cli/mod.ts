/**
 * A stand-in for `jsr:@std/cli`, written for Forger: `parseArgs` with the same semantics, and types for what Forger declares.
 * It is linked by `deno.offline.json` where JSR cannot be reached; elsewhere the real package is used.
 *
 * @module
 */
export { type OneOrMore, parseArgs, type ParsedArgs, type ParseOptions } from "./parse_args.ts";
