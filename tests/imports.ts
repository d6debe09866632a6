/** An import of a module. */
export interface Import {
  readonly specifier: string;
  /** Whether it is an `import(…)` expression, which runs only when it is reached. */
  readonly dynamic: boolean;
}

const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
const STATEMENT = /\b(?:import|export)\b(?:[\w$\s*,{}]*?\bfrom\b)?\s*["']([^"'\n]+)["']/g;
const EXPRESSION = /\bimport\s*\(\s*["']([^"'\n]+)["']/g;

/** A module's code: comments are blanked out, and so are template texts, since they may hold code of their own. */
export function withoutComments(code: string): string {
  return code.replace(COMMENT_OR_TEXT, (match) => match.startsWith("/") || match.startsWith("`") ? " " : match);
}

/** Finds the modules that a module names in its import and export statements and in its `import("…")` expressions. */
export function importsOf(code: string): Import[] {
  const plain = withoutComments(code);
  const found = (pattern: RegExp, dynamic: boolean): Import[] =>
    [...plain.matchAll(pattern)].map(([, specifier]) => ({ specifier: specifier!, dynamic }));
  return [...found(STATEMENT, false), ...found(EXPRESSION, true)];
}
