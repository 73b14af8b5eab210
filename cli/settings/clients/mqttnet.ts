import { javaScriptString } from "../../../config/text";
import { type ClientInputs, type SettingsClient, topicsOf } from "../settings-client";

/** A C# program with MQTTnet. */
export const mqttnet: SettingsClient = {
  name: "mqttnet",
  title: "MQTTnet for .NET",
  versions: "5",
  kind: "library",
  alpn: {
    since: "3.0.13; by WithApplicationProtocols since 4.3.0",
    source: "https://github.com/dotnet/MQTTnet/pull/1783",
  },
  mqtt: ["3.1.1", "5"],
  webSocket: true,
  logins: ["password", "token", "certificate"],
  place: "Program.cs of a console project; dotnet add package MQTTnet",
  comment: "//",
  traps: ["On Windows, SslStream needs a certificate as PKCS #12: its key made from PEM alone is not used for TLS."],
  keys: {
    names: [
      ...[
        "MqttClientFactory",
        "CreateMqttClient",
        "MqttClientOptionsBuilder",
        "WithTcpServer",
        "WithWebSocketServer",
        "WithUri",
      ],
      ...[
        "WithTlsOptions",
        "UseTls",
        "WithApplicationProtocols",
        "SslApplicationProtocol",
        "WithTrustChain",
        "X509Certificate2Collection",
      ],
      ...[
        "WithClientCertificates",
        "CreateFromPemFile",
        "CreateFromPem",
        "ReadAllText",
        "WithTargetHost",
        "WithClientId",
        "WithCredentials",
      ],
      ...[
        "WithKeepAlivePeriod",
        "FromSeconds",
        "WithProtocolVersion",
        "Build",
        "ConnectAsync",
        "SubscribeAsync",
        "PublishStringAsync",
      ],
      ...["ConvertPayloadToString", "WriteLine", "Delay"],
    ],
    source: "https://github.com/dotnet/MQTTnet/blob/v5.0.1/Source/MQTTnet/Options/MqttClientTlsOptionsBuilder.cs",
    compared: {
      how: "names",
      with: "MQTTnet 5.2.0 at 14463d1",
      unchecked: "CreateFromPemFile and CreateFromPem, of .NET itself",
    },
  },
  text: program,
};

function program(inputs: ClientInputs): string {
  const { clientId, place, login, qos } = inputs;
  const cs = javaScriptString;
  const { into, out } = topicsOf(inputs);
  const { host, port, transport, alpn, caFile } = place;
  const level = `MqttQualityOfServiceLevel.${qos === 1 ? "AtLeastOnce" : "AtMostOnce"}`;
  const server =
    transport === "wss"
      ? `.WithWebSocketServer(server => server.WithUri(${cs(`wss://${host}:${port}/mqtt`)}))`
      : `.WithTcpServer(${cs(host)}, ${port})`;
  return [
    "using System.Net.Security;",
    "using System.Security.Cryptography.X509Certificates;",
    "using MQTTnet;",
    "using MQTTnet.Protocol;",
    "",
    "var client = new MqttClientFactory().CreateMqttClient();",
    "client.ApplicationMessageReceivedAsync += received =>",
    "{",
    '    Console.WriteLine($"{received.ApplicationMessage.Topic} {received.ApplicationMessage.ConvertPayloadToString()}");',
    "    return Task.CompletedTask;",
    "};",
    "client.DisconnectedAsync += disconnected =>",
    "{",
    '    Console.WriteLine($"disconnected: {disconnected.ReasonString ?? disconnected.Exception?.Message}");',
    "    return Task.CompletedTask;",
    "};",
    "var options = new MqttClientOptionsBuilder()",
    `    ${server}`,
    "    .WithTlsOptions(tls => tls",
    "        .UseTls()",
    `        .WithTargetHost(${cs(host)})`,
    ...(alpn === undefined ? [] : [`        .WithApplicationProtocols([new SslApplicationProtocol(${cs(alpn)})])`]),
    ...(caFile === undefined
      ? []
      : [
          `        .WithTrustChain(new X509Certificate2Collection(X509Certificate2.CreateFromPem(File.ReadAllText(${cs(caFile)}))))`,
        ]),
    ...(login.kind === "certificate"
      ? [
          `        .WithClientCertificates([X509Certificate2.CreateFromPemFile(${cs(login.certificateFile)}, ${cs(login.keyFile)})])`,
        ]
      : []),
    "    )",
    `    .WithClientId(${cs(clientId)})`,
    ...(login.kind === "certificate"
      ? []
      : [
          `    .WithCredentials(${cs(login.username)}${login.password === undefined ? "" : `, ${cs(login.password)}`})`,
        ]),
    "    .WithKeepAlivePeriod(TimeSpan.FromSeconds(60))",
    "    .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)",
    "    .Build();",
    "var answer = await client.ConnectAsync(options);",
    'Console.WriteLine($"connected: {answer.ResultCode}");',
    ...into.map((filter) => `await client.SubscribeAsync(${cs(filter)}, ${level});`),
    ...out.map((topic) => `await client.PublishStringAsync(${cs(topic)}, "hello", ${level});`),
    "await Task.Delay(Timeout.Infinite);",
  ].join("\n");
}
