import type { Plugin } from "@forger/trainers";

/** Notes in a file when the first call of a training has ended: milliseconds since 1970, as `Date.now` gives. */
export default function firstStep({ file }: { readonly file: string }): Plugin {
  let noted = false;
  return {
    name: "first-step",
    async onStepEnd() {
      if (noted) return;
      noted = true;
      await Deno.writeTextFile(file, String(Date.now()));
    },
  };
}
