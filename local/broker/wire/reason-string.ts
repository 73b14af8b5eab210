/**
 * A reason string in the form AWS uses, for example
 * `CONNACK:Client is not authenticated/authorized to send the message:14e6c214-8269-42af-6ac7-e1fe6c8e0b6f` (aws-greengrass-nucleus#1754).
 */
export function reasonString(packet: "CONNACK" | "DISCONNECT" | "PUBACK" | "SUBACK", text: string, id: string): string {
  return `${packet}:${text}:${id}`;
}
