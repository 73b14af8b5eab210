import type { IncomingMessage } from "node:http";
import { invalidRequest } from "../../local-errors";

/** Bytes; the largest valid request (TestInvokeAuthorizer with full contexts) is far smaller. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads the whole body of a request.
 * @throws AwsError `InvalidRequestException` above 4 MiB
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw invalidRequest(`The request must have at most ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Parses the members of a JSON body; an empty body has none.
 * @throws AwsError `InvalidRequestException` for a body that is not a JSON object. Assumption: AWS IoT's model lists no
 * other error for it.
 */
export function parseMembers(body: Buffer): Record<string, unknown> {
  if (body.length === 0) {
    return {};
  }
  try {
    const members: unknown = JSON.parse(body.toString("utf8"));
    if (typeof members === "object" && members !== null && !Array.isArray(members)) {
      return members as Record<string, unknown>;
    }
  } catch {
    // Reported below without the text, which may contain a password.
  }
  throw invalidRequest("The request's body must be a JSON object");
}
