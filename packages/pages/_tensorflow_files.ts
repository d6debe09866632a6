import { fileURLToPath } from "node:url";

/** A file of the folder, ready to be written. */
export interface PageFile {
  readonly name: string;
  readonly data: string | Uint8Array;
}

/**
 * TensorFlow.js and its WebAssembly backend as a page loads them, from the npm packages that Forger uses: scripts, also of the
 * binaries, as a page that was opened as a file can read nothing else.
 *
 * @throws {Error} If a package is neither installed nor within reach.
 */
export async function tensorflowFiles(): Promise<{ readonly version: string; readonly files: readonly PageFile[] }> {
  try {
    const [{ default: core }, { default: wasm }] = await Promise.all([
      import("@tensorflow/tfjs/package.json", { with: { type: "json" } }),
      import("@tensorflow/tfjs-backend-wasm/package.json", { with: { type: "json" } }),
    ]);
    // with the version, since the short name means nothing where Forger itself is a dependency
    const read = (name: string, version: string, file: string) =>
      Deno.readFile(fileURLToPath(import.meta.resolve(`npm:@tensorflow/${name}@${version}/dist/${file}`)));
    const binary = async (file: string): Promise<PageFile> => {
      const text = (await read("tfjs-backend-wasm", wasm.version, file)).toBase64();
      return { name: `${file}.js`, data: `globalThis.forgerWasm = "${text}";\n` };
    };
    const files = await Promise.all([
      read("tfjs", core.version, "tf.es2017.min.js").then((data) => ({ name: "tf.min.js", data })),
      read("tfjs-backend-wasm", wasm.version, "tf-backend-wasm.es2017.min.js").then((data) => ({
        name: "tf-backend-wasm.min.js",
        data,
      })),
      binary("tfjs-backend-wasm-simd.wasm"),
      binary("tfjs-backend-wasm.wasm"),
    ]);
    return { version: core.version, files };
  } catch (cause) {
    throw new Error(
      "Cannot make a playground as the npm packages @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm must be installed or within reach: connect once",
      { cause },
    );
  }
}
