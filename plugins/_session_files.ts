import { EventFile, eventFiles } from "./_event_file.ts";
import type { SessionEnd, SessionStart } from "./_session_info.ts";

const BEGIN = ".begin", END = ".end";

/**
 * Writes a run's settings into a file of its own.
 *
 * TensorBoard keeps what it reads first of a run's settings and of how it ended. So these are in files of their own, and where a
 * run goes on, the new ones take the places of the old ones.
 */
export async function writeSessionStart(folder: string, session: SessionStart): Promise<void> {
  for (const name of await eventFiles(folder)) {
    if (isOfSession(name)) await Deno.remove(`${folder}/${name}`);
  }
  const file = await EventFile.begin(folder, BEGIN);
  file.add(session.time, 0, { kind: "session-start", session });
  await file.flush();
}

/** Writes how a run ended after so many steps into a file of its own. */
export async function writeSessionEnd(folder: string, step: number, session: SessionEnd): Promise<void> {
  const file = await EventFile.begin(folder, END);
  file.add(session.time, step, { kind: "session-end", session });
  await file.flush();
}

/** Whether it is a file of a run's settings or its end. */
export function isOfSession(name: string): boolean {
  return name.endsWith(BEGIN) || name.endsWith(END);
}
