import assert from "node:assert/strict";
import { Registry } from "./registry.ts";

const registry = () => new Registry("cheese", [{ name: "brie" }, { name: "blue-stilton" }]);

Deno.test("an entry is found by its name, in the order of registration", () => {
  const cheeses = registry();
  const gouda = { name: "gouda" };
  cheeses.register(gouda);
  assert.equal(cheeses.get("gouda"), gouda);
  assert.deepEqual(cheeses.names(), ["brie", "blue-stilton", "gouda"]);
  assert.ok(cheeses.has("brie") && !cheeses.has("edam"));
});

const UNKNOWN: readonly (readonly [name: string, message: string])[] = [
  ["bire", 'unknown cheese "bire"; did you mean brie? (registered: brie, blue-stilton)'],
  ["parmesan", 'unknown cheese "parmesan" (registered: brie, blue-stilton)'],
  ["xyz", 'unknown cheese "xyz" (registered: brie, blue-stilton)'],
  ["", 'unknown cheese "" (registered: brie, blue-stilton)'],
  ["constructor", 'unknown cheese "constructor" (registered: brie, blue-stilton)'],
  ["__proto__", 'unknown cheese "__proto__" (registered: brie, blue-stilton)'],
];

for (const [name, message] of UNKNOWN) {
  Deno.test(`${JSON.stringify(name)} is unknown, and the answer names what is registered`, () => {
    assert.throws(() => registry().get(name), { name: "RangeError", message });
    assert.ok(!registry().has(name));
  });
}

Deno.test("an empty registry answers too", () => {
  assert.throws(() => new Registry("cheese").get("brie"), {
    message: 'unknown cheese "brie" (none is registered)',
  });
});

Deno.test("a name that is taken or malformed is refused, and the first entry stays", () => {
  const cheeses = registry();
  const brie = cheeses.get("brie");
  assert.throws(() => cheeses.register({ name: "brie" }), /cheese "brie" is registered already/);
  assert.throws(() => cheeses.register({ name: "constructor" }), /every object of the language has it/);
  assert.equal(cheeses.get("brie"), brie);
  for (const name of ["", "Brie", "blue stilton", "-brie", "__proto__"]) {
    assert.throws(() => cheeses.register({ name }), /wanted lower-case words joined by hyphens/);
  }
});
