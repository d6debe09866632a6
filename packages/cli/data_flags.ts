import type { FlagTable } from "./flags.ts";
import { anyText, folderToWrite, integerFrom, oneOf } from "./value_checks.ts";

/** What the flags of `data` say. */
export interface DataFlags {
  readonly size?: number;
  readonly channels?: "1" | "3";
  readonly fit?: "cover" | "contain" | "stretch";
  readonly labels?: string;
  readonly out?: string;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `data`. */
export const DATA_FLAGS: FlagTable<DataFlags> = {
  size: { kind: "value", placeholder: "N", help: "pixels of a side that the network sees [64]", check: integerFrom(1) },
  channels: { kind: "value", placeholder: "N", help: "3 for colours, 1 for grey [3]", check: oneOf("1", "3") },
  fit: {
    kind: "value",
    placeholder: "WAY",
    help: "cover (crop), contain (pad) or stretch (distort) [cover]",
    check: oneOf("cover", "contain", "stretch"),
  },
  labels: {
    kind: "value",
    placeholder: "FILE",
    help: "a CSV file with the columns file and label [sub-folders are classes]",
    check: anyText("a file"),
  },
  out: {
    kind: "value",
    placeholder: "FOLDER",
    help: "where the contact sheet and the report go [runs/data/<folder's name>]",
    check: folderToWrite(),
  },
  verbose: { kind: "switch", help: "name all files, and show the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};
