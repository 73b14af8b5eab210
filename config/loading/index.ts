/** How a configuration is found and loaded. */
export {
  CONFIG_FILE,
  ConfigurationFileError,
  findConfigFile,
  type LoadContext,
  type LoadedConfig,
  loadConfig,
} from "./load-config";
