/** Environment variables by name, as `Deno.env.toObject()` returns them. */
export type Environment = Readonly<Record<string, string | undefined>>;
