import { fileURLToPath } from "node:url";

let script: Promise<string> | undefined;

/**
 * The script of the library of charts for browsers, as its npm package has it: one file that needs nothing else and sets
 * `echarts`. It has lines, axes, cursors and zooming, and is smaller by a third than the whole.
 *
 * @throws {Error} If the package cannot be found.
 */
export function chartLibrary(): Promise<string> {
  return script ??= readScript();
}

async function readScript(): Promise<string> {
  try {
    // only its package.json is imported: that fetches the package where it is missing, and runs none of its code
    const { default: { version } } = await import("echarts/package.json", { with: { type: "json" } });
    // with its version, since the short name means nothing where Forger itself is a dependency
    const place = import.meta.resolve(`npm:echarts@${version}/package.json`);
    return await Deno.readTextFile(fileURLToPath(new URL("./dist/echarts.common.min.js", place)));
  } catch (cause) {
    script = undefined;
    throw new Error("Cannot draw charts as the npm package echarts must be installed or within reach: connect once", {
      cause,
    });
  }
}
