import { assertEquals, assertStringIncludes } from "@std/assert";
import { color } from "./color.ts";
import { Painting } from "./painting.ts";

const white = color(1, 0, 0), black = color(0, 0, 0);
const OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><defs>';

Deno.test("Painting is an empty picture at first", () => {
  assertEquals(String(new Painting()), `${OPEN}</defs></svg>`);
});

Deno.test("Painting adds shapes in their order, rounded to a ten thousandth", () => {
  const painting = new Painting();
  painting.path("M0 0H1V1Z", white, black);
  painting.line("M0 0L1 1", 0.25, black);
  painting.disc([1 / 3, -1e-9], 0.5, white);
  assertEquals(
    String(painting),
    `${OPEN}</defs><path d="M0 0H1V1Z" fill="#ffffff"/><path d="M0 0H1V1Z" fill="#000000"/>` +
      `<path d="M0 0L1 1" fill="none" stroke="#000000" stroke-width="0.25" stroke-linecap="round"/>` +
      `<circle cx="0.3333" cy="0" r="0.5" fill="#ffffff"/></svg>`,
  );
});

Deno.test("Painting keeps a gradient once, however often it is asked for", () => {
  const painting = new Painting();
  const stops = [[0, black], [1, white, 0.5]] as const;
  const names = [painting.along(2, stops), painting.linear([0, 0], [0, -2], stops), painting.across(2, stops)];
  assertEquals(names, ["url(#p0)", "url(#p0)", "url(#p1)"]);
  assertEquals(
    String(painting),
    `${OPEN}<linearGradient id="p0" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="-2">` +
      `<stop offset="0" stop-color="#000000"/><stop offset="1" stop-color="#ffffff" stop-opacity="0.5"/></linearGradient>` +
      `<linearGradient id="p1" gradientUnits="userSpaceOnUse" x1="-1" y1="0" x2="1" y2="0">` +
      `<stop offset="0" stop-color="#000000"/><stop offset="1" stop-color="#ffffff" stop-opacity="0.5"/></linearGradient>` +
      `</defs></svg>`,
  );
});

Deno.test("Painting begins a gradient at its focus, and lets a glow fade to nothing", () => {
  const painting = new Painting();
  painting.radial([0, 0], 1, [[0, white]], [0.25, 0.5]);
  painting.glow([0.5, 0.5], 0.25, black, 0.8);
  assertStringIncludes(String(painting), 'cx="0" cy="0" r="1" fx="0.25" fy="0.5">');
  assertStringIncludes(String(painting), '<stop offset="1" stop-color="#000000" stop-opacity="0"/>');
  assertStringIncludes(String(painting), '<circle cx="0.5" cy="0.5" r="0.25" fill="url(#p1)"/>');
});

Deno.test("Painting moves, then turns, then stretches what is drawn within", () => {
  const painting = new Painting();
  painting.within({ at: [0.5, 0.25], turn: 30, stretch: [2, 1] }, () => {
    painting.within({ turn: -30 }, () => painting.disc([0, 0], 1, white));
  });
  painting.disc([0, 0], 0.5, black);
  assertStringIncludes(
    String(painting),
    '<g transform="translate(0.5 0.25) rotate(30) scale(2 1)"><g transform="rotate(-30)">' +
      '<circle cx="0" cy="0" r="1" fill="#ffffff"/></g></g><circle cx="0" cy="0" r="0.5" fill="#000000"/>',
  );
});
