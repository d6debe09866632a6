import { type Browser, chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where the browser is: `FORGER_CHROMIUM`, or the place that Linux distributions give it. */
const PLACE = "/usr/bin/chromium";

/**
 * Starts the Chromium that is installed, without a window.
 *
 * @returns The browser, for the caller to close.
 * @throws {Error} If there is none: the message says how to install it.
 */
export async function startChromium(): Promise<Browser> {
  const executablePath = Deno.env.get("FORGER_CHROMIUM") ?? PLACE;
  await Deno.stat(executablePath).catch((cause) => {
    throw new Error(
      `Cannot start Chromium as ${executablePath} must be its program: install it (apt-get install chromium), or name another with FORGER_CHROMIUM`,
      { cause },
    );
  });
  return await chromium.launch({ executablePath, args: ARGUMENTS, headless: true });
}
