import { developmentCertificates, isHost, type ServerCertificates } from "./development-certificates";

/** How the server's certificates are kept and for which names. */
export interface EndpointCertificateOptions {
  /** Folder in which the certificates are kept. */
  readonly folder: string;
  /** Names and addresses that the certificates always contain. */
  readonly hosts: readonly string[];
  /** Host names of the current endpoints. */
  readonly endpoints: () => Iterable<string>;
  /** The certificates that are served until there is an endpoint. */
  readonly first: ServerCertificates;
  /** Called once for each set of endpoints for which issuing failed; the certificates before stay in use. */
  readonly onProblem: (message: string) => void;
}

/**
 * The server's certificates, valid for every current endpoint. They are renewed when the first client connects after an
 * endpoint was created, renamed or deleted. Names that a certificate cannot hold are left out.
 * @example
 * const certificate = new EndpointCertificate({ folder, hosts: [], endpoints: () => ["iot.example.com"], first, onProblem });
 * const [ecdsa, rsa] = await certificate.current();
 */
export class EndpointCertificate {
  private names = "";
  private latest: ServerCertificates | Promise<ServerCertificates>;

  constructor(private readonly options: EndpointCertificateOptions) {
    this.latest = options.first;
  }

  current(): ServerCertificates | Promise<ServerCertificates> {
    const endpoints = [...this.options.endpoints()].filter(isHost);
    const names = endpoints.sort().join();
    if (names !== this.names) {
      this.names = names;
      const renewing = this.renew(endpoints, this.latest);
      this.latest = renewing;
      void renewing.then((renewed) => {
        if (this.latest === renewing) this.latest = renewed;
      });
    }
    return this.latest;
  }

  private async renew(
    endpoints: readonly string[],
    before: ServerCertificates | Promise<ServerCertificates>,
  ): Promise<ServerCertificates> {
    const { folder, hosts, onProblem } = this.options;
    // The renewal before is finished first, so that the files end up with the newest set of endpoints.
    const fallback = await before;
    try {
      return (await developmentCertificates({ folder, hosts: [...hosts, ...endpoints] })).server;
    } catch (error) {
      onProblem(`the certificate could not be renewed for ${endpoints.join(", ")}: ${(error as Error).message}`);
      return fallback;
    }
  }
}
