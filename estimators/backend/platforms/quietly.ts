/**
 * tfjs prints stack traces and greetings of its own accord; callers here report in one line instead.
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** A production build is the only thing that tfjs does not warn in. */
const SILENT = true;

/** Makes `name` the active backend without a word; false where tfjs could not, whatever `tf.getBackend` says. */
export async function setBackendQuietly(name: string): Promise<boolean> {
  const before = tf.env().getBool("PROD");
  tf.env().set("PROD", SILENT);
  try {
    return await tf.setBackend(name);
  } finally {
    tf.env().set("PROD", before);
  }
}
