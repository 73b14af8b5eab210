import { invalidRequest } from "../../local-errors";

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Marker or token of the next page. Missing on the last page. */
  readonly next?: string;
}

/**
 * Returns a page of a list, in the order of the items' names. The marker or token of a page is the last name of the
 * previous page.
 * @param after `next` of the previous page
 * @throws AwsError `InvalidRequestException` if `after` is not valid
 * @example
 * pageOf(["b", "a"], (name) => name, { size: 1 }); // { items: ["a"], next: "YQ==" }
 */
export function pageOf<Item>(
  all: Iterable<Item>,
  nameOf: (item: Item) => string,
  { size, after }: { readonly size: number; readonly after?: string | undefined },
): Page<Item> {
  const last = after === undefined ? undefined : Buffer.from(after, "base64").toString();
  if (last === "") throw invalidRequest("The marker or token must be one that the previous page returned");
  const rest = [...all]
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))))
    .filter((item) => last === undefined || nameOf(item) > last);
  const items = rest.slice(0, size);
  const end = items.at(-1);
  const more = end !== undefined && items.length < rest.length;
  return { items, ...(more && { next: Buffer.from(nameOf(end)).toString("base64") }) };
}

/** Returns a page with `nextMarker`, as the older operations do. */
export function markedPage<Item, Shown>(
  member: string,
  all: Iterable<Item>,
  nameOf: (item: Item) => string,
  show: (item: Item) => Shown,
  { pageSize, marker }: { readonly pageSize: number; readonly marker?: string | undefined },
) {
  const { items, next } = pageOf(all, nameOf, { size: pageSize, after: marker });
  return { [member]: items.map(show), ...(next !== undefined && { nextMarker: next }) };
}

/** Returns a page with `nextToken`, as the newer operations do. */
export function tokenedPage<Item, Shown>(
  member: string,
  all: Iterable<Item>,
  nameOf: (item: Item) => string,
  show: (item: Item) => Shown,
  { maxResults, nextToken }: { readonly maxResults: number; readonly nextToken?: string | undefined },
) {
  const { items, next } = pageOf(all, nameOf, { size: maxResults, after: nextToken });
  return { [member]: items.map(show), ...(next !== undefined && { nextToken: next }) };
}
