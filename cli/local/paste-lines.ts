import type { ExampleClient } from "../../infra/outputs/example-client";

/** Where the stand-in listens and whom to connect as. */
export interface PasteTarget {
  readonly host: string;
  readonly port: number;
  /** Relative to where the lines will be pasted. */
  readonly caFile: string;
  /** Named in the user name; `undefined` if the authorizer is the default. */
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
 * Lines for a POSIX shell that connect to the stand-in: mosquitto, mqtt.js, Python, and curl for a login through AWS's API. Publishing over
 * HTTPS takes a token, since HTTPS carries no MQTT user name and password; `iot-auth token issue` prints that line.
 */
export function pasteLines(target: PasteTarget): PasteLine[] {
  if (target.signed)
    return [{ title: "token", text: `npx iot-auth token issue --user ${quote(target.client.user)} --expires 1h` }];
  const { host, port, caFile, client, filter } = target;
  const user = userName(target);
  const password = target.password === undefined ? '"$PASSWORD"' : quote(target.password);
  const common = `-h ${host} -p ${port} --cafile ${quote(caFile)} --tls-alpn mqtt -i ${quote(client.clientId)} -u ${quote(user)} -P ${password}`;
  const passwordCode = target.password === undefined ? "process.env.PASSWORD" : JSON.stringify(target.password);
  const node =
    `require("mqtt").connect({protocol:"mqtts",host:"${host}",port:${port},ALPNProtocols:["mqtt"],ca:require("fs").readFileSync("${caFile}"),` +
    `clientId:"${client.clientId}",username:"${user}",password:${passwordCode}})` +
    `.on("connect",function(){this.publish("${client.topic}","hello",{qos:1},()=>this.end())})`;
  const pythonPassword = target.password === undefined ? "os.environ['PASSWORD']" : `'${target.password}'`;
  const python =
    `import os,ssl,paho.mqtt.publish as p; c=ssl.create_default_context(cafile='${caFile}'); c.set_alpn_protocols(['mqtt']); ` +
    `p.single('${client.topic}','hello',1,hostname='${host}',port=${port},client_id='${client.clientId}',` +
    `auth={'username':'${user}','password':${pythonPassword}},tls=c)`;
  return [
    ...(filter === undefined
      ? []
      : [{ title: "mosquitto_sub", text: `mosquitto_sub ${common} -t ${quote(filter)} -v` }]),
    { title: "mosquitto_pub", text: `mosquitto_pub ${common} -t ${quote(client.topic)} -m hello -q 1` },
    { title: "mqtt.js", text: `node -e '${node}'` },
    { title: "python3", text: `python3 -c ${JSON.stringify(python)}` },
    { title: "curl, asking AWS's API for the login", text: curlLogin(target) },
  ];
}

/** The user name as a client sends it. */
export function userName({ client, authorizerName }: Pick<PasteTarget, "client" | "authorizerName">): string {
  return authorizerName === undefined ? client.user : `${client.user}?x-amz-customauthorizer-name=${authorizerName}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** TestInvokeAuthorizer takes the password in base64. */
function curlLogin({ client, password, controlPlane }: PasteTarget): string {
  const { url, region, authorizerName } = controlPlane;
  const encoded =
    password === undefined ? '\'"$(printf %s "$PASSWORD" | base64)"\'' : Buffer.from(password).toString("base64");
  const body = `{"mqttContext":{"username":"${client.user}","password":"${encoded}","clientId":"${client.clientId}"}}`;
  return `curl --aws-sigv4 aws:amz:${region}:iot --user local:local ${url}/authorizer/${encodeURIComponent(authorizerName)}/test -d '${body}'`;
}
