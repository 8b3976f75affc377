import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  publicDir: false,
  build: { target: "es2023", assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
  worker: { format: "es" },
});
