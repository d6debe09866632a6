import { assertEquals, assertThrows } from "@std/assert";
import { join, resolve } from "node:path";
import { cacheFolder } from "./cache_folder.ts";
import { LibtensorflowError } from "./libtensorflow_error.ts";

Deno.test("cacheFolder() follows each system's custom", () => {
  assertEquals(cacheFolder({ HOME: "/home/me" }, "linux"), join("/home/me", ".cache", "forger"));
  assertEquals(cacheFolder({ HOME: "/home/me", XDG_CACHE_HOME: "/big" }, "linux"), join("/big", "forger"));
  assertEquals(cacheFolder({ HOME: "/Users/me" }, "darwin"), join("/Users/me", "Library", "Caches", "forger"));
  assertEquals(cacheFolder({ LOCALAPPDATA: "C:/Local" }, "windows"), join("C:/Local", "forger"));
});

Deno.test("cacheFolder() lets FORGER_CACHE win, as an absolute path", () => {
  assertEquals(cacheFolder({ FORGER_CACHE: "here", XDG_CACHE_HOME: "/big" }, "linux"), resolve("here"));
});

Deno.test("cacheFolder() ignores a relative XDG_CACHE_HOME and empty variables", () => {
  const environment = { HOME: "/home/me", XDG_CACHE_HOME: "relative", FORGER_CACHE: "" };
  assertEquals(cacheFolder(environment, "linux"), join("/home/me", ".cache", "forger"));
});

Deno.test("cacheFolder() names the variable that is missing", () => {
  assertThrows(
    () => cacheFolder({}, "linux"),
    LibtensorflowError,
    "neither FORGER_CACHE nor HOME is set. Remedy: set FORGER_CACHE",
  );
  assertThrows(() => cacheFolder({ HOME: "" }, "darwin"), LibtensorflowError, "nor HOME is set");
  assertThrows(() => cacheFolder({}, "windows"), LibtensorflowError, "nor LOCALAPPDATA is set");
});
