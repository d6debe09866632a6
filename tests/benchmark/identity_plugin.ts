import { HOOKS, type Plugin } from "@forger/trainers";

/** A plugin that has every hook there is and changes nothing with any of them. */
export function identityPlugin(name: string): Plugin {
  const hooks = Object.keys(HOOKS).map((hook) => [hook, changes(hook) ? (value: unknown) => value : () => undefined]);
  return { name, ...Object.fromEntries(hooks), saveState: () => ({}) };
}

/** Whether the hook passes on what it is given. */
function changes(hook: string): boolean {
  return hook.startsWith("transform") || hook === "planUpdates";
}
