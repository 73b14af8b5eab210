/** A client's IP address; IPv4 as such, even where the port listens on IPv6. */
export function remoteAddress(socket: { readonly remoteAddress?: string | undefined }): {
  readonly remoteAddress?: string;
} {
  const address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "");
  return address === undefined ? {} : { remoteAddress: address };
}
