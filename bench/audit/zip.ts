/**
 * Files of a ZIP archive, as NumPy and PyTorch write them: stored or deflated, with 64-bit sizes where asked.
 *
 * Format: PKWARE, APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3.
 * @module
 */
import { crc32, inflateRawSync } from "node:zlib";
import { SampleError } from "../stats/mod.ts";

const [LOCAL, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const LITTLE_ENDIAN = true;
/** A field of 32 bits that says: see the extra field. */
const ELSEWHERE = 0xffffffff;

/**
 * Names and contents, in the archive's order.
 *
 * @param most Bytes that all contents together may have.
 * @throws {SampleError} for what is no archive, is damaged, is compressed in another way, or grows too large.
 */
export function unzip(bytes: Uint8Array, most: number): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return new Map(entriesOf(view, bytes, most));
  } catch (error) {
    if (!(error instanceof RangeError) || error instanceof SampleError) throw error;
    throw new SampleError("the archive is cut off or damaged", { cause: error }); // a read beyond its end
  }
}

function* entriesOf(view: DataView, bytes: Uint8Array, most: number): Generator<[string, Uint8Array]> {
  const u16 = (at: number) => view.getUint16(at, LITTLE_ENDIAN);
  const u32 = (at: number) => view.getUint32(at, LITTLE_ENDIAN);
  const end = endOf(view);
  let left = most;
  let at = u32(end + 16);
  for (let i = u16(end + 10); i > 0; i--) {
    if (u32(at) !== ENTRY) throw new SampleError("the archive's list of files is damaged");
    const [nameLength, extraLength, commentLength] = [u16(at + 28), u16(at + 30), u16(at + 32)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const wide = wideFields(view, at + 46 + nameLength, extraLength);
    const [full, packed, start] = [24, 20, 42].map((field) => u32(at + field)).map((value) =>
      value === ELSEWHERE ? wide.next().value as number : value
    ) as [number, number, number];
    if ((left -= full) < 0) throw new SampleError(`the archive holds more than ${most} bytes`);
    if (u32(start) !== LOCAL) throw new SampleError(`${name} in the archive is damaged`);
    const from = start + 30 + u16(start + 26) + u16(start + 28);
    const stored = bytes.subarray(from, from + packed);
    const content = unpacked(stored, { name, method: u16(at + 10), full });
    if (content.length !== full || crc32(content) !== u32(at + 16)) {
      throw new SampleError(`${name} in the archive is damaged: its checksum differs`);
    }
    yield [name, content];
    at += 46 + nameLength + extraLength + commentLength;
  }
}

/** Where the record at the end of an archive begins, behind which a comment may stand. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--) if (view.getUint32(at, LITTLE_ENDIAN) === END) return at;
  throw new SampleError("no ZIP archive: its end is missing");
}

/** The 64-bit values of an extra field, in their order. */
function* wideFields(view: DataView, from: number, length: number): Generator<number> {
  for (let at = from; at < from + length;) {
    const size = view.getUint16(at + 2, LITTLE_ENDIAN);
    if (view.getUint16(at, LITTLE_ENDIAN) === 1) {
      for (let i = 0; i + 8 <= size; i += 8) yield Number(view.getBigUint64(at + 4 + i, LITTLE_ENDIAN));
    }
    at += 4 + size;
  }
}

function unpacked(
  stored: Uint8Array,
  { name, method, full }: { readonly name: string; readonly method: number; readonly full: number },
): Uint8Array {
  if (method === 0) return stored;
  if (method !== 8) {
    throw new SampleError(`${name} is compressed by method ${method}; wanted stored or deflated`);
  }
  try {
    // A Buffer's slices share its memory: what follows counts on copies.
    return new Uint8Array(inflateRawSync(stored, { maxOutputLength: Math.max(full, 1) }));
  } catch (error) {
    throw new SampleError(`${name} in the archive is damaged`, { cause: error });
  }
}
