// Runs in a worker: ends the program at the second Ctrl-C even while the main thread computes and hears nothing.

/** Milliseconds that the main thread has for exiting by itself. */
const GRACE = 500;

let heard = 0;

for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, () => {
    if (++heard === 1) {
      console.error("\nStopping after this step, with everything written. Ctrl-C again exits at once.");
    } else setTimeout(() => Deno.kill(Deno.pid, "SIGKILL"), GRACE); // a milder signal would wait for the main thread, too
  });
}
