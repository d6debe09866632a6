import { assertEquals } from "@std/assert";
import { existingRunFolder } from "./existing_run_folder.ts";
import { placesOf, placeToWrite } from "./started_paths.ts";
import { withStartFolder } from "./testdata/with_start_folder.ts";

const STARTED = await Deno.makeTempDir({ prefix: "forger-started-" });

Deno.test("a path is seen from the current folder, then from where the task was started", async () => {
  await withStartFolder(STARTED, () => {
    assertEquals(placesOf("runs/x"), ["runs/x", `${STARTED}/runs/x`]);
    assertEquals(placesOf("/x"), ["/x"]);
  });
  await withStartFolder(Deno.cwd(), () => assertEquals(placesOf("x"), ["x"]));
  await withStartFolder(undefined, () => assertEquals(placesOf("x"), ["x"]));
});

const written: [path: string, place: string][] = [
  ["./x", `${STARTED}/x`],
  [".", STARTED],
  ["../x", `${STARTED.slice(0, STARTED.lastIndexOf("/"))}/x`],
  ["runs/x", "runs/x"],
  [".x", ".x"],
  ["/x", "/x"],
];
for (const [path, place] of written) {
  Deno.test(`${path} is written to ${place.replace(STARTED, "<started>")}`, async () => {
    await withStartFolder(STARTED, () => assertEquals(placeToWrite(path), place));
    await withStartFolder(undefined, () => assertEquals(placeToWrite(path), path));
  });
}

Deno.test("a run is found from where the task was started", async () => {
  await Deno.mkdir(`${STARTED}/mine`);
  await withStartFolder(STARTED, async () => {
    for (const run of ["./mine", "mine", "mine/"]) {
      assertEquals(await existingRunFolder("check", run), `${STARTED}/mine`);
    }
  });
});
