import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: `dist/` works from any sub-path of any static host.
  base: "./",
  publicDir: false,
  build: {
    target: "es2023",
    // The strict content policy allows no inlined scripts, styles or pictures to hide in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1", port: 4173 },
});
