/** The bytes of a text in Base64. */
export function bytesOf(text: string): ArrayBuffer {
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes.buffer;
}
