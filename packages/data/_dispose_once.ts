/** What a second call of `dispose` does nothing to, as parts may belong to more than one source. */
export function disposeOnce(dispose: () => void): () => void {
  let disposed = false;
  return () => {
    if (disposed) return;
    disposed = true;
    dispose();
  };
}
