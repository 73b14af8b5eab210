import type { ExampleClient } from "../../infra/outputs/example-client";
import { iotAuth } from "../../infra/text/command-line";
import type { LocalEndpoint } from "../../local";
import { serverNameOf } from "../stand-in/server-name";

/** Where the stand-in listens and whom to connect as. */
export interface PasteTarget {
  readonly host: string;
  readonly port: number;
  /** The endpoint that clients ask for: the account's, or one of its own, whose name leads elsewhere or nowhere on this computer. */
  readonly endpoint: Pick<LocalEndpoint, "host" | "domainConfiguration" | "applicationProtocol">;
  /** Relative to where the lines will be pasted. */
  readonly caFile: string;
  /** Named in the user name; `undefined` if the authorizer is the endpoint's default. */
  readonly authorizerName: string | undefined;
  readonly client: ExampleClient;
  /** What the client may subscribe to, where it may at all. */
  readonly filter?: string;
  /** @default - the shell variable `PASSWORD` */
  readonly password?: string;
  /** Whether clients need a signed token. */
  readonly signed: boolean;
  /** AWS's API, and what it knows the stack by. */
  readonly controlPlane: { readonly url: string; readonly region: string; readonly authorizerName: string };
}

/** A line to paste, and what it is for. */
export interface PasteLine {
  readonly title: string;
  readonly text: string;
}

/**
 * Lines for a POSIX shell that connect to the stand-in by the protocols that the endpoint speaks: mosquitto, mqtt.js, Python, and curl for a
 * login through AWS's API. Publishing over HTTPS takes a token, since HTTPS carries no MQTT user name and password; `iot-auth token issue`
 * prints that line.
 *
 * For an endpoint of its own mqtt.js and Python are told where it is beside its name; mosquitto has no option for that, so that this computer
 * has to learn the name.
 */
export function pasteLines(target: PasteTarget): PasteLine[] {
  if (target.signed)
    return [{ title: "token", text: iotAuth("token", "issue", "--user", target.client.user, "--expires", "1h") }];
  const { applicationProtocol } = target.endpoint;
  const clients = {
    DEFAULT: () => [...mosquitto(target), mqttJs(target), python(target)],
    SECURE_MQTT: () => [...mosquitto(target), mqttJs(target), python(target)],
    MQTT_WSS: () => [mqttJs(target), python(target)],
    HTTPS: () => [],
  };
  return [
    ...clients[applicationProtocol](),
    { title: "curl, asking AWS's API for the login", text: curlLogin(target) },
  ];
}

/** The user name as a client sends it. */
export function userName({ client, authorizerName }: Pick<PasteTarget, "client" | "authorizerName">): string {
  return authorizerName === undefined ? client.user : `${client.user}?x-amz-customauthorizer-name=${authorizerName}`;
}

/** The name of an endpoint of its own. */
function ownName({ endpoint }: PasteTarget): string | undefined {
  return endpoint.domainConfiguration === null ? undefined : endpoint.host;
}

const overWebSocket = ({ endpoint }: PasteTarget): boolean => endpoint.applicationProtocol === "MQTT_WSS";

function mosquitto(target: PasteTarget): PasteLine[] {
  const { port, caFile, client, filter } = target;
  const name = ownName(target);
  const password = target.password === undefined ? '"$PASSWORD"' : quote(target.password);
  const common =
    `-h ${name ?? target.host} -p ${port} --cafile ${quote(caFile)} --tls-alpn mqtt -i ${quote(client.clientId)} ` +
    `-u ${quote(userName(target))} -P ${password}`;
  const known = {
    title: "once, so that mosquitto finds it",
    text: `echo '127.0.0.1 ${name}' | sudo tee -a /etc/hosts`,
  };
  const subscribe = { title: "mosquitto_sub", text: `mosquitto_sub ${common} -t ${quote(filter ?? "")} -v` };
  return [
    ...(name === undefined ? [] : [known]),
    ...(filter === undefined ? [] : [subscribe]),
    { title: "mosquitto_pub", text: `mosquitto_pub ${common} -t ${quote(client.topic)} -m hello -q 1` },
  ];
}

function mqttJs(target: PasteTarget): PasteLine {
  const { host, port, caFile, client } = target;
  const name = serverNameOf(target.endpoint);
  const password = target.password === undefined ? "process.env.PASSWORD" : JSON.stringify(target.password);
  const ask = name === undefined ? "" : `servername:"${name}"`;
  const transport = overWebSocket(target)
    ? `protocol:"wss",path:"/mqtt",wsOptions:{${ask}}`
    : `protocol:"mqtts",ALPNProtocols:["mqtt"]${ask && `,${ask}`}`;
  const text =
    `require("mqtt").connect({${transport},host:"${host}",port:${port},ca:require("fs").readFileSync("${caFile}"),` +
    `clientId:"${client.clientId}",username:"${userName(target)}",password:${password}})` +
    `.on("connect",function(){this.publish("${client.topic}","hello",{qos:1},()=>this.end())})`;
  return { title: "mqtt.js", text: `node -e '${text}'` };
}

function python(target: PasteTarget): PasteLine {
  const { host, port, caFile, client } = target;
  const name = serverNameOf(target.endpoint);
  const password = target.password === undefined ? "os.environ['PASSWORD']" : `'${target.password}'`;
  const text =
    "import os,socket,ssl,paho.mqtt.publish as p; " +
    (name === undefined ? "" : `a=socket.getaddrinfo; socket.getaddrinfo=lambda h,*r: a('${host}',*r); `) +
    `c=ssl.create_default_context(cafile='${caFile}'); ${overWebSocket(target) ? "" : "c.set_alpn_protocols(['mqtt']); "}` +
    `p.single('${client.topic}','hello',1,hostname='${name ?? host}',port=${port},client_id='${client.clientId}',` +
    `auth={'username':'${userName(target)}','password':${password}},tls=c${overWebSocket(target) ? ",transport='websockets'" : ""})`;
  return { title: "python3", text: `python3 -c ${JSON.stringify(text)}` };
}

/** TestInvokeAuthorizer takes the password in base64. */
function curlLogin({ client, password, controlPlane }: PasteTarget): string {
  const { url, region, authorizerName } = controlPlane;
  const encoded =
    password === undefined ? '\'"$(printf %s "$PASSWORD" | base64)"\'' : Buffer.from(password).toString("base64");
  const body = `{"mqttContext":{"username":"${client.user}","password":"${encoded}","clientId":"${client.clientId}"}}`;
  return `curl --aws-sigv4 aws:amz:${region}:iot --user local:local ${url}/authorizer/${encodeURIComponent(authorizerName)}/test -d '${body}'`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
