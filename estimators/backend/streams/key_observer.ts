/**
 * Who watches keys being used: what is derived from which, and numbers drawn in JavaScript.
 *
 * A captured step derives its keys again by the same program; numbers that JavaScript draws would be frozen in it.
 * @module
 */
import type { Key } from "./philox.ts";

/** A key made of another. */
export interface Derivation {
  readonly parent: Key;
  /** The number of the child, or what was folded in. */
  readonly index: number;
  /** What tells split keys from folded ones. */
  readonly domain: number;
}

/** Is told of every use of a key while it watches. */
export interface KeyObserver {
  /** A key was derived. */
  derived(child: Key, from: Derivation): void;
  /** Numbers of a key were drawn in JavaScript. */
  drawn(what: string): void;
}

let observer: KeyObserver | undefined;

/** Watches from now on; undefined ends it. */
export function observeKeys(next: KeyObserver | undefined): void {
  observer = next;
}

/** Tells of a derived key. */
export function keyDerived(child: Key, from: Derivation): void {
  observer?.derived(child, from);
}

/** Tells of numbers drawn in JavaScript. */
export function drawnInJavaScript(what: string): void {
  observer?.drawn(what);
}
