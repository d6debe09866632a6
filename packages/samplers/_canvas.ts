import type { Pixels, Rgb } from "./_pixels.ts";
import type { TextMask } from "./_text_mask.ts";

/** A place in a picture, in pixels from its left and its top. */
export interface Place {
  readonly left: number;
  readonly top: number;
}

/** A picture of one colour. */
export function blank(width: number, height: number, colour: Rgb): Pixels {
  const bytes = new Uint8ClampedArray(width * height * 3);
  for (let at = 0; at < bytes.length; at += 3) bytes.set(colour, at);
  return { width, height, bytes };
}

/** Enlarges a picture without smoothing. */
export function enlarged(picture: Pixels, scale: number): Pixels {
  if (scale === 1) return picture;
  const width = picture.width * scale, height = picture.height * scale, line = width * 3;
  const bytes = new Uint8ClampedArray(line * height);
  let source = 0, target = 0;
  for (let y = 0; y < picture.height; y++) {
    const start = target;
    for (let x = 0; x < picture.width; x++, source += 3) {
      const red = picture.bytes[source]!, green = picture.bytes[source + 1]!, blue = picture.bytes[source + 2]!;
      for (let copy = 0; copy < scale; copy++, target += 3) {
        bytes[target] = red;
        bytes[target + 1] = green;
        bytes[target + 2] = blue;
      }
    }
    for (let copy = 1; copy < scale; copy++, target += line) bytes.copyWithin(target, start, start + line);
  }
  return { width, height, bytes };
}

/** Copies a picture into a larger one. */
export function paste(canvas: Pixels, picture: Pixels, { left, top }: Place): void {
  const line = picture.width * 3;
  for (let y = 0; y < picture.height; y++) {
    canvas.bytes.set(picture.bytes.subarray(y * line, (y + 1) * line), ((top + y) * canvas.width + left) * 3);
  }
}

/** Writes text into a picture; what is beyond its edges is left out. */
export function write(canvas: Pixels, { width, height, alpha }: TextMask, place: Place, colour: Rgb): void {
  const left = Math.round(place.left), top = Math.round(place.top);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = alpha[y * width + x]! / 255;
      const isInside = left + x >= 0 && left + x < canvas.width && top + y >= 0 && top + y < canvas.height;
      if (share === 0 || !isInside) continue;
      const at = ((top + y) * canvas.width + left + x) * 3;
      colour.forEach((level, channel) => {
        canvas.bytes[at + channel] = level * share + canvas.bytes[at + channel]! * (1 - share);
      });
    }
  }
}

/** Light on dark colours, dark on light ones. */
export function inkOn([red, green, blue]: Rgb): Rgb {
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140 ? [236, 239, 244] : [33, 37, 45];
}
