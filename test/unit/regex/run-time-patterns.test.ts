import assert from "node:assert/strict";
import { test } from "node:test";
import { quotemeta, RegexCache } from "../../../src/regex/index.ts";

test("quotemeta quotes all but ASCII letters, digits and the underscore", () => {
  assert.equal(quotemeta("a_9.\n\xe4\0"), "a_9\\.\\\n\\\xe4\\\0");
  assert.equal(quotemeta(""), "");
});

test("a pattern that was compiled before is not compiled again", () => {
  const cache = new RegexCache(2);
  assert.equal(cache.compile("a"), cache.compile("a"));
});

test("the cache holds no more than its capacity, and drops what was unused for longest", () => {
  const cache = new RegexCache(2);
  const first = cache.compile("a");
  const second = cache.compile("b");
  cache.compile("a");
  cache.compile("c");
  assert.equal(cache.size, 2);
  assert.equal(cache.compile("a"), first);
  assert.notEqual(cache.compile("b"), second);
});

test("a run-time pattern that does not compile is a fault each time", () => {
  const cache = new RegexCache(2);
  assert.equal(cache.compile("(").ok, false);
  assert.equal(cache.compile("(").ok, false);
});
