import { text } from "./fields";

/**
 * An AWS Region, in any partition. Its form alone is checked: which Regions there are, AWS decides.
 * @example "us-east-1"
 */
export const awsRegion = text(/^(?:[a-z]{2}|eusc)(?:-[a-z]+)+-\d$/, "be an AWS Region", 'Write it like "us-east-1".');
