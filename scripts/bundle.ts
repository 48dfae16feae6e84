import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** Bundles the program into a folder: `node scripts/bundle.ts build/lib`. All its files belong together. */
const [target = "build/lib"] = process.argv.slice(2);
const root = join(import.meta.dirname, "..");

/**
 * Node's own modules are loaded when something of them is used for the first time. An import loads them at
 * the start, and reads every property they have, which loads yet more. Properties are those of a prototype:
 * own ones would be copied for each file that imports the module.
 */
const LATE_BUILTINS: Plugin = {
  name: "late-builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "builtin" }));
    onLoad({ filter: /.*/, namespace: "builtin" }, async ({ path }) => {
      const name = JSON.stringify(path);
      const exported = Object.keys((await import(path)) as object).filter((key) => key !== "default");
      const getters = exported.map((key) => `get ${key}() { return load().${key}; }`);
      return {
        contents: `let loaded; const load = () => loaded ??= process.getBuiltinModule(${name});
          module.exports = Object.create({ ${getters.join(", ")}, get default() { return load(); } });`,
      };
    });
  },
};

/**
 * Compiled code is not bundled. To require it is quicker than to import it; SQLite is loaded with the first
 * database. Of koffi the part that looks for the compiled one is bundled, for it reads all of some of Node's modules.
 */
const NATIVE_PACKAGES: Plugin = {
  name: "native-packages",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:@koromix\/|better-sqlite3$)/ }, ({ path, kind }) =>
      kind === "require-call" ? { path, external: true } : { path, namespace: "native" },
    );
    onResolve({ filter: /^koffi$/ }, () => ({ path: join(root, "node_modules/koffi/index.cjs") }));
    onLoad({ filter: /.*/, namespace: "native" }, ({ path }) => ({
      contents: `const load = () => require(${JSON.stringify(path)});
        export default class { constructor(...args) { return new (load())(...args); } }`,
      resolveDir: root,
    }));
  },
};

/**
 * What measures the width of text builds large regular expressions when it is loaded, which takes longer than
 * all else of a start; yargs imports it, and most starts measure nothing.
 */
const LATE_WIDTH: Plugin = {
  name: "late-width",
  setup({ onResolve, onLoad }) {
    const path = join(root, "node_modules/string-width/index.js");
    onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      // Names of files are made from this; the folder of the checkout must not be in it.
      kind === "require-call" ? { path } : { path: "string-width", namespace: "late" },
    );
    onLoad({ filter: /.*/, namespace: "late" }, () => ({
      contents: `let measure; export default function stringWidth(text, options) {
        measure ??= require("string-width").default; return measure(text, options); }`,
      resolveDir: root,
    }));
  },
};

const made = join(root, `${target}.new`);
rmSync(made, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  // The thread that writes the state, and the process that opens inputs, are programs of their own.
  entryPoints: ["src/main.ts", "src/store/store-worker.ts", "src/daemon/opener/opener.ts"],
  outdir: made,
  entryNames: "[name]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  // A command loads what it needs and no more.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  // The bundled part of koffi is no module of the new kind.
  define: { __filename: "import.meta.filename", __dirname: "import.meta.dirname" },
  plugins: [LATE_BUILTINS, NATIVE_PACKAGES, LATE_WIDTH],
  logLevel: "warning",
  banner: {
    js: 'const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);',
  },
});
cpSync(join(root, "src/perl/perl-host.pl"), join(made, "perl-host.pl"));
rmSync(join(root, target), { recursive: true, force: true });
renameSync(made, join(root, target));
