/** How the handler is packaged. */
export { bundle } from "./bundle";
export { packageFunction } from "./package-function";
