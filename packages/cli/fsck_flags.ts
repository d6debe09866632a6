import type { FlagTable } from "./flags.ts";

/** What the flags of `fsck` say. */
export interface FsckFlags {
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `fsck`. */
export const FSCK_FLAGS: FlagTable<FsckFlags> = {
  verbose: { kind: "switch", help: "name all files, and show the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};
