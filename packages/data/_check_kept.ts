/** Refuses to gather from a source that was disposed, as each run does with its data when it ends. */
export function checkKept(isDisposed: boolean, name: string): void {
  if (!isDisposed) return;
  throw new Error(
    `Cannot gather rows of ${name} as they must not be disposed, which each run does with its data when it ends: make the source anew for the next one, within \`data\``,
  );
}
