import { writeAtomically } from "@forger/core";
import { chartLibrary } from "./_chart_library.ts";
import { REPORT_SCRIPT } from "./_client_script.ts";
import { escapeJson, pageShell } from "./_page_shell.ts";
import { PAGE_STYLE } from "./_page_style.ts";
import type { PageData } from "./page_data.ts";
import { readRunPage, type ReadRunPageOptions } from "./read_run_page.ts";

/** Options of {@linkcode writeReport}. */
export interface WriteReportOptions extends ReadRunPageOptions {
  /** The file. @default {"report.html" in the run's folder} */
  readonly file?: string;
}

/** A report that was written. */
export interface WrittenReport {
  /** The file. */
  readonly file: string;
  /** Its size. */
  readonly bytes: number;
  /** What it lacks, and why. */
  readonly gaps: readonly string[];
}

/**
 * Writes one file that shows a run, and needs no other file and no network: losses and all other values, samples over time,
 * scores, warnings, networks and settings.
 *
 * What is missing or damaged in the folder is left out, and named in the report. Steps are drawn by at most 600 points a value
 * with their extremes, and pictures are thinned to 2.5 MiB, so that the file stays below 5 MiB however long the run.
 *
 * Nothing of the run is taken for HTML: names and captions are set as texts, and a policy in the page allows no script but its
 * own, by their hashes.
 *
 * @param folder The run's folder.
 * @throws {RangeError} If it is no run's folder.
 * @throws {Error} If the file cannot be written.
 *
 * @example
 * ```ts
 * import { writeReport } from "@forger/pages";
 * import { assert, assertEquals, assertStringIncludes } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/metrics.jsonl`, '{"step":1,"generator":0.7}\n{"step":2,"generator":0.6}\n');
 * const { bytes, file, gaps } = await writeReport(folder);
 * assertEquals(file, `${folder}/report.html`);
 * assert(bytes < 2 ** 20);
 * assertStringIncludes(gaps.join(), "config.json is missing");
 * assertStringIncludes(await Deno.readTextFile(file), '"means":[0.7,0.6]');
 * ```
 */
export async function writeReport(folder: string, options: WriteReportOptions = {}): Promise<WrittenReport> {
  const { file = `${folder}/report.html` } = options;
  const page = await readRunPage(folder, options);
  const bytes = new TextEncoder().encode(await renderReport(page));
  await writeAtomically(file, bytes);
  return { file, bytes: bytes.length, gaps: page.gaps };
}

/**
 * The HTML of a report.
 *
 * @example
 * ```ts
 * import { renderReport } from "@forger/pages";
 * import { assert, assertStringIncludes } from "@std/assert";
 *
 * const nothing = { status: "", facts: [], commands: [], curves: [], pictures: [], extras: [], networks: [], settings: [] };
 * const html = await renderReport({ ...nothing, name: "<img>", scores: [], notes: [], gaps: [] });
 * assertStringIncludes(html, "<title>&lt;img&gt; · Forger</title>");
 * assert(!html.includes("<img>"));
 * ```
 */
export async function renderReport(page: PageData): Promise<string> {
  const library = await chartLibrary();
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src ${await hashOf(PAGE_STYLE)}`,
    `script-src ${await hashOf(library)} ${await hashOf(REPORT_SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return pageShell({
    kind: "Forger report",
    title: page.name,
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${PAGE_STYLE}</style>`,
    end: [
      `<script type="application/json" id="data">${escapeJson(page)}</script>`,
      `<script>${library}</script>`,
      `<script>${REPORT_SCRIPT}</script>`,
    ].join("\n"),
  });
}

/** What a policy calls a script or a style that stands in the page. */
async function hashOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `'sha256-${bytes.toBase64()}'`;
}
