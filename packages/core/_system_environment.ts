import type { Environment } from "./cache_folder.ts";

/**
 * The environment of this process. A variable is read when it is asked for, so that permission for those few will do; all are
 * read where they are listed, as for a program that gets them.
 */
export function systemEnvironment(): Environment {
  const variable = (name: string | symbol): string | undefined =>
    typeof name === "string" ? Deno.env.get(name) : undefined;
  return new Proxy<Record<string, string | undefined>>({}, {
    get: (_, name) => variable(name),
    has: (_, name) => variable(name) !== undefined,
    ownKeys: () => Object.keys(Deno.env.toObject()),
    getOwnPropertyDescriptor: (_, name) => {
      const value = variable(name);
      return value === undefined ? undefined : { value, enumerable: true, configurable: true };
    },
  });
}
