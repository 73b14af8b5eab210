import type { UserNameParts } from "../mqtt/user-name-field";
import type { ClientTopic, LeftOutTopic } from "./client-topics";

/** How somebody logs in. `token`: a signed token in the user name. */
export type ClientLoginKind = "password" | "token" | "certificate";

/** Who logs in, as a text says it. Holds a secret only where the person asked for it. */
export type ClientLogin =
  | {
      readonly kind: "password" | "token";
      /** The whole field: login name, and in a query string the authorizer and the token. */
      readonly username: string;
      /** The password, or what stands in its place; a token needs none. */
      readonly password?: string;
      /** What the field is made of, for libraries that put it together by themselves. */
      readonly parts: UserNameParts;
    }
  | {
      readonly kind: "certificate";
      /** Path of the certificate, PEM. */
      readonly certificateFile: string;
      /** Path of the private key, PEM. */
      readonly keyFile: string;
    };

/** Where a client connects to, and how. */
export interface ClientPlace {
  readonly host: string;
  readonly port: number;
  readonly transport: "tls" | "wss";
  /** ALPN protocol to send; none where the endpoint needs none or the transport is WebSocket. */
  readonly alpn?: "mqtt";
  /** PEM file with the authority to trust: that of the local AWS IoT Core. @default - what the system trusts, Amazon's roots among it */
  readonly caFile?: string;
  /** That authority as PEM text, for what has no files: Amazon Root CA 1, or that of the local AWS IoT Core. */
  readonly caPem: string;
}

/** What a text is made of: everything in it has passed {@link checkInputs}. */
export interface ClientInputs {
  readonly stackName: string;
  /** Login name, or name of the thing. */
  readonly name: string;
  readonly clientId: string;
  readonly place: ClientPlace;
  readonly login: ClientLogin;
  /** Quality of service of everything that is published and subscribed to. */
  readonly qos: 0 | 1;
  readonly topics: readonly ClientTopic[];
  readonly leftOut: readonly LeftOutTopic[];
  /** Whether the group may publish with RETAIN on everything that the client publishes to. */
  readonly mayRetain: boolean;
  /** What keeps it out, or has to be known before it first connects, as sentences. */
  readonly remarks: readonly string[];
  /** Where the client may say that it is there and, by its will, that it is gone. */
  readonly status?: StatusTopic;
}

/** {@link ClientInputs.topics} one by one, as programs use them. */
export function topicsOf({ topics }: Pick<ClientInputs, "topics">): {
  readonly into: string[];
  readonly out: string[];
} {
  const filters = (wanted: "in" | "out") =>
    topics.flatMap(({ filter, direction }) => (direction === wanted ? filter : []));
  return { into: filters("in"), out: filters("out").map((filter) => filter.replace(/#$/, "hello")) };
}

/** A topic for birth and will messages. */
export interface StatusTopic {
  readonly topic: string;
  /** Whether the group may publish there with RETAIN. */
  readonly retain: boolean;
}

/** Where a client that decides by itself sends ALPN. */
export interface AlpnPlaces {
  readonly sends: (place: Pick<ClientPlace, "host" | "port">) => boolean;
  /** For those who need to log in elsewhere. */
  readonly wayOut: string;
}

/** How the names of {@link SettingsClient.keys} were held against their maker's sources. */
export interface KeysCompared {
  /** Program or repository, version and commit. */
  readonly with: string;
  /**
   * `run`: a test runs the text with it; `runByHand`: it ran once, by hand, against the local AWS IoT Core; `compiled`: compiled with it, by
   * hand; `names`: each name was found there.
   */
  readonly how: "run" | "runByHand" | "compiled" | "names";
  /** What could not be compared. */
  readonly unchecked?: string;
}

/** A program or device that settings are written for: one file each under `clients/`. */
export interface SettingsClient {
  /** As typed: `nanomq-bridge`. */
  readonly name: string;
  /** As its makers call it: `NanoMQ`. */
  readonly title: string;
  /** Versions that the text is for. */
  readonly versions: string;
  /** A bridge carries topics both ways between two brokers; everything else publishes and subscribes for itself. */
  readonly kind: "bridge" | "device" | "tool" | "library";
  /** Whether it sends ALPN: since which version, or the way out for those who need to log in with a password. */
  readonly alpn:
    | { readonly since: string; readonly source: string; readonly onlyAt?: AlpnPlaces }
    | { readonly wayOut: string; readonly source: string };
  /** MQTT versions it speaks. */
  readonly mqtt: readonly ("3.1.1" | "5")[];
  /** Whether it speaks MQTT over WebSocket with TLS. */
  readonly webSocket: boolean;
  /** Whether that is all it speaks: a web page. */
  readonly onlyWebSocket?: boolean;
  /** How it can log in. A token is for programs that can fetch the next one. */
  readonly logins: readonly ClientLoginKind[];
  /** Where the text goes. */
  readonly place: string;
  /** How a comment begins in the text; `undefined` where the format has none. */
  readonly comment?: string;
  /** What people run into, as sentences. They stand in the text too. */
  readonly traps: readonly string[];
  /** The keys or functions that the text uses, each documented at the source. */
  readonly keys: { readonly names: readonly string[]; readonly source: string; readonly compared: KeysCompared };
  /** Why its text for the local AWS IoT Core cannot log in there, as a sentence. @default - it can */
  readonly localLimit?: string;
  /** Whether its client id is the login name. @default false (the first that the group allows) */
  readonly clientIdIsName?: boolean;
  /** Whether its text holds birth and will messages. */
  readonly announces?: boolean;
  /** Why its settings cannot hold a topic filter, or the client cannot use it, continuing "since". */
  readonly unfitTopic?: (filter: string) => string | undefined;
  /** Why its settings cannot hold a password, continuing "since". */
  readonly unfitPassword?: (password: string) => string | undefined;
  /** The settings. */
  readonly text: (inputs: ClientInputs) => string;
}
