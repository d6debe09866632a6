/**
 * Forger's command line: `train`, `sample`, `data`, `fsck` and `doctor`.
 *
 * @module
 */
export * from "./output.ts";
export * from "./run.ts";
