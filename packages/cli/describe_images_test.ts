import type { ImagesReport } from "@forger/data";
import { assertEquals } from "@std/assert";
import { describeImages } from "./describe_images.ts";

const REPORT: ImagesReport = {
  folder: "/photos",
  images: 1234,
  others: 2,
  unreadable: [{ path: "a.png", reason: "it is empty" }],
  classes: [{ name: "cat", images: 1000 }, { name: "dog", images: 234 }],
  formats: { png: 34, jpeg: 1200 },
  widths: [10, 300, 4000],
  heights: [20, 200, 3000],
  odd: Array.from(
    { length: 12 },
    (_, index) => ({ path: `${index}.png`, width: 10, height: 20, reason: "it is enlarged" }),
  ),
  greyAmongColour: ["g.png"],
  transparent: 7,
  nearDuplicates: [["x.png", "y.png", "z.png"]],
  channels: [{ mean: 100, deviation: 50 }, { mean: 90.25, deviation: 40 }, { mean: 80, deviation: 30.04 }],
};

const TEXT = `/photos
  images            1,234: 1,200 jpeg, 34 png
  other files       2
  classes           cat 1,000, dog 234
  widths            10 to 4000 (half up to 300)
  heights           20 to 3000 (half up to 200)
  transparent       7
  red, green, blue  100.0 ± 50.0, 90.3 ± 40.0, 80.0 ± 30.0 of 255

1 cannot be read and are left out:
  a.png: it is empty

12 do not fit well:
  0.png, 10 x 20: it is enlarged
  1.png, 10 x 20: it is enlarged
  2.png, 10 x 20: it is enlarged
  3.png, 10 x 20: it is enlarged
  4.png, 10 x 20: it is enlarged
  5.png, 10 x 20: it is enlarged
  6.png, 10 x 20: it is enlarged
  7.png, 10 x 20: it is enlarged
  8.png, 10 x 20: it is enlarged
  9.png, 10 x 20: it is enlarged
  and 2 more: --verbose names all

1 are grey among images in colour:
  g.png

1 are shown more than once:
  x.png = y.png = z.png`;

Deno.test("a report is told in words, and of long lists the beginning", () => {
  assertEquals(describeImages(REPORT, { all: false }), TEXT);
});

Deno.test("all files are named if asked for", () => {
  const text = describeImages(REPORT, { all: true });
  assertEquals(text.includes("11.png"), true);
  assertEquals(text.includes("more: --verbose"), false);
});

Deno.test("where no image can be read, and where all is well, no more is said than that", () => {
  const none = { ...REPORT, classes: undefined, odd: [], greyAmongColour: [], nearDuplicates: [], images: 0 };
  assertEquals(
    describeImages(none, { all: false }),
    `/photos
  images            0
  other files       2

1 cannot be read and are left out:
  a.png: it is empty`.replaceAll("            0", "       0").replaceAll("       2", "  2"),
  );
  const well = { ...none, images: 3, formats: { png: 3 }, unreadable: [], channels: [{ mean: 1, deviation: 2 }] };
  assertEquals(describeImages(well, { all: false }).split("\n").at(-1), "  grey         1.0 ± 2.0 of 255");
});
