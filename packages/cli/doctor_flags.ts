import type { FlagTable } from "./flags.ts";

/** What the flags of `doctor` say. */
export interface DoctorFlags {
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The flags of `doctor`. */
export const DOCTOR_FLAGS: FlagTable<DoctorFlags> = {
  verbose: { kind: "switch", help: "show the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};
