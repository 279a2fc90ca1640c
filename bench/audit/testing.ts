/**
 * Writes `.npy` files for tests.
 * @module
 */

/** What the file says and holds. */
export interface NpySource {
  /** As Python prints it. */
  readonly shape: string;
  readonly data: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
  readonly descr?: string;
  readonly order?: "True" | "False";
  readonly version?: number;
  /** Spaces after the header: their number moves the data off alignment. */
  readonly padding?: number;
}

/** The bytes of an `.npy` file, right or wrong as asked. */
export function npy(
  { shape, data, descr = "<f4", order = "False", version = 1, padding = 0 }: NpySource,
): Uint8Array {
  const header = new TextEncoder().encode(
    `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }${" ".repeat(padding)}\n`,
  );
  const length = version === 1
    ? [header.length & 255, header.length >> 8]
    : [header.length & 255, header.length >> 8, 0, 0];
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...length, ...header];
  const bytes = new Uint8Array(head.length + data.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(data.buffer), head.length);
  return bytes;
}
