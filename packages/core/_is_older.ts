/** Whether a version such as `20.2.4` comes before another such as `20.3`; their parts are compared as numbers. */
export function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
