export const WORKER: string;
export function listEmitted(folder: string): { readonly version: string; readonly files: readonly (readonly [path: string, integrity: string])[] };
