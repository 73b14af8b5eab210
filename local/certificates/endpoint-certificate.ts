import { developmentCertificates, isHost, type ServerCertificates } from "./development-certificates";

/** What the server's certificates depend on. */
export interface EndpointCertificateOptions {
  /** Where certificates are kept. */
  readonly folder: string;
  /** Names and addresses that it is good for all the time. */
  readonly hosts: readonly string[];
  /** Host names of the endpoints there are right now. */
  readonly endpoints: () => Iterable<string>;
  /** What is served until there is an endpoint. */
  readonly first: ServerCertificates;
  /** Told once for each set of endpoints that no certificate could be made for; the one before goes on being served. */
  readonly onProblem: (message: string) => void;
}

/**
 * The server's certificates, good for every endpoint there is: renewed by the first client that comes after an endpoint was made, renamed
 * or deleted. Names that no certificate can hold are left out.
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
    // The first call is finished first, so that the files are those of the last set of endpoints.
    const fallback = await before;
    try {
      return (await developmentCertificates({ folder, hosts: [...hosts, ...endpoints] })).server;
    } catch (error) {
      onProblem(`the certificate could not be renewed for ${endpoints.join(", ")}: ${(error as Error).message}`);
      return fallback;
    }
  }
}
