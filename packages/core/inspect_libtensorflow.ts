import { LibtensorflowBinding } from "./binding.ts";
import { openLibtensorflow } from "./libtensorflow.ts";

/** What a loaded libtensorflow says of itself. */
export interface LibtensorflowFacts {
  /** TensorFlow's version, for instance `"2.21.0"`. */
  readonly version: string;
  /** The devices' names, for instance `"CPU:0"`. */
  readonly devices: readonly string[];
}

/**
 * Loads libtensorflow and asks for its version and devices, as the doctor does.
 *
 * @param libraryPath Absolute path of `libtensorflow_cc`.
 * @throws {Error} If it does not load or start.
 */
export function inspectLibtensorflow(libraryPath: string): LibtensorflowFacts {
  const library = openLibtensorflow(libraryPath);
  const { devices } = new LibtensorflowBinding(library);
  return { version: library.version, devices: devices.map((name) => name.replace(/.*device:/, "")) };
}
