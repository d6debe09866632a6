import { PLANE, planeAxes, type PlanePoints, planeRange, pointsBeyond, pointsContent } from "./_plane.ts";
import { chartTitle, renderChart } from "./_render_chart.ts";

/** What {@linkcode drawPoints} draws. */
export interface PointsPicture extends PlanePoints {
  readonly title: string;
}

/** Draws real points red and generated ones blue, as an SVG picture. */
export function drawPoints({ title, real, generated }: PointsPicture): Promise<string> {
  const { bottom, left, right, side, top } = PLANE, range = planeRange(real);
  return renderChart({
    width: left + side + right,
    height: top + side + bottom,
    content: {
      title: chartTitle(title, pointsBeyond(generated, range)),
      grid: { left, right, top, bottom },
      ...planeAxes(range),
      ...pointsContent({ real, generated }),
    },
  });
}
