/** What other rooms may use of the outputs: the lines to paste that they are made of. */
export { type CloudPrntTopics, cloudPrntSettings, cloudPrntTopics, MAC } from "./cloud-prnt-settings";
export { type ExampleLogin, type ExamplePair, examplePair } from "./example-client";
