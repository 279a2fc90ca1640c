/**
 * The DevTools protocol, as far as tests speak it.
 * @module
 */

/** What the protocol sends: an answer to a call, or an event. */
export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A connection to a browser. */
export interface Connection {
  /** A call of the protocol. */
  call(method: string, options?: { params?: object; sessionId?: string }): Promise<unknown>;
  /** Events of a session so far. */
  events(method: string, sessionId: string): Message[];
}
