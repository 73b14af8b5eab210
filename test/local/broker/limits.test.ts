import { DEFAULT_LIMITS } from "../../../local/broker/limits";

test("the limits are those AWS documents", () => {
  expect(DEFAULT_LIMITS).toMatchObject({
    clientIdBytes: 128,
    payloadBytes: 131_072,
    packetBytes: 149_504,
    clientPacketBytesMinimum: 512,
    topicBytes: 256,
    topicSlashes: 7,
    filtersPerRequest: 8,
    subscriptionsPerConnection: 50,
    inboundUnacknowledged: 100,
    outboundUnacknowledged: 100,
    keepAliveSeconds: 1200,
    keepAliveMinimumSeconds: 30,
    sessionExpirySeconds: 3600,
    topicAliases: 8,
    messageExpirySeconds: 604_800,
  });
});
