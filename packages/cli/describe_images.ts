import type { ImagesReport } from "@forger/data";
import { count } from "./describe_start.ts";

/** So many files of a kind are named, unless all are asked for. */
const NAMED = 10;

/**
 * Says in words what was found in a folder of images.
 *
 * @param all Whether every file is named, however many there are.
 */
export function describeImages(report: ImagesReport, { all }: { readonly all: boolean }): string {
  const { images, others, unreadable, transparent, formats, widths, heights, channels } = report;
  const ranges = ([least, median, greatest]: ImagesReport["widths"]) =>
    `${least} to ${greatest} (half up to ${median})`;
  const kinds = Object.entries(formats).sort(([, first], [, second]) => second - first)
    .map(([format, number]) => `${count(number)} ${format}`).join(", ");
  const levels = channels.map(({ mean, deviation }) => `${mean.toFixed(1)} ± ${deviation.toFixed(1)}`).join(", ");
  const facts: [string, string][] = [
    ["images", `${count(images)}${images > 0 ? `: ${kinds}` : ""}`],
    ["other files", count(others)],
    ...report.classes
      ? [
        ["classes", report.classes.map(({ name, images }) => `${name} ${count(images)}`).join(", ")] as [
          string,
          string,
        ],
      ]
      : [],
    ...images > 0
      ? [
        ["widths", ranges(widths)],
        ["heights", ranges(heights)],
        ["transparent", count(transparent)],
        [channels.length === 3 ? "red, green, blue" : "grey", `${levels} of 255`],
      ] as [string, string][]
      : [],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const list = (title: string, lines: readonly string[]): string[] => {
    if (lines.length === 0) return [];
    const shown = all ? lines : lines.slice(0, NAMED), more = lines.length - shown.length;
    return [
      "",
      `${count(lines.length)} ${title}:`,
      ...shown.map((line) => `  ${line}`),
      ...more > 0 ? [`  and ${count(more)} more: --verbose names all`] : [],
    ];
  };
  return [
    report.folder,
    ...facts.map(([name, text]) => `  ${name.padEnd(width)}${text}`),
    ...list("cannot be read and are left out", unreadable.map(({ path, reason }) => `${path}: ${reason}`)),
    ...list(
      "do not fit well",
      report.odd.map(({ path, width, height, reason }) => `${path}, ${width} x ${height}: ${reason}`),
    ),
    ...list("are grey among images in colour", report.greyAmongColour),
    ...list("are shown more than once", report.nearDuplicates.map((group) => group.join(" = "))),
  ].join("\n");
}
