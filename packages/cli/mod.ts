/**
 * Forger's command line: `train`, `sample`, `data` and `doctor`.
 *
 * @module
 */
export * from "./output.ts";
export * from "./run.ts";
