import { assert, assertEquals } from "@std/assert";
import { PLAYGROUND_SCRIPT } from "./_playground_script.ts";

const folder = new URL("./playground/", import.meta.url);
const sources = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.endsWith("_test.ts"));

for (const name of sources) {
  const text = Deno.readTextFileSync(new URL(name, folder));

  Deno.test(`the page's script has every function of ${name}`, () => {
    for (const [, declared] of text.matchAll(/^(?:export )?(?:async )?function (\w+)/gm)) {
      assert(new RegExp(`^(?:async )?function ${declared}\\(`, "m").test(PLAYGROUND_SCRIPT), declared);
    }
  });

  Deno.test(`the functions of ${name} use nothing that their texts do not bring along`, () => {
    assertEquals([...text.matchAll(/^(?:export )?(?:const|let|var|class|enum)\b.*$/gm)].map(([line]) => line), []);
  });
}

Deno.test("the page's script is one that browsers can read", () => {
  new Function(PLAYGROUND_SCRIPT);
  assert(!/^(import|export) /m.test(PLAYGROUND_SCRIPT));
});

Deno.test("the page's script reads names as text and never as HTML, and evaluates nothing", () => {
  assertEquals(
    PLAYGROUND_SCRIPT.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/g),
    null,
  );
});
