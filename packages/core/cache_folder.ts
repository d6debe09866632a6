import { isAbsolute, join, resolve } from "node:path";
import { systemEnvironment } from "./_system_environment.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

/** Environment variables by name, as `Deno.env.toObject()` returns them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Names the folder that keeps what is downloaded once per user: `FORGER_CACHE`, or else the system's place for caches
 * (`$XDG_CACHE_HOME/forger` or `~/.cache/forger`, `~/Library/Caches/forger` on macOS, `%LOCALAPPDATA%\forger` on Windows).
 *
 * The folder need not exist yet.
 *
 * @throws {LibtensorflowError} If neither `FORGER_CACHE` nor the user's home folder is set.
 *
 * @example
 * ```ts
 * import { cacheFolder } from "@forger/core";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(cacheFolder({ HOME: "/home/me" }, "linux"), "/home/me/.cache/forger");
 * assertEquals(cacheFolder({ HOME: "/home/me", FORGER_CACHE: "/data/forger" }, "linux"), "/data/forger");
 * ```
 */
export function cacheFolder(environment: Environment = systemEnvironment(), os: string = Deno.build.os): string {
  if (environment.FORGER_CACHE) return resolve(environment.FORGER_CACHE);
  if (os === "windows") {
    return join(needed(environment, "LOCALAPPDATA"), "forger");
  }
  if (os === "darwin") return join(needed(environment, "HOME"), "Library", "Caches", "forger");
  const xdg = environment.XDG_CACHE_HOME;
  // The XDG specification has relative paths ignored.
  return xdg && isAbsolute(xdg) ? join(xdg, "forger") : join(needed(environment, "HOME"), ".cache", "forger");
}

function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new LibtensorflowError(
    `Cannot choose a cache folder: neither FORGER_CACHE nor ${name} is set`,
    "set FORGER_CACHE to a folder that you can write",
  );
}
