import type { UserNameParts } from "../mqtt/user-name-field";
import type { ClientTopic, LeftOutTopic } from "./client-topics";

/** What a client logs in with. `token`: a signed token in the user name. */
export type ClientLoginKind = "password" | "token" | "certificate";

/** The login in a text. It holds a secret only if `--with-secret` is given. */
export type ClientLogin =
  | {
      readonly kind: "password" | "token";
      /** The complete MQTT user name: the login name, with the authorizer and the token in a query string. */
      readonly username: string;
      /** The password, or a placeholder for it; none for a token. */
      readonly password?: string;
      /** The parts of {@link username}, for libraries that build it themselves. */
      readonly parts: UserNameParts;
    }
  | {
      readonly kind: "certificate";
      /** Path of the certificate, PEM. */
      readonly certificateFile: string;
      /** Path of the private key, PEM. */
      readonly keyFile: string;
    };

/** The endpoint that a client connects to, and how it connects. */
export interface ClientPlace {
  readonly host: string;
  readonly port: number;
  readonly transport: "tls" | "wss";
  /** ALPN protocol to send. @default - none: the endpoint needs none, or the transport is WebSocket */
  readonly alpn?: "mqtt";
  /** PEM file with the CA of the local AWS IoT Core. @default - the CAs that the system trusts, Amazon's among them */
  readonly caFile?: string;
  /** The CA to trust as PEM text, for clients without files: Amazon Root CA 1, or that of the local AWS IoT Core. */
  readonly caPem: string;
}

/** The values in a text. {@link checkInputs} has checked the client id and the topics. */
export interface ClientInputs {
  readonly stackName: string;
  /** Login name, or name of the thing. */
  readonly name: string;
  readonly clientId: string;
  readonly place: ClientPlace;
  readonly login: ClientLogin;
  /** Quality of service of all messages and subscriptions. */
  readonly qos: 0 | 1;
  readonly topics: readonly ClientTopic[];
  readonly leftOut: readonly LeftOutTopic[];
  /** Whether the group may publish with RETAIN on every topic that the client publishes to. */
  readonly mayRetain: boolean;
  /** Why the client's logins are refused, and what to know before its first connection, as sentences. */
  readonly remarks: readonly string[];
  /** Topic for the client's birth and will messages. @default - the group allows none, or the client sends none */
  readonly status?: StatusTopic;
}

/** Returns the filters to subscribe to (`into`) and the topics to publish to (`out`, with `hello` in place of a `#`). */
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

/** The endpoints that a client sends ALPN to, if it decides that itself. */
export interface AlpnPlaces {
  readonly sends: (place: Pick<ClientPlace, "host" | "port">) => boolean;
  /** What to do for another endpoint, as a sentence. */
  readonly wayOut: string;
}

/** How the names in {@link SettingsClient.keys} were compared with the sources of the client. */
export interface KeysCompared {
  /** The program or repository that they were compared with, its version and commit. */
  readonly with: string;
  /**
   * `run`: a test runs the text with the program; `runByHand`: the text was run once by hand against the local AWS IoT Core; `compiled`: it was
   * compiled by hand; `names`: each name was found in the sources.
   */
  readonly how: "run" | "runByHand" | "compiled" | "names";
  /** What was not compared. */
  readonly unchecked?: string;
}

/** A program or device that `settings` writes a text for. Each is one file in `clients/`. */
export interface SettingsClient {
  /** Name in the command: `nanomq-bridge`. */
  readonly name: string;
  /** The client's own name: `NanoMQ`. */
  readonly title: string;
  /** Versions that the text is for. */
  readonly versions: string;
  /** A bridge forwards topics between a local broker and AWS; all others publish and subscribe themselves. */
  readonly kind: "bridge" | "device" | "tool" | "library";
  /** Since which version it sends ALPN, or what to do for a login with a password if it sends none. */
  readonly alpn:
    | { readonly since: string; readonly source: string; readonly onlyAt?: AlpnPlaces }
    | { readonly wayOut: string; readonly source: string };
  /** MQTT versions that it supports. */
  readonly mqtt: readonly ("3.1.1" | "5")[];
  /** Whether it supports MQTT over WebSocket with TLS. */
  readonly webSocket: boolean;
  /** Whether it supports MQTT over WebSocket only, as a web page does. */
  readonly onlyWebSocket?: boolean;
  /** What it can log in with. Only programs that can fetch the next token use tokens. */
  readonly logins: readonly ClientLoginKind[];
  /** The file or place that the text belongs in. */
  readonly place: string;
  /** What begins a comment in the text. @default - the format has no comments */
  readonly comment?: string;
  /** What users often get wrong, as sentences. The text contains them, or they are printed beside it. */
  readonly traps: readonly string[];
  /** The keys or functions that the text uses. `source` documents them. */
  readonly keys: { readonly names: readonly string[]; readonly source: string; readonly compared: KeysCompared };
  /** Why the text cannot log in at the local AWS IoT Core, as sentences. @default - it can */
  readonly localLimit?: string;
  /** Whether its client id is the login name. @default false (the first that the group allows) */
  readonly clientIdIsName?: boolean;
  /** Whether its text contains birth and will messages. */
  readonly announces?: boolean;
  /** Returns why the settings cannot hold a topic filter, or the client cannot use it, as the words after "since". */
  readonly unfitTopic?: (filter: string) => string | undefined;
  /** Returns why the settings cannot hold a password, as the words after "since". */
  readonly unfitPassword?: (password: string) => string | undefined;
  /** Writes the settings. */
  readonly text: (inputs: ClientInputs) => string;
}
