/** What was dropped, as files: folders are walked. */

/** A file with the folders above it, as far as they were dropped. */
export interface Dropped {
  readonly path: string;
  readonly file: File;
}

export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  return (await droppedPaths(transfer)).map(({ file }) => file);
}

/** The entries must be taken before the first await: the list is emptied after the event. */
export async function droppedPaths(transfer: DataTransfer): Promise<Dropped[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry.isDirectory)) return plain.map((file) => ({ path: file.name, file }));
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<Dropped[]> {
  if (isFile(entry)) return [{ path: entry.fullPath.replace(/^\//, ""), file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const below: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time and nothing when it is done.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    below.push(...some);
  }
  return (await Promise.all(below.map(filesBelow))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
