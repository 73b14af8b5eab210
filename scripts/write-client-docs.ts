/**
 * Writes docs/clients.md and docs/clients_JP.md from the files of the clients: `node --import tsx
 * scripts/write-client-docs.ts`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { CLIENT_ENTRIES } from "../cli/settings/client-table";
import type { KeysCompared, SettingsClient } from "../cli/settings/settings-client";
import { JAPANESE_TRAPS, JAPANESE_UNCHECKED } from "./client-traps-japanese";

const DOCS = join(__dirname, "..", "docs");

/** The words of one language. Everything else in the pages comes from the clients. */
interface Words {
  readonly file: string;
  readonly lines: readonly string[];
  readonly columns: readonly string[];
  readonly yes: string;
  readonly no: string;
  /** How a client without ALPN connects. */
  readonly wayOut: { readonly needsNone: string; readonly webSocket: string; readonly other: string };
  /** How the keys of a client's settings were compared with its sources; the name of the sources follows. */
  readonly compared: Readonly<Record<KeysCompared["how"], string>>;
  /** Which keys could not be compared, as a sentence; `undefined` if all could. */
  readonly unchecked: (client: SettingsClient) => string | undefined;
  readonly traps: readonly string[];
  /** The traps of a client, as sentences. */
  readonly trapsOf: (client: SettingsClient) => readonly string[];
}

const ENGLISH: Words = {
  file: "clients.md",
  lines: [
    "[日本語](clients_JP.md)",
    "# Clients: which of them send ALPN, since which version, and what the others can use",
    "Written by `node --import tsx scripts/write-client-docs.ts` from the files in `cli/settings/clients/`.",
    "AWS IoT Core accepts a user name and password over TLS on port 443 only from clients that send the ALPN protocol `mqtt`. If the authorizer " +
      "is never called, the client usually does not send it. `npx iot-auth settings <client> --user NAME` writes complete settings for each client " +
      "below, and checks them first against the user's rules. For a device with a certificate, use `--thing NAME`, with `--authority CA` if a CA " +
      "provisions it just in time. With `--local`, the settings are for the running `npx iot-auth local`, so that you can try them without an AWS " +
      "account. Topics that the group does not allow, and settings that the client does not support, are left out, and the command says so. " +
      "Settings contain a secret only with `--with-secret`, on a terminal or in a file that only its owner can read (`--output`).",
    "A client without ALPN can use MQTT over WebSocket (`/mqtt`, port 443), if it supports that; a client certificate on port 8883; an " +
      "[endpoint without ALPN](endpoints.md#for-clients-that-cannot-send-alpn) (`withoutAlpn()`, an assumption that is not yet tested in AWS); or a " +
      "local mosquitto with a bridge to AWS.",
  ],
  trapsOf: ({ traps }) => traps,
  columns: [
    "Settings for",
    "Versions",
    "Sends ALPN since",
    "WebSocket",
    "Token",
    "Certificate",
    "MQTT",
    "Without ALPN",
    "Source",
    "Keys compared with",
  ],
  yes: "yes",
  no: "no",
  wayOut: {
    needsNone: "not needed",
    webSocket: "WebSocket, which these settings use",
    other: "certificate, endpoint without ALPN, or mosquitto bridge",
  },
  compared: {
    run: "run by a test with",
    runByHand: "run once by hand, against `npx iot-auth local`, with",
    compiled: "compiled, not run, with",
    names: "each name found in",
  },
  unchecked: ({ keys: { compared } }) =>
    compared.unchecked === undefined ? undefined : `Not checked: ${compared.unchecked}.`,
  traps: [
    "## Common problems",
    "`npx iot-auth settings` prints the same sentences as comments in the settings, or beside them if the format has no comments.",
  ],
};

