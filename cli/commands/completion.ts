import { Argument, type Command } from "commander";
import type { CommandContext } from "../command-context";
import { bashCompletion } from "../completion/bash";
import { fishCompletion } from "../completion/fish";
import { type CompletionNode, completionNodes } from "../completion/nodes";
import { zshCompletion } from "../completion/zsh";
import { examples } from "../usage-texts";

const SHELLS: Readonly<Record<string, (nodes: readonly CompletionNode[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function configure(command: Command, { output, loadAllCommands }: CommandContext): void {
  command
    .addArgument(new Argument("<SHELL>", "the shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      examples([
        ["source <(iot-auth completion bash)", "in ~/.bashrc"],
        ["iot-auth completion zsh > ~/.zfunc/_iot-auth", "with ~/.zfunc in $fpath"],
        ["iot-auth completion fish > ~/.config/fish/completions/iot-auth.fish", "fish"],
      ]),
    )
    .action(async (shell: string) => {
      const script = SHELLS[shell]?.(completionNodes(await loadAllCommands())) ?? "";
      await output.result({ shell, script }, () => script);
    });
}
