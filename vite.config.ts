import { defineConfig, type Plugin } from "vite";
import { listEmitted, WORKER } from "./scripts/offline.mjs";

/** The service worker keeps what this build emits: its list is made when everything is written. */
function offline(): Plugin {
  let folder = "dist";
  return {
    name: "oddframe-offline",
    apply: "build",
    configResolved: ({ build }) => void (folder = build.outDir),
    closeBundle: () => void listEmitted(folder),
  };
}

export default defineConfig({
  // Relative addresses: `dist/` works from any sub-path of any static host.
  base: "./",
  publicDir: false,
  plugins: [offline()],
  build: {
    // Says which files a first visit loads: scripts/sizes.mjs reads it.
    manifest: true,
    rolldownOptions: {
      input: { index: "index.html", offline: "www/offline/worker.ts" },
      // A service worker has one address for ever, and its folder is its scope.
      output: { entryFileNames: ({ name }) => (name === "offline" ? WORKER : "assets/[name]-[hash].js") },
    },
    target: "es2023",
    // The strict content policy allows no inlined scripts, styles or pictures to hide in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1", port: 4173 },
});
