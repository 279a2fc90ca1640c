/**
 * A page in a browser, as a test sees it.
 * @module
 */
import type { Connection, Message } from "./protocol.ts";

/** How a page is shown. */
export interface PageOptions {
  readonly width: number;
  readonly height: number;
  /** @default false */
  readonly dark?: boolean;
  /** @default true */
  readonly scripts?: boolean;
  /** @default "screen" */
  readonly media?: "screen" | "print";
}

/** A page that a test looks at. */
export class Page implements AsyncDisposable {
  readonly #browser: Connection;
  readonly #session: string;

  /** For {@linkcode Browser.open}. */
  constructor(browser: Connection, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  /** A call of the protocol about this page. */
  call(method: string, params: object = {}): Promise<unknown> {
    return this.#browser.call(method, { params, sessionId: this.#session });
  }

  /** Events about this page so far. */
  events(method: string): Message[] {
    return this.#browser.events(method, this.#session);
  }

  /** Value of an expression, awaited; it may see everything, whatever the page's policy. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.call("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = answer as {
      result: { value: unknown };
      exceptionDetails?: { exception?: { description?: string }; text: string };
    };
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Errors, violated policies and requests for anything but the page itself. */
  complaints(): string[] {
    const logged = this.events("Log.entryAdded").map(({ params }) =>
      (params?.["entry"] as { text: string }).text
    );
    const thrown = this.events("Runtime.exceptionThrown").map(({ params }) => JSON.stringify(params));
    const printed = this.events("Runtime.consoleAPICalled").map(({ params }) =>
      JSON.stringify(params?.["args"])
    );
    const requests = this.events("Network.requestWillBeSent")
      .map(({ params }) => (params?.["request"] as { url: string }).url)
      .filter((url) => !/\/(index|appendix)\.html$/.test(url) && !url.startsWith("data:"));
    return [...logged, ...thrown, ...printed, ...requests.map((url) => `request for ${url}`)];
  }

  /** Closes the page. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.call("Page.close");
  }
}
