import { developmentCertificates, isHost } from "./development-certificates";
import type { KeyedCertificate } from "./issuing";

/** What the server's certificate depends on. */
export interface EndpointCertificateOptions {
  /** Where certificates are kept. */
  readonly folder: string;
  /** Names and addresses that it is good for all the time. */
  readonly hosts: readonly string[];
  /** Host names of the endpoints there are right now. */
  readonly endpoints: () => Iterable<string>;
  /** What is served until there is an endpoint. */
  readonly first: KeyedCertificate;
  /** Told once for each set of endpoints that no certificate could be made for; the one before goes on being served. */
  readonly onProblem: (message: string) => void;
}

/**
 * The server's certificate, good for every endpoint there is: renewed by the first client that comes after an endpoint was made, renamed
 * or deleted. Names that no certificate can hold are left out.
 * @example
 * const certificate = new EndpointCertificate({ folder, hosts: [], endpoints: () => ["iot.example.com"], first, onProblem });
 * const { certificate: pem, key } = await certificate.current();
 */
export class EndpointCertificate {
  private names = "";
  private latest: KeyedCertificate | Promise<KeyedCertificate>;

  constructor(private readonly options: EndpointCertificateOptions) {
    this.latest = options.first;
  }

  current(): KeyedCertificate | Promise<KeyedCertificate> {
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
    before: KeyedCertificate | Promise<KeyedCertificate>,
  ): Promise<KeyedCertificate> {
    const { folder, hosts, onProblem } = this.options;
    // Whoever came first is done first, so that the files are those of the last set of endpoints.
    const fallback = await before;
    try {
      return (await developmentCertificates({ folder, hosts: [...hosts, ...endpoints] })).server;
    } catch (error) {
      onProblem(`the certificate could not be renewed for ${endpoints.join(", ")}: ${(error as Error).message}`);
      return fallback;
    }
  }
}
