import { invalidRequest } from "../../local-errors";

/** A part of a list, and where the next one begins if there is more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/**
 * A page of a list, in the order of the items' names. What tells where it begins is the last name of the page before it.
 * @param after what the page before answered as `next`
 * @throws AwsError `InvalidRequestException` for what no page answered
 * @example
 * pageOf(["b", "a"], (name) => name, { size: 1 }); // { items: ["a"], next: "YQ==" }
 */
export function pageOf<Item>(
  all: Iterable<Item>,
  nameOf: (item: Item) => string,
  { size, after }: { readonly size: number; readonly after?: string | undefined },
): Page<Item> {
  const last = after === undefined ? undefined : Buffer.from(after, "base64").toString();
  if (last === "") throw invalidRequest("The marker or token must be one that a page before answered");
  const rest = [...all]
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))))
    .filter((item) => last === undefined || nameOf(item) > last);
  const items = rest.slice(0, size);
  const end = items.at(-1);
  const more = end !== undefined && items.length < rest.length;
  return { items, ...(more && { next: Buffer.from(nameOf(end)).toString("base64") }) };
}

/** A page with its marker, as the older operations answer it. */
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

/** A page with its token, as the other operations answer it. */
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
