// The functions of `_client_*.ts` run in a browser: `_client_script.ts` takes their texts. So each stands by itself, and
// uses nothing but its arguments, the browser and other such functions.

/**
 * Makes an element. Texts become text and never HTML, whatever they hold.
 *
 * @param attributes Its attributes; `text` is its text.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === "text") made.textContent = value;
    else made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/** The element of the page that has an id. */
export function placeOf(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** A name in so many characters as fit on a page. */
export function shortText(text: string): string {
  const characters = [...text.slice(0, 500)], most = 160;
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** A count with its thousands marked. */
export function countText(value: number): string {
  return value.toLocaleString("en-US");
}

/** A measured number in few digits. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** A time in words, from seconds. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds)),
    hours = Math.floor(whole / 3600),
    minutes = Math.floor(whole / 60) % 60;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
