/** Writes a number of bytes for people: `274 MB`, `3.1 GB` (a megabyte is a million bytes). */
export function formatBytes(bytes: number): string {
  if (bytes >= 9.995e8) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}
