import { cloudPrnt, defineConfig } from "./config";

/** The one file to edit. An editor shows every option with its meaning, limits and default. */
export default defineConfig({
  name: "cloudprnt",
  region: "us-east-1",
  // The default of the account and Region, so that a printer logs in with its bare MAC address and names no authorizer. Somebody else's
  // default is never replaced silently: the deployment stops and names it.
  authorizer: { setAsDefault: true },
  groups: {
    // A printer's user name and client id are its MAC address, as CloudPRNT writes it: 00:11:62:aa:bb:cc
    printers: cloudPrnt.printer(),
    servers: cloudPrnt.server(),
  },
});
