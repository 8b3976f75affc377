export const ENTRY: string;
export class NotBuilt extends Error {}
export class BuiltPage {
  constructor(folder: string);
  readonly manifest: Readonly<Record<string, { readonly file: string }>>;
  firstVisit(): Set<string>;
  loadedBy(key: string, follow: readonly string[]): Set<string>;
}
