/** Numbers that JSON does not have, as texts that no other value of ours looks like. */
const SPECIAL: ReadonlyMap<string, number> = new Map([["#NaN", NaN], ["#Infinity", Infinity], [
  "#-Infinity",
  -Infinity,
]]);

/** JSON in which numbers that are not finite, and minus zero, keep their value. */
export function stringifyNumbers(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (typeof item !== "number") return item;
    if (Object.is(item, -0)) return "#-0";
    return Number.isFinite(item) ? item : `#${item}`;
  });
}

/**
 * Reads what {@linkcode stringifyNumbers} wrote.
 *
 * @throws {SyntaxError} If it is no JSON.
 */
export function parseNumbers(text: string): unknown {
  return JSON.parse(
    text,
    (_, item) => item === "#-0" ? -0 : typeof item === "string" ? SPECIAL.get(item) ?? item : item,
  );
}
