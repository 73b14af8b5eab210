import type { Duplex } from "node:stream";
import { type IClientOptions, type IConnackPacket, MqttClient, ReasonCodes } from "mqtt";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { ConnectionFailure, tooLate } from "./connection-failure";

/** How a session logs in. */
export interface SessionOptions {
  /** `host:port`, as error messages name the endpoint. */
  readonly endpoint: string;
  readonly clientId: string;
  /** User name of the CONNECT packet. @default - none: the client logs in with a certificate */
  readonly userNameField?: string;
  /** Sentence at the end of a refusal's message: which commands find out the reason. */
  readonly why: string;
  readonly password?: Buffer;
  readonly mqtt: "5" | "3.1.1";
  /** How long to wait for each answer. */
  readonly timeoutSeconds: number;
}

/** A message that arrived. */
export interface Received {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

/** How a message is published. */
export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** How long to wait until DISCONNECT is sent before the connection is closed, in milliseconds. */
const END_PATIENCE = 2_000;

/**
 * An MQTT connection that AWS IoT Core has accepted. Methods reject with a {@link ConnectionFailure} if the endpoint refuses a request, with
 * its reason in words, or if the connection is lost. A lost connection is not opened again.
 */
export class Session {
  /** Rejects when the endpoint or the network ends the connection before {@link close} is called. */
  readonly lost: Promise<never>;
  /** Reason String of the last packet from the endpoint, if that packet has one. */
  #reasonString: string | undefined;
  #accepted = false;
  #ending: Promise<void> | undefined;

  private constructor(
    private readonly client: MqttClient,
    private readonly stream: Duplex,
    private readonly options: SessionOptions,
  ) {
    client.on("packetreceive", (packet) => {
      const { reasonString } = (packet as { properties?: { reasonString?: string } }).properties ?? {};
      this.#reasonString = reasonString;
    });
    this.lost = new Promise<never>((_, reject) => {
      client.on("disconnect", ({ reasonCode = 0 }) => reject(this.#refusal("ended the connection", reasonCode)));
      client.on("close", () => (this.#ending ? undefined : reject(this.#closed())));
    });
    this.lost.catch(() => undefined);
  }

  /**
   * Logs in over an open stream.
   * @throws {ConnectionFailure} if the login is refused, or is not answered in time
   */
  static async open(stream: Duplex, options: SessionOptions): Promise<{ session: Session; sessionPresent: boolean }> {
    const client = new MqttClient(() => stream, clientOptions(options));
    const session = new Session(client, stream, options);
    const accepted = new Promise<IConnackPacket>((resolve, reject) => {
      client.once("connect", resolve);
      client.on("error", (error) => reject(session.#explain(error, "refused the connection")));
    });
    try {
      const { sessionPresent } = await session.#answer(accepted, "to the login");
      session.#accepted = true;
      return { session, sessionPresent };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async publish(topic: string, payload: string, { qos, retain }: PublishOptions): Promise<void> {
    const done = this.client.publishAsync(topic, payload, { qos, retain });
    await this.#answer(done, `to a message for ${topic}`, `refused a message for ${topic}`);
  }

  /** @returns The QoS that was granted */
  async subscribe(filter: string, qos: 0 | 1): Promise<number> {
    const done = this.client.subscribeAsync(filter, { qos }).catch((error: { packet?: { granted?: number[] } }) => {
      const code = error.packet?.granted?.[0];
      throw code === undefined ? error : Object.assign(new Error("refused"), { code });
    });
    const grants = await this.#answer(
      done,
      `to the subscription of ${filter}`,
      `refused the subscription of ${filter}`,
    );
    return grants[0]?.qos ?? qos;
  }

  async unsubscribe(filter: string): Promise<void> {
    await this.#answer(this.client.unsubscribeAsync(filter), `to the end of the subscription of ${filter}`);
  }

  onMessage(listener: (message: Received) => void): void {
    this.client.on("message", (topic, payload, { qos, retain }) => listener({ topic, payload, qos, retain }));
  }

  /** Sends DISCONNECT and closes the connection, after {@link END_PATIENCE} at the latest. */
  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    if (this.client.connected) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, END_PATIENCE);
      });
      await Promise.race([this.client.endAsync(), late]).catch(() => undefined);
      clearTimeout(timer);
    }
    this.client.end(true);
    this.stream.destroy();
  }

  /**
   * Waits for an answer.
   * @throws {ConnectionFailure} if it is a refusal, if the connection ends, or if there is none within the timeout
   */
  async #answer<T>(answer: Promise<T>, what: string, refused = "refused it"): Promise<T> {
    const { endpoint, timeoutSeconds } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(tooLate(endpoint, `no answer ${what}`, timeoutSeconds)), timeoutSeconds * 1000);
    });
    const explained = answer.catch((error: unknown) => {
      throw this.#explain(error, refused);
    });
    try {
      return await Promise.race([explained, this.lost, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #explain(error: unknown, refused: string): CliError {
    if (error instanceof CliError) return error;
    const { code, message } = error as { code?: unknown; message: string };
    if (typeof code === "number") return this.#refusal(refused, code);
    return new ConnectionFailure(`The connection to ${this.options.endpoint} failed: ${message}.`, EXIT.unreachable);
  }

  #refusal(what: string, code: number): ConnectionFailure {
    const words = this.#reasonString ? `: ${JSON.stringify(this.#reasonString)}` : "";
    return new ConnectionFailure(
      `${this.options.endpoint} ${what}: ${reasonText(code)}${words}. ${this.options.why}`,
      EXIT.refused,
      code,
    );
  }

  /** Returns the failure for a connection that was closed without a reason code. @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html */
  #closed(): ConnectionFailure {
    const { endpoint, mqtt, why } = this.options;
    if (!this.#accepted) {
      return new ConnectionFailure(
        `${endpoint} closed the connection instead of answering the login, as AWS IoT Core may do when it refuses a login. ${why}`,
        EXIT.refused,
      );
    }
    return mqtt === "3.1.1"
      ? new ConnectionFailure(
          `${endpoint} closed the connection, which is how AWS IoT Core refuses a request in MQTT 3.1.1: there are no reason codes for it. ${why}`,
          EXIT.refused,
        )
      : new ConnectionFailure(`The connection to ${endpoint} was lost.`, EXIT.unreachable);
  }
}

function clientOptions({ clientId, userNameField, password, mqtt }: SessionOptions): IClientOptions {
  return {
    clientId,
    ...(userNameField === undefined ? {} : { username: userNameField }),
    ...(password === undefined ? {} : { password }),
    protocolId: "MQTT",
    protocolVersion: mqtt === "5" ? 5 : 4,
    clean: true,
    reconnectPeriod: 0,
    // #answer limits the time, with a message that says what did not arrive.
    connectTimeout: 0x7fffffff,
    resubscribe: false,
    // mqtt-packet would make 65,536 buffers, 15 MB, for the numbers of packets.
    writeCache: false,
  };
}

/**
 * A reason code in words, with its number.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901031
 * @example reasonText(0x87) // "not authorized (0x87)"
 */
export function reasonText(code: number): string {
  const words = (ReasonCodes as Readonly<Record<number, string>>)[code] ?? "unknown reason";
  return `${words.charAt(0).toLowerCase()}${words.slice(1)} (0x${code.toString(16).padStart(2, "0").toUpperCase()})`;
}
