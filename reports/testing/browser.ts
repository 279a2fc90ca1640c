/**
 * A headless Chromium for tests, spoken to in the DevTools protocol: no library, no environment variables.
 *
 * Permissions: run on the executable, read and write on a temporary folder, net on 127.0.0.1.
 * @module
 */
import { Page, type PageOptions } from "./page.ts";
import type { Connection, Message } from "./protocol.ts";
import { until } from "./until.ts";

/** A running browser; dispose it. */
export class Browser implements Connection, AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #events: Message[] = [];
  #lastId = 0;

  private constructor(process: Deno.ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data) as Message;
      const call = message.id === undefined ? undefined : this.#calls.get(message.id);
      if (call === undefined) this.#events.push(message);
      else if (message.error !== undefined) call.reject(new Error(message.error.message));
      else call.resolve(message.result);
    };
  }

  /**
   * Starts a browser with a profile of its own.
   *
   * @param options.graphics WebGL and WebGPU too, computed by the processor. @default false
   */
  static async start(path: string, { graphics = false } = {}): Promise<Browser> {
    const profile = await Deno.makeTempDir();
    const quiet = [
      "no-first-run",
      "disable-background-networking",
      "disable-component-update",
      "disable-sync",
    ];
    const process = new Deno.Command(path, {
      args: [
        ...[
          "--headless",
          "--no-sandbox",
          ...(graphics
            ? ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--enable-unsafe-webgpu"]
            : ["--disable-gpu"]),
          "--disable-quic",
          ...quiet.map((flag) => `--${flag}`),
        ],
        ...["--remote-debugging-port=0", `--user-data-dir=${profile}`],
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const [port, route] = (await readWhenThere(`${profile}/DevToolsActivePort`)).split("\n");
    const socket = new WebSocket(`ws://127.0.0.1:${port}${route}`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new Browser(process, profile, socket);
  }

  /** Opens an address; resolves once it has loaded. */
  async open(url: string, options: PageOptions): Promise<Page> {
    const { targetId } = await this.call("Target.createTarget", { params: { url: "about:blank" } }) as {
      targetId: string;
    };
    const { sessionId } = await this.call("Target.attachToTarget", {
      params: { targetId, flatten: true },
    }) as {
      sessionId: string;
    };
    const page = new Page(this, sessionId);
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await page.call(`${domain}.enable`);
    const { width, height, dark = false, scripts = true, media = "screen" } = options;
    await page.call("Emulation.setDeviceMetricsOverride", {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: width < 500,
    });
    await page.call("Emulation.setEmulatedMedia", {
      media,
      features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
    });
    await page.call("Emulation.setScriptExecutionDisabled", { value: !scripts });
    await page.call("Page.navigate", { url });
    await until(() => page.events("Page.loadEventFired").length > 0, "the page to load");
    return page;
  }

  /** A call of the protocol. */
  call(
    method: string,
    { params = {}, sessionId }: { params?: object; sessionId?: string } = {},
  ): Promise<unknown> {
    const id = ++this.#lastId;
    this.#socket.send(
      JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }),
    );
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} did not answer within 60 s`)), 60_000);
      this.#calls.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  /** Events so far. */
  events(method: string, sessionId: string): Message[] {
    return this.#events.filter((event) => event.method === method && event.sessionId === sessionId);
  }

  /** Ends the browser and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#socket.onclose = resolve);
    await this.call("Browser.close");
    await closed;
    await this.#process.status;
    await Deno.remove(this.#profile, { recursive: true });
  }
}

async function readWhenThere(path: string): Promise<string> {
  let text = "";
  await until(async () => {
    text = await Deno.readTextFile(path).catch(() => "");
    return text.includes("\n/devtools");
  }, "the browser to start");
  return text;
}
