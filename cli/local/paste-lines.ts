import { iotAuth, javaScriptString, pythonString, shellArgument, shellCommand } from "../../config/text";
import type { ExampleLogin, ExamplePair } from "../../infra/outputs/example-client";
import type { LocalEndpoint } from "../../local";
import { serverNameOf } from "../stand-in/stand-in-target";

/** The stand-in's addresses, and the users that the commands log in as. */
export interface PasteTarget {
  readonly host: string;
  readonly port: number;
  /** The endpoint to connect to: the account's, or the stack's own, whose host name this computer does not resolve to the stand-in. */
  readonly endpoint: Pick<LocalEndpoint, "host" | "domainConfiguration" | "applicationProtocol">;
  /** Path of the CA's certificate, relative to the folder in which the commands are pasted. */
  readonly caFile: string;
  /** Authorizer to name in the user name; `undefined` if it is the endpoint's default. */
  readonly authorizerName: string | undefined;
  /** The user that publishes, and the user that receives its messages. */
  readonly pair: ExamplePair;
  /** Passwords by user name. A password that is missing here is read from the shell variable `PASSWORD`. */
  readonly passwords: ReadonlyMap<string, string>;
  /** The stand-in's API, and the name of the authorizer there. */
  readonly controlPlane: { readonly url: string; readonly region: string; readonly authorizerName: string };
}

/** A command to paste, and a title that says what it does. */
export interface PasteLine {
  readonly title: string;
  readonly text: string;
}

/**
 * Returns commands for a POSIX shell that connect to the stand-in with the protocols of the endpoint: a subscriber and publishers whose messages
 * it receives (mosquitto, mqtt.js, Python), and curl for a login through AWS's API. Publishing over HTTPS needs a token, since HTTPS carries no
 * MQTT user name and password; `iot-auth token issue` prints that command.
 *
 * For the stack's own endpoint, mqtt.js and Python get an address beside the host name. mosquitto has no option for that, so the host name needs
 * a line in /etc/hosts.
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

/** Returns the command that issues a token and prints the commands to use it. */
export function tokenLines({ pair }: PasteTarget): PasteLine[] {
  return [{ title: "token", text: iotAuth("token", "issue", "--user", pair.publisher.user, "--expires", "1h") }];
}

/** Returns the MQTT user name that a client sends. */
export function userName(user: string, authorizerName: string | undefined): string {
  return authorizerName === undefined ? user : `${user}?x-amz-customauthorizer-name=${authorizerName}`;
}

/** Returns the host name of the stack's own endpoint; `undefined` for the account's endpoint. */
function ownName({ endpoint }: PasteTarget): string | undefined {
  return endpoint.domainConfiguration === null ? undefined : endpoint.host;
}

const overWebSocket = ({ endpoint }: PasteTarget): boolean => endpoint.applicationProtocol === "MQTT_WSS";

/** Adds to a title whose secret to put into the shell variable, if the command does not contain it. */
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
            title: titled("mosquitto_sub, in another shell, receives what the lines below publish", subscriber, target),
            text: line("mosquitto_sub", subscriber, "-t", subscriber.filter, "-v"),
          },
        ]),
    {
      title: titled("mosquitto_pub", publisher, target),
      text: line("mosquitto_pub", publisher, "-t", publisher.topic, "-m", "hello", "-q", "1"),
    },
  ];
}

/** The command ends with exit code 1 and prints the reason if the message is not acknowledged. */
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

/** TestInvokeAuthorizer expects the password in base64. */
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
