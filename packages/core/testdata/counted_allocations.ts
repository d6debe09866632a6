/**
 * Counts the bytes of the arrays that are made by their constructors.
 *
 * Import it before what is to be counted, which may keep the constructors that it finds.
 */
export const allocations: { bytes: number } = { bytes: 0 };

const NAMES = [
  "Float16",
  "Float32",
  "Float64",
  "Int8",
  "Int16",
  "Int32",
  "BigInt64",
  "Uint8",
  "Uint16",
  "Uint32",
  "BigUint64",
];

for (const name of [...NAMES.map((name) => `${name}Array`), "ArrayBuffer"]) {
  const globals = globalThis as unknown as Record<string, Uint8ArrayConstructor>;
  globals[name] = new Proxy(globals[name]!, {
    construct(target, [content, ...rest], newTarget) {
      const count = typeof content === "number" ? content : content?.length ?? 0; // a buffer is viewed, and has no length
      allocations.bytes += count * (target.BYTES_PER_ELEMENT ?? 1);
      return Reflect.construct(target, [content, ...rest], newTarget);
    },
  });
}
