/**
 * Forger's command line: `train` and `doctor`.
 *
 * @module
 */
export * from "./output.ts";
export * from "./run.ts";
