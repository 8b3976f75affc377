/**
 * What a file is, by its first bytes. Names lie (a text file called `.mp4`); signatures rarely do.
 *
 * Signatures: ISO/IEC 14496-12 §4.3 (`ftyp` and the older QuickTime atoms), RFC 8794 (EBML), the RIFF, ASF, FLV,
 * PNG, JPEG, TIFF, BMP, GIF and ZIP specifications.
 */

/** Containers and pictures that are told apart; `unknown` is anything else. */
export type FileType =
  | "empty"
  | "isobmff"
  | "matroska"
  | "avi"
  | "asf"
  | "flv"
  | "mpeg-ps"
  | "mpeg-ts"
  | "ogg"
  | "audio"
  | "jpeg"
  | "png"
  | "gif"
  | "bmp"
  | "tiff"
  | "webp"
  | "heif"
  | "zip"
  | "archive"
  | "pdf"
  | "text"
  | "unknown";

/** Enough for two packets of an MPEG transport stream and for telling text from bytes. */
const HEAD_BYTES = 512;
const TS_PACKET_BYTES = 188;

const PICTURES: ReadonlySet<FileType> = new Set(["jpeg", "png", "gif", "bmp", "tiff", "webp"]);
const VIDEOS: ReadonlySet<FileType> = new Set(["isobmff", "matroska"]);
/** First atoms of QuickTime and MP4 files. */
const ATOMS: ReadonlySet<string> = new Set(["ftyp", "moov", "mdat", "free", "skip", "wide", "pnot", "styp", "moof", "sidx"]);
/** `ftyp` brands of still pictures. */
const STILL_BRANDS: ReadonlySet<string> = new Set(["heic", "heix", "mif1", "msf1", "avif", "avis"]);

/** Reads the head of `file` and says what it is. */
export async function sniff(file: Blob): Promise<FileType> {
  return sniffBytes(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
}

/** Whether frames can be had from a file of this type as one picture. */
export function isPicture(type: FileType): boolean {
  return PICTURES.has(type);
}

/** Whether the demultiplexer reads this type. */
export function isVideo(type: FileType): boolean {
  return VIDEOS.has(type);
}

/** Says what a file that starts with `head` is. */
export function sniffBytes(head: Uint8Array): FileType {
  if (head.length === 0) return "empty";
  const ascii = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, i) => head[i] === byte);

  if (ATOMS.has(ascii(4, 8))) return ascii(4, 8) === "ftyp" && STILL_BRANDS.has(ascii(8, 12)) ? "heif" : "isobmff";
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return "matroska";
  if (ascii(0, 4) === "RIFF") return riff(ascii(8, 12));
  if (starts(0xff, 0xd8, 0xff)) return "jpeg";
  if (starts(0x89, 0x50, 0x4e, 0x47)) return "png";
  if (ascii(0, 4) === "GIF8") return "gif";
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a) || starts(0x49, 0x49, 0x2b, 0)) return "tiff";
  if (ascii(0, 2) === "PK" && (head[2] === 3 || head[2] === 5)) return "zip";
  if (starts(0x30, 0x26, 0xb2, 0x75)) return "asf";
  if (ascii(0, 3) === "FLV") return "flv";
  if (starts(0, 0, 1, 0xba) || starts(0, 0, 1, 0xb3)) return "mpeg-ps";
  if (head[0] === 0x47 && head[TS_PACKET_BYTES] === 0x47) return "mpeg-ts";
  if (ascii(0, 4) === "OggS") return "ogg";
  if (ascii(0, 3) === "ID3" || ascii(0, 4) === "fLaC" || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)) return "audio";
  if (starts(0x1f, 0x8b) || starts(0x37, 0x7a, 0xbc, 0xaf) || ascii(0, 4) === "Rar!" || ascii(257, 262) === "ustar") return "archive";
  if (ascii(0, 4) === "%PDF") return "pdf";
  if (isText(head)) return "text";
  // "BM" alone is too short a signature to come before text: the header's reserved fields are zero.
  if (ascii(0, 2) === "BM" && head.subarray(6, 10).every((byte) => byte === 0)) return "bmp";
  return "unknown";
}

function riff(form: string): FileType {
  switch (form) {
    case "AVI ":
      return "avi";
    case "WEBP":
      return "webp";
    case "WAVE":
      return "audio";
    default:
      return "unknown";
  }
}

/** UTF-8 without control characters, apart from a character cut by the end of `head`. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    // eslint-disable-next-line no-control-regex -- control characters are what tells bytes from text
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
  } catch {
    return false; // Not UTF-8: that is the answer, not a failure.
  }
}
