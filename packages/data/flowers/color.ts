/** A colour as eyes sort it: steps of one size look equally large, and lighter shades keep their hue. */
export interface Color {
  /** From 0, black, to 1, white. */
  readonly lightness: number;
  /** From 0, grey, to some 0.3; what no screen can show is toned down. */
  readonly chroma: number;
  /** In degrees: 29 is red, 110 yellow, 142 green, 264 blue. */
  readonly hue: number;
}

/** Colours from numbers in the order of the interface. */
export function color(lightness: number, chroma: number, hue: number): Color {
  return { lightness, chroma, hue };
}

/** The same colour, lighter by a part of the way from black to white, or darker. */
export function lighter({ lightness, chroma, hue }: Color, by: number): Color {
  return { lightness: Math.min(1, Math.max(0, lightness + by)), chroma, hue };
}

/** Red, green and blue in proportion to light, in [0, 1] if a screen can show them. */
function linearRgb({ lightness, chroma, hue }: Color): number[] {
  const a = chroma * Math.cos(hue * Math.PI / 180), b = chroma * Math.sin(hue * Math.PI / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

/**
 * A colour as SVG takes it, such as `#ffffff`.
 *
 * @see A perceptual color space for image processing, Ottosson, 2020, https://bottosson.github.io/posts/oklab/
 */
export function hex(color: Color): string {
  let shown = linearRgb(color);
  for (let chroma = color.chroma; chroma > 0 && shown.some((part) => part < -0.0001 || part > 1.0001);) {
    chroma -= 0.01;
    shown = linearRgb({ ...color, chroma: Math.max(0, chroma) });
  }
  return shown.reduce((text, part) => {
    const light = Math.min(1, Math.max(0, part));
    const encoded = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return text + Math.round(255 * encoded).toString(16).padStart(2, "0");
  }, "#");
}
