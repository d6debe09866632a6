import configuration from "./deno.json" with { type: "json" };

/** Forger's version. */
export const VERSION: string = configuration.version;
