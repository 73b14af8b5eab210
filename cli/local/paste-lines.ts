import { iotAuth, javaScriptString, pythonString, shellArgument, shellCommand } from "../../config/text";
import type { ExampleLogin, ExamplePair } from "../../infra/outputs/example-client";
import type { LocalEndpoint } from "../../local";
import { serverNameOf } from "../stand-in/stand-in-target";

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
  /** Who publishes, and who hears it. */
  readonly pair: ExamplePair;
  /** Passwords of users; a user's that is missing is read from the shell variable `PASSWORD`. */
  readonly passwords: ReadonlyMap<string, string>;
  /** AWS's API, and what it knows the stack by. */
  readonly controlPlane: { readonly url: string; readonly region: string; readonly authorizerName: string };
}

/** A line to paste, and what it is for. */
export interface PasteLine {
  readonly title: string;
  readonly text: string;
}

/**
 * Lines for a POSIX shell that connect to the stand-in by the protocols that the endpoint speaks: a subscriber and publishers that it hears
 * (mosquitto, mqtt.js, Python), and curl for a login through AWS's API. Publishing over HTTPS takes a token, since HTTPS carries no MQTT user
 * name and password; `iot-auth token issue` prints that line.
 *
 * For an endpoint of its own mqtt.js and Python are told where it is beside its name; mosquitto has no option for that, so that this computer
 * has to learn the name.
 */
export function passwordLines(target: PasteTarget): PasteLine[] {
  const { publisher } = target.pair;
  const { applicationProtocol } = target.endpoint;
  const clients = {
    DEFAULT: () => [...mosquitto(target), mqttJs(target), python(target)],
    SECURE_MQTT: () => [...mosquitto(target), mqttJs(target), python(target)],
    MQTT_WSS: () => [mqttJs(target), python(target)],
    HTTPS: () => [],
  };
  return [
    ...clients[applicationProtocol](),
    { title: titled("curl, asking AWS's API for the login", publisher, target), text: curlLogin(target) },
  ];
}

/** The line that makes a token, which prints what to paste. */
export function tokenLines({ pair }: PasteTarget): PasteLine[] {
  return [{ title: "token", text: iotAuth("token", "issue", "--user", pair.publisher.user, "--expires", "1h") }];
}

/** The user name as a client sends it. */
export function userName(user: string, authorizerName: string | undefined): string {
  return authorizerName === undefined ? user : `${user}?x-amz-customauthorizer-name=${authorizerName}`;
}

/** The name of an endpoint of its own. */
function ownName({ endpoint }: PasteTarget): string | undefined {
  return endpoint.domainConfiguration === null ? undefined : endpoint.host;
}

const overWebSocket = ({ endpoint }: PasteTarget): boolean => endpoint.applicationProtocol === "MQTT_WSS";

/** Says whose secret a line asks for, where it holds none. */
function titled(title: string, { user }: ExampleLogin, { passwords }: PasteTarget): string {
  return passwords.has(user) ? title : `${title} (put the secret of ${user} into the shell variable PASSWORD first)`;
}

function mosquitto(target: PasteTarget): PasteLine[] {
  const { port, caFile, pair, passwords, authorizerName } = target;
  const { publisher, subscriber } = pair;
  const name = ownName(target);
  const line = (program: string, login: ExampleLogin, ...more: string[]): string => {
    const password = passwords.get(login.user);
    return [
      shellCommand([program, "-h", name ?? target.host, "-p", String(port), "--cafile", caFile, "--tls-alpn", "mqtt"]),
      shellCommand(["-i", login.clientId, "-u", userName(login.user, authorizerName)]),
      `-P ${password === undefined ? '"$PASSWORD"' : shellArgument(password)}`,
      shellCommand(more),
    ].join(" ");
  };
  const known = {
    title: "once, so that mosquitto finds it",
    text: `echo ${shellArgument(`127.0.0.1 ${name}`)} | sudo tee -a /etc/hosts`,
  };
  return [
    ...(name === undefined ? [] : [known]),
    ...(subscriber === undefined
      ? []
      : [
          {
            title: titled("mosquitto_sub, in a shell of its own, hears the lines below", subscriber, target),
            text: line("mosquitto_sub", subscriber, "-t", subscriber.filter, "-v"),
          },
        ]),
    {
      title: titled("mosquitto_pub", publisher, target),
      text: line("mosquitto_pub", publisher, "-t", publisher.topic, "-m", "hello", "-q", "1"),
    },
  ];
}

