import type { Assumptions as BrokerAssumptions } from "../broker";
import type { Assumptions as ControlPlaneAssumptions } from "../control-plane/define-operation";
import type { LoginAssumptions } from "../login/login-assumptions";

/** A question that AWS's documentation leaves open, with its two possible answers. */
export interface Choice<Value> {
  /** The default first. */
  readonly values: readonly [Value, Value];
  readonly question: string;
}

type Choices<T> = { readonly [Name in keyof T]: Choice<T[Name]> };

/**
 * Every assumption that can be chosen, grouped by the member of {@link LocalIotCoreOptions} that sets it.
 * `docs/local-versus-aws.md` has the same table, with the tests of each assumption; a test compares the two.
 */
export const ASSUMPTION_CHOICES: {
  readonly broker: Choices<BrokerAssumptions>;
  readonly controlPlane: Choices<ControlPlaneAssumptions>;
  readonly login: Choices<LoginAssumptions>;
} = {
  broker: {
    deniedPublish5: {
      values: ["puback", "disconnect"],
      question:
        "A publish that the policy forbids, in MQTT 5: send PUBACK 0x87 (QoS 0: nothing) and stay connected, or send DISCONNECT 0x87?",
    },
    deniedSubscribe311: {
      values: ["close", "suback"],
      question: "A filter that the policy forbids, in 3.1.1: close the connection, or SUBACK 0x80?",
    },
    refusedConnect311: {
      values: ["connack", "close"],
      question: "A refused login, in 3.1.1: send CONNACK first, or only close the connection?",
    },
    qos2In311: { values: ["ignore", "close"], question: "QoS 2 in 3.1.1: no answer, or close?" },
    bridgeBit: {
      values: ["refuse", "accept"],
      question: "The bit with which bridges mark their CONNECT: return code 1, or ignore the bit?",
    },
    slowSubscriber: {
      values: ["disconnect", "drop"],
      question:
        "A client that receives its QoS 1 messages too slowly: disconnect it (THROTTLED, DISCONNECT 0x97), or drop messages?",
    },
  },
  controlPlane: {
    setDefaultConflict: {
      values: [false, true],
      question: "SetDefaultAuthorizer while another is the default: replace it, or 409?",
    },
    deleteActiveConflict: {
      values: [true, false],
      question: "DeleteAuthorizer of an ACTIVE one: 409, or delete it?",
    },
    deleteDefaultConflict: {
      values: [true, false],
      question: "DeleteAuthorizer of the default one: 409, or delete it and leave no default?",
    },
    domainDeletionWait: {
      values: [true, false],
      question:
        "DeleteDomainConfiguration of an AWS-managed domain that was DISABLED less than 7 days: 400, or delete it?",
    },
    thingTypeDeletionWait: {
      values: [true, false],
      question: "DeleteThingType of a thing type that was deprecated less than 5 minutes ago: 400, or delete it?",
    },
  },
  login: {
    failedRefresh: {
      values: ["disconnect", "keep"],
      question:
        "A refresh that fails: end the connection at once, or keep the old policy and ask the authorizer again later?",
    },
    mqttWithoutAlpn: {
      values: ["accept", "refuse"],
      question: "MQTT without ALPN, at an endpoint for CUSTOM_AUTH and SECURE_MQTT: accept it, or answer 400?",
    },
    unknownServerName: {
      values: ["accept", "refuse"],
      question:
        "A server name that is neither an endpoint's nor this computer's: the account's endpoint, or refuse as AWS does?",
    },
    parameterCase: {
      values: ["accept", "ignore"],
      question:
        "The authorizer's parameters in a query string in another case, X-Amz-CustomAuthorizer-Name: accept or ignore them?",
    },
    oldSubprotocol: {
      values: ["accept", "refuse"],
      question: "A WebSocket client that offers the subprotocol mqttv3.1 and not mqtt: accept it, or answer 400?",
    },
  },
};
