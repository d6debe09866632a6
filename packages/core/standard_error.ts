const STANDARD_ERROR = 2;
const WRITE_ONLY = 1;
const encoder = new TextEncoder();

/** The C library's functions that redirect a file descriptor, where they are found under a known name. */
function openCLibrary() {
  const name = { linux: "libc.so.6", darwin: "libSystem.dylib" }[Deno.build.os as string];
  if (!name) return undefined;
  try {
    return Deno.dlopen(name, {
      open: { parameters: ["buffer", "i32"], result: "i32" },
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    }).symbols;
  } catch {
    return undefined; // another C library: then its messages are seen, which does no harm
  }
}

/**
 * Runs a function while what native code writes to standard error is dropped.
 *
 * TensorFlow prints a line while it is being loaded, before any setting of its own can silence it.
 */
export function withoutStandardError<T>(run: () => T): T {
  const system = openCLibrary();
  if (!system) return run();
  const original = system.dup(STANDARD_ERROR);
  const nowhere = system.open(encoder.encode("/dev/null\0"), WRITE_ONLY);
  if (original < 0 || nowhere < 0) return run();
  system.dup2(nowhere, STANDARD_ERROR);
  try {
    return run();
  } finally {
    system.dup2(original, STANDARD_ERROR);
    system.close(nowhere);
    system.close(original);
  }
}
