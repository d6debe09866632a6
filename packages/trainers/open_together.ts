import type { CollectiveGroup, FileLock } from "@forger/core";
import configuration from "./deno.json" with { type: "json" };
import { HookDriver } from "./hook_driver.ts";
import type { LoadedParts } from "./open_parts.ts";
import type { TrainingParts } from "./training_parts.ts";
import { WorkerMeeting } from "./worker_meeting.ts";
import { runsOnAllWorkers } from "./worker_plugins.ts";
import { compareSettings } from "./worker_settings.ts";
import { decodeRunState, encodeRunState } from "./worker_state.ts";

/** What opening needs. */
export interface OpenTogetherParts {
  /** Loads data and networks. */
  readonly load: () => Promise<LoadedParts>;
  /** Makes the run's folder; the first worker alone does. */
  readonly place: (loaded: LoadedParts) => Promise<{ readonly folder: string; readonly lock: FileLock }>;
}

const { version: forger } = configuration;

/** Only the first worker writes, so that others hold nothing. */
const NO_LOCK: FileLock = { isOurs: true, heldBy: undefined, isInPlace: () => true, [Symbol.dispose]: () => {} };

/**
 * Opens a training on every worker at once: all must have the same settings, and get the first one's state where a run goes on.
 *
 * @throws {Error} If it fails on any of them.
 */
export async function openTogether(
  group: CollectiveGroup,
  { load, place }: OpenTogetherParts,
): Promise<TrainingParts> {
  const meeting = new WorkerMeeting(group), isFirst = group.own === 0;
  const { result: loaded, told } = await meeting.together(load, ({ config }) => JSON.stringify({ ...config, forger }));
  compareSettings(meeting, told);
  const { result: own, told: [folder] } = await meeting.together(
    () => isFirst ? place(loaded) : undefined,
    (place) => place?.folder ?? "",
  );
  const bytes = await meeting.broadcast(
    isFirst ? loaded.resumed ? encodeRunState(loaded.resumed) : new Uint8Array(0) : undefined,
  );
  const resumed = isFirst ? loaded.resumed : bytes.length === 0 ? undefined : decodeRunState(bytes);
  const plugins = isFirst ? loaded.plugins : loaded.plugins.filter(runsOnAllWorkers);
  return {
    ...loaded,
    plugins,
    hooks: isFirst ? loaded.hooks : new HookDriver(plugins),
    folder: folder!,
    lock: own?.lock ?? NO_LOCK,
    resumed,
  };
}
