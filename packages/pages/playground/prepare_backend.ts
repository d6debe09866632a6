import type { PageTensorflow } from "./tensorflow.ts";

/**
 * Gets what a backend needs: WebAssembly its binary, in Base64, as a page that was opened as a file can read no other.
 */
export async function prepareBackend(tensorflow: PageTensorflow, name: string): Promise<void> {
  if (name !== "wasm") return;
  await loadScript("tf-backend-wasm.min.js");
  const isFast = await tensorflow.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  await loadScript(isFast ? "tfjs-backend-wasm-simd.wasm.js" : "tfjs-backend-wasm.wasm.js");
  tensorflow.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // it needs headers that few servers send
  const { forgerWasm } = globalThis as unknown as { readonly forgerWasm: string };
  const all = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
  const binary = `data:application/wasm;base64,${forgerWasm}`; // of the one kind that runs here, but each must have a place
  tensorflow.wasm!.setWasmPaths(Object.fromEntries(all.map((file) => [file, binary])));
}

/** Runs a script that lies beside the page. */
export function loadScript(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${source} is missing`));
    document.head.append(script);
  });
}
