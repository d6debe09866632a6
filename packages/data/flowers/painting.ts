import { type Color, hex } from "./color.ts";

/** A place on the canvas; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** A colour at a part of a gradient's way, from 0 to 1, and how much it covers, all unless said otherwise. */
export type Stop = readonly [offset: number, color: Color, opacity?: number];

/** What fills a shape: a colour, or the name of a gradient. */
export type Paint = Color | string;

/** A number as SVG takes it, rounded to a ten thousandth of the canvas. */
export function digits(value: number): string {
  return String(Math.round(1e4 * value) / 1e4 + 0);
}

const fill = (paint: Paint): string => typeof paint === "string" ? paint : hex(paint);

/** The picture of a flower while it grows: shapes one upon another, filled with colours and gradients. */
export class Painting {
  readonly #gradients = new Map<string, string>(); // from the text to the name
  #shapes = "";

  /** A gradient from one point to another. */
  linear([x1, y1]: Point, [x2, y2]: Point, stops: readonly Stop[]): Paint {
    const way = `x1="${digits(x1)}" y1="${digits(y1)}" x2="${digits(x2)}" y2="${digits(y2)}"`;
    return this.#gradient("linearGradient", way, stops);
  }

  /** A gradient along a petal that grows upwards from (0, 0). */
  along(length: number, stops: readonly Stop[]): Paint {
    return this.linear([0, 0], [0, -length], stops);
  }

  /** A gradient across a petal that grows upwards from (0, 0), from left to right. */
  across(width: number, stops: readonly Stop[]): Paint {
    return this.linear([-width / 2, 0], [width / 2, 0], stops);
  }

  /** A gradient from a centre outwards; `focus` is where it begins, if that is not the centre. */
  radial([cx, cy]: Point, radius: number, stops: readonly Stop[], focus?: Point): Paint {
    const begin = focus ? ` fx="${digits(focus[0])}" fy="${digits(focus[1])}"` : "";
    const disc = `cx="${digits(cx)}" cy="${digits(cy)}" r="${digits(radius)}"${begin}`;
    return this.#gradient("radialGradient", disc, stops);
  }

  #gradient(kind: string, geometry: string, stops: readonly Stop[]): string {
    const marks = stops.map(([offset, color, opacity = 1]) => {
      const covering = opacity < 1 ? ` stop-opacity="${digits(opacity)}"` : "";
      return `<stop offset="${digits(offset)}" stop-color="${hex(color)}"${covering}/>`;
    });
    const text = `<${kind} gradientUnits="userSpaceOnUse" ${geometry}>${marks.join("")}</${kind}>`;
    const name = this.#gradients.get(text) ?? `p${this.#gradients.size}`;
    this.#gradients.set(text, name);
    return `url(#${name})`;
  }

  /** Adds a shape, painted over with one paint after another. */
  path(outline: string, ...paints: readonly Paint[]): void {
    for (const paint of paints) this.#shapes += `<path d="${outline}" fill="${fill(paint)}"/>`;
  }

  /** Adds a line with round ends. */
  line(course: string, width: number, paint: Paint): void {
    this.#shapes += `<path d="${course}" fill="none" stroke="${fill(paint)}" stroke-width="${
      digits(width)
    }" stroke-linecap="round"/>`;
  }

  /** Adds a disc. */
  disc([cx, cy]: Point, radius: number, paint: Paint): void {
    this.#shapes += `<circle cx="${digits(cx)}" cy="${digits(cy)}" r="${digits(radius)}" fill="${fill(paint)}"/>`;
  }

  /** Adds light or shadow that fades towards its edge: as soft as if blurred, and far faster. */
  glow(center: Point, radius: number, color: Color, opacity: number): void {
    const stops: Stop[] = [[0, color, opacity], [0.5, color, 0.6 * opacity], [1, color, 0]];
    this.disc(center, radius, this.radial(center, radius, stops));
  }

  /** Draws in coordinates of their own: moved, then turned clockwise by degrees, then stretched. */
  within(place: { at?: Point; turn?: number; stretch?: Point }, draw: () => void): void {
    const { at, turn, stretch } = place;
    const steps = [
      at ? `translate(${digits(at[0])} ${digits(at[1])})` : "",
      turn ? `rotate(${digits(turn)})` : "",
      stretch ? `scale(${digits(stretch[0])} ${digits(stretch[1])})` : "",
    ];
    this.#shapes += `<g transform="${steps.filter(Boolean).join(" ")}">`;
    draw();
    this.#shapes += "</g>";
  }

  /** The picture as SVG, on a canvas from (0, 0) to (1, 1). */
  toString(): string {
    const gradients = [...this.#gradients].map(([text, name]) => text.replace(" ", ` id="${name}" `)).join("");
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><defs>${gradients}</defs>${this.#shapes}</svg>`;
  }
}