/** Ends with exit code 1, and says why, unless the message was taken. */
function mqttJs(target: PasteTarget): PasteLine {
  const { host, port, caFile, pair, passwords, authorizerName } = target;
  const { publisher } = pair;
  const [js, name, password] = [javaScriptString, serverNameOf(target.endpoint), passwords.get(publisher.user)];
  const ask = name === undefined ? "" : `servername:${js(name)}`;
  const transport = overWebSocket(target)
    ? `protocol:"wss",path:"/mqtt",wsOptions:{${ask}}`
    : `protocol:"mqtts",ALPNProtocols:["mqtt"]${ask && `,${ask}`}`;
  const text =
    `let why="the connection was closed",c=require("mqtt").connect({${transport},host:${js(host)},port:${port},` +
    `ca:require("fs").readFileSync(${js(caFile)}),clientId:${js(publisher.clientId)},` +
    `username:${js(userName(publisher.user, authorizerName))},` +
    `password:${password === undefined ? "process.env.PASSWORD" : js(password)},reconnectPeriod:0});` +
    `c.on("connect",()=>c.publish(${js(publisher.topic)},"hello",{qos:1},e=>{why=e&&e.message;c.end()}))` +
    '.on("error",e=>{why=e.message;c.end()}).on("close",()=>{if(why){console.error(why);process.exitCode=1}})';
  return {
    title: titled("mqtt.js; needs the npm package mqtt", publisher, target),
    text: shellCommand(["node", "-e", text]),
  };
}

function python(target: PasteTarget): PasteLine {
  const { host, port, caFile, pair, passwords, authorizerName } = target;
  const { publisher } = pair;
  const [py, name, password] = [pythonString, serverNameOf(target.endpoint), passwords.get(publisher.user)];
  const text =
    "import os,socket,ssl,paho.mqtt.publish as p; " +
    (name === undefined ? "" : `a=socket.getaddrinfo; socket.getaddrinfo=lambda h,*r: a(${py(host)},*r); `) +
    `c=ssl.create_default_context(cafile=${py(caFile)}); ${overWebSocket(target) ? "" : 'c.set_alpn_protocols(["mqtt"]); '}` +
    `p.single(${py(publisher.topic)},"hello",1,hostname=${py(name ?? host)},port=${port},client_id=${py(publisher.clientId)},` +
    `auth={"username":${py(userName(publisher.user, authorizerName))},` +
    `"password":${password === undefined ? 'os.environ["PASSWORD"]' : py(password)}},tls=c${overWebSocket(target) ? ',transport="websockets"' : ""})`;
  return {
    title: titled("python3; needs paho: pip install paho-mqtt", publisher, target),
    text: shellCommand(["python3", "-c", text]),
  };
}

/** TestInvokeAuthorizer takes the password in base64. */
function curlLogin({ pair: { publisher }, passwords, controlPlane }: PasteTarget): string {
  const { url, region, authorizerName } = controlPlane;
  const password = passwords.get(publisher.user);
  const encoded =
    password === undefined
      ? '"$(printf %s "$PASSWORD" | base64 | tr -d \'\\n\')"'
      : Buffer.from(password).toString("base64");
  const login = JSON.stringify({ username: publisher.user, clientId: publisher.clientId });
  const address = `${url}/authorizer/${encodeURIComponent(authorizerName)}/test`;
  return [
    shellCommand(["curl", "--aws-sigv4", `aws:amz:${region}:iot`, "--user", "local:local", address]),
    `-d '{"mqttContext":{"password":"'${encoded}${shellArgument(`",${login.slice(1)}}`)}`,
  ].join(" ");
}
