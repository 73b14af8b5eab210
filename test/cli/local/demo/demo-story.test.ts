import { findStory } from "../../../../cli/local/demo/demo-story";
import { cloudPrnt } from "../../../../config/groups/cloud-prnt";
import { device } from "../../../../config/groups/device";
import { mqtt5Sample } from "../../../../config/groups/mqtt5-sample";
import { groupSchema } from "../../../../config/schema/group-schema";

const groups = (inputs: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, groupSchema.parse(input)]));

it("finds the printer and the server among CloudPRNT groups, in any order and beside other groups", () => {
  const printers = cloudPrnt.printer();
  const servers = cloudPrnt.server();

  const orders = [
    { printers, servers },
    { servers, printers },
    { sensors: device(), printers, servers },
  ];
  for (const story of orders.map((order) => findStory(groups(order)))) {
    expect(story).toEqual({
      device: { user: "demo-printers", group: "printers", clientId: "demo-printers" },
      server: { user: "demo-servers", group: "servers", clientId: "demo-servers" },
      filter: "star/cloudprnt/to-device/demo-printers/#",
      order: "star/cloudprnt/to-device/demo-printers/print-job",
      answer: "star/cloudprnt/to-server/demo-printers/print-result",
      answerFilter: "star/cloudprnt/to-server/#",
      forbidden: "star/cloudprnt/to-server/somebody-else/print-result",
    });
  }
});

it("uses a device alone if no other client may send to it", () => {
  expect(findStory(groups({ sensors: device() }))).toEqual({
    device: { user: "demo-sensors", group: "sensors", clientId: "demo-sensors" },
    answer: "telemetry/demo-sensors/print-result",
    forbidden: "telemetry/somebody-else/print-result",
  });
});

it("finds no story if no topic belongs to a user", () => {
  expect(findStory(groups({ samples: mqtt5Sample() }))).toBeUndefined();
});
