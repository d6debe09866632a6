import { isRecord } from "./_own_file.ts";
import type { PageRow } from "./page_data.ts";

/** A run has a few dozen; these bounds keep a file that somebody made up from filling the page. */
const MOST_ROWS = 500, MOST_CHARACTERS = 2000, MOST_NAME = 200, MOST_DEPTH = 8;

/** Data as rows of a table, nested names joined by dots, and lists of named things by their names. */
export function settingRows(value: unknown, longName = "", depth = 0): PageRow[] {
  const name = longName.length > MOST_NAME ? `${longName.slice(0, MOST_NAME)}…` : longName;
  if (isRecord(value) && depth < MOST_DEPTH) {
    const rows = Object.entries(value).flatMap(([inner, part]) =>
      settingRows(part, name === "" ? inner : `${name}.${inner}`, depth + 1)
    );
    return rows.length === 0 && name !== "" ? [[name, "–"]] : rows.slice(0, MOST_ROWS);
  }
  if (Array.isArray(value) && value.every((part) => isRecord(part) && typeof part.name === "string")) {
    if (value.length === 0) return [[name, "none"]];
    return value.flatMap(({ name: own, ...rest }) => settingRows(rest.options ?? rest, `${name}.${own}`, depth + 1))
      .slice(0, MOST_ROWS);
  }
  return [[name, settingText(value)]];
}

/** A value in words. */
export function settingText(value: unknown): string {
  const text = Array.isArray(value)
    ? value.every((part) => typeof part !== "object") ? value.join(", ") : JSON.stringify(value)
    : typeof value === "object" && value !== null
    ? JSON.stringify(value)
    : String(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
