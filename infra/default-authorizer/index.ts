/** What other rooms may know of the step that sets the default authorizer. */
export { OWNER_TAG } from "./names";
