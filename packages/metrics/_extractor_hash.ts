/** A checksum of what decides an extractor's features. */
export async function extractorHash(
  settings: unknown,
  weights: readonly (Float32Array | Uint8Array)[] = [],
): Promise<string> {
  const parts = [
    new TextEncoder().encode(JSON.stringify(settings)),
    ...weights.map((values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 16);
}