const JAPANESE: Words = {
  file: "clients_JP.md",
  lines: [
    "[English](clients.md)",
    "# クライアント: ALPN を送れるもの、そのバージョン、送れない場合の方法",
    "`node --import tsx scripts/write-client-docs.ts` が `cli/settings/clients/` のファイルから書き出したページです。",
    "AWS IoT Core がポート 443 の TLS でユーザー名とパスワードを受け付けるのは、ALPN プロトコル `mqtt` を送るクライアントだけです。オーソライザーが呼ばれないという報告の多くは、ALPN を送らない" +
      "クライアントが原因です。`npx iot-auth settings <client> --user NAME` (証明書を持つデバイスでは `--thing NAME`、CA がジャストインタイムでプロビジョニングするデバイスではさらに `--authority CA`) は、下の各クライアントの設定を、まずユーザーの規則と照らし合わせてから、すべて書き出します。`--local` を付けると、動いている `npx iot-auth local` 向けの設定に" +
      "なり、AWS アカウントがなくても同じ設定を試せます。グループが許可していないトピックと、クライアントが対応していない設定は省かれ、そのことが表示されます。シークレットは `--with-secret` を付けたときだけ、ターミナルか、所有者だけが読める" +
      "ファイル (`--output`) に書かれます。",
    "ALPN を送れないクライアントには次の方法があります。WebSocket 上の MQTT (`/mqtt`、ポート 443)、ポート 8883 のクライアント証明書、[ALPN なしのエンドポイント](endpoints.md#for-clients-that-cannot-send-alpn) " +
      "(`withoutAlpn()`、AWS ではまだ確かめられていない仮定です)、または AWS へのブリッジを持つローカルの mosquitto です。",
  ],
  trapsOf: japaneseTraps,
  columns: [
    "設定の対象",
    "バージョン",
    "ALPN を送れるバージョン",
    "WebSocket",
    "トークン",
    "証明書",
    "MQTT",
    "ALPN なしの場合",
    "出典",
    "キーの照合",
  ],
  yes: "はい",
  no: "いいえ",
  wayOut: {
    needsNone: "不要",
    webSocket: "WebSocket (この設定が使います)",
    other: "証明書、ALPN なしのエンドポイント、または mosquitto のブリッジ",
  },
  compared: {
    run: "テストで実行:",
    runByHand: "`npx iot-auth local` に対して手で一度実行:",
    compiled: "コンパイルのみ:",
    names: "名前をソースで確認:",
  },
  unchecked: japaneseUnchecked,
  traps: [
    "## つまずきやすい点",
    "`npx iot-auth settings` は同じ注意を、設定の中のコメントとして、形式にコメントがないときは設定の横に、英語で表示します。",
  ],
};

/** @throws {Error} if the numbers of a client's sentences in Japanese and in English differ */
function japaneseTraps({ name, traps }: SettingsClient): readonly string[] {
  const japanese = JAPANESE_TRAPS[name] ?? [];
  if (japanese.length !== traps.length)
    throw new Error(
      `${name} has ${traps.length} sentences, and ${japanese.length} in scripts/client-traps-japanese.ts`,
    );
  return japanese;
}

/** @throws {Error} if only one language says that keys are unchecked */
function japaneseUnchecked({ name, keys: { compared } }: SettingsClient): string | undefined {
  const japanese = JAPANESE_UNCHECKED[name];
  if ((japanese === undefined) !== (compared.unchecked === undefined))
    throw new Error(`the unchecked keys of ${name} are named in one language only: scripts/client-traps-japanese.ts`);
  return japanese === undefined ? undefined : `未確認: ${japanese}。`;
}

/** The pages by their file names. */
export async function clientPages(): Promise<Readonly<Record<string, string>>> {
  const clients = await Promise.all(CLIENT_ENTRIES.map(({ client }) => client()));
  return { [ENGLISH.file]: page(ENGLISH, clients), [JAPANESE.file]: page(JAPANESE, clients) };
}

function page(words: Words, clients: readonly SettingsClient[]): string {
  const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [
    row(words.columns),
    row(words.columns.map(() => "---")),
    ...clients.map((client) => row(cellsOf(client, words))),
  ];
  const traps = clients.map((client) =>
    [`### ${client.title} (\`${client.name}\`)`, "", ...words.trapsOf(client).map((trap) => `- ${trap}`)].join("\n"),
  );
  return [...words.lines, table.join("\n"), ...words.traps, ...traps, ""].join("\n\n").replace(/\n+$/, "\n");
}

function cellsOf(client: SettingsClient, words: Words): string[] {
  const { title, name, versions, alpn, webSocket, logins, mqtt, keys } = client;
  const answer = (yes: boolean) => (yes ? words.yes : words.no);
  const sends = "since" in alpn;
  const way = sends ? words.wayOut.needsNone : webSocket ? words.wayOut.webSocket : words.wayOut.other;
  return [
    `${title}: \`${name}\``,
    versions,
    sends ? alpn.since : words.no,
    answer(webSocket),
    answer(logins.includes("token")),
    answer(logins.includes("certificate")),
    mqtt.join(", "),
    way,
    alpn.source.startsWith("http") ? `<${alpn.source}>` : alpn.source,
    [`${words.compared[keys.compared.how]} ${keys.compared.with}.`, words.unchecked(client) ?? []].flat().join(" "),
  ];
}

if (require.main === module) {
  void clientPages().then((pages) => {
    for (const [file, text] of Object.entries(pages)) writeFileSync(join(DOCS, file), text);
  });
}
