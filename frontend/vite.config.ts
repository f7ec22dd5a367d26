import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Entry files keep stable names, because templates name them (`build/site.css`); everything they pull in carries
 * a hash. All addresses are relative, so that the folder works under any static address.
 */
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: here("../src/gjennomslag/core/static/build"),
    emptyOutDir: true,
    modulePreload: false,
    // Tells the server which files make up the field app, so that its service worker can keep them.
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    // The map library alone is larger than the limit; pages without a map never load it.
    chunkSizeWarningLimit: 1300,
    rollupOptions: {
      onwarn(warning, warn) {
        // htmx carries an eval that `allowEval: false` and the content security policy both keep shut.
        if (warning.code !== "EVAL" || !warning.id?.includes("htmx.org")) warn(warning);
      },
      input: {
        site: here("src/site.ts"),
        map: here("src/map.ts"),
        selection: here("src/selection.ts"),
        line: here("src/line.ts"),
        typing: here("src/typing.ts"),
        order: here("src/order.ts"),
        places: here("src/places.ts"),
        door: here("src/door.ts"),
        "door-worker": here("src/door-worker.ts"),
        print: here("css/print.css"),
        field: here("field/main.tsx"),
        "field-worker": here("field/worker.ts"),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css")) ? "[name].css" : "assets/[name]-[hash][extname]",
      },
    },
  },
  worker: {
    format: "es",
    rollupOptions: { output: { entryFileNames: "chunks/[name]-[hash].js" } },
  },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"] },
});
