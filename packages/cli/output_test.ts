import { assertThrows } from "@std/assert";
import { standardOutput } from "./output.ts";

for (const [method, name, stream] of [["print", "log", "output"], ["printError", "error", "error"]] as const) {
  Deno.test(`what standard ${stream} does not take is told in one line`, () => {
    const original = console[name];
    console[name] = () => {
      throw new Error("No space left on device (os error 28)");
    };
    try {
      const message = `Cannot write to standard ${stream}: No space left on device (os error 28)`;
      assertThrows(() => standardOutput[method]("x"), Error, message);
    } finally {
      console[name] = original;
    }
  });
}
