/**
 * Refuses to write through a symbolic link: a folder from a stranger could hold one that leads to a file of the user's.
 *
 * @param verb What is not done.
 * @throws {Error} If there is a link at this path; that there is nothing is fine.
 */
export async function refuseLink(path: string, verb = "write"): Promise<void> {
  const { isSymlink } = await Deno.lstat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return { isSymlink: false };
    }
    throw error;
  });
  if (isSymlink) {
    throw new Error(`Cannot ${verb} ${path} as it must not be a symbolic link, which would lead elsewhere: remove it`);
  }
}
