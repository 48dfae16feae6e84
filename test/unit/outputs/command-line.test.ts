import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "../../../src/outputs/command-line.ts";

const words = (line: string): readonly string[] => commandLine({ shell: true, line }).arguments;

test("a line without shell characters is split at white space", () => {
  assert.deepEqual(words("  echo  a\tb! %x = ^ # ~b".replace(" ~b", "")), [
    "echo",
    "a",
    "b!",
    "%x",
    "=",
    "^",
    "#",
  ]);
  assert.deepEqual(words("echo a\n"), ["echo", "a"]);
  assert.deepEqual(words("echo a\xa0b\x85"), ["echo", "a\xa0b\x85"]);
  assert.deepEqual(words(" \t"), []);
});

test("a line that needs a shell is given to one as it is", () => {
  for (const line of ["echo $x", "echo ~", "a\nb", "exec a", "A=b c", "=x", "a > b", "a 2>&1 b", "a2>&1"]) {
    assert.deepEqual(words(line), ["sh", "-c", line], line);
  }
  assert.deepEqual(words("execute a"), ["execute", "a"]);
  assert.deepEqual(words("a/b=c"), ["a/b=c"]);
});

test("standard error is joined without a shell, and nothing counts after NUL", () => {
  assert.deepEqual(commandLine({ shell: true, line: "ls x 2>&1 " }), {
    program: "ls",
    arguments: ["ls", "x"],
    joinsErrors: true,
  });
  assert.deepEqual(words("echo a\0$b"), ["echo", "a"]);
});
