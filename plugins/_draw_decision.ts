import { Buffer } from "node:buffer";
import type { EncodedPicture } from "@forger/samplers";
import { type Decision, decisionPixels, scalePixels } from "./_decision_pixels.ts";
import {
  BLUE,
  ends,
  PLANE,
  planeAxes,
  type PlanePoints,
  type PlaneRange,
  pointsBeyond,
  pointsContent,
} from "./_plane.ts";
import { chartTitle, renderChart, valueAxis } from "./_render_chart.ts";
import { roundRange } from "./_round_range.ts";

/** What {@linkcode drawDecision} draws. */
export interface DecisionPicture extends PlanePoints {
  readonly title: string;
  readonly range: PlaneRange;
  readonly decision: Decision;
  /** What its values are, beside the scale. */
  readonly value: string;
}

/** In pixels: the scale of colours stands right of the plot. */
const SCALE = { gap: 22, width: 16, right: 66 } as const;

const DOT = { symbol: "circle", symbolSize: 5 };

/** Told apart without colours, too. */
const FULL = { ...DOT, itemStyle: { borderColor: "#ffffff", borderWidth: 0.5, opacity: 1 } };
const OPEN = { ...DOT, itemStyle: { color: "#ffffff", borderColor: BLUE, borderWidth: 1.5, opacity: 1 } };

/** Draws what the discriminator says over the plane, and real and generated points on it, as a PNG picture. */
export async function drawDecision(
  { title, range, decision, value, ...points }: DecisionPicture,
): Promise<EncodedPicture> {
  const { bottom, left, side, top } = PLANE;
  const width = left + side + SCALE.gap + SCALE.width + SCALE.right, height = top + side + bottom;
  const { xAxis, yAxis } = planeAxes(range), [low, high] = decision.range;
  const overlay = await renderChart({
    width,
    height,
    content: {
      backgroundColor: "transparent",
      title: chartTitle(title, pointsBeyond(points.generated, range)),
      grid: { left, right: width - left - side, top, bottom },
      xAxis: { ...xAxis, splitLine: { show: false } },
      yAxis: [
        { ...yAxis, splitLine: { show: false } },
        {
          ...valueAxis(value, 44),
          position: "right",
          offset: SCALE.gap + SCALE.width,
          ...ends({ ...roundRange(low, high), least: low, greatest: high }),
          splitLine: { show: false },
        },
      ],
      ...pointsContent(points, [FULL, OPEN]),
    },
  });
  const { default: sharp } = await import("sharp");
  const raw = (pixels: Uint8Array, width: number) => ({
    input: Buffer.from(pixels.buffer),
    raw: { width, height: side, channels: 3 as const },
    top,
  });
  const bytes = await sharp({ create: { width, height, channels: 3, background: "#ffffff" } }).composite([
    { ...raw(decisionPixels(decision, side), side), left },
    { ...raw(scalePixels(SCALE.width, side), SCALE.width), left: left + side + SCALE.gap },
    { input: Buffer.from(overlay), left: 0, top: 0 },
  ]).png().toBuffer();
  return { width, height, bytes };
}
